"""`init`: a warehouse's own tables, lists and settings as the raw tables."""

from pathlib import Path

import duckdb
import pytest
from calls import Command, query
from conversion_goals.mapping import UNMAPPED, costs
from conversion_goals.raw_tables import RAW_TABLES
from dbt_command import dbt

LISTS = """
create schema theirs;
create table theirs.segment_lists as
select '7' as workspace_id, s as segment_id, p as internal_customer_id,
    t::timestamp as taken_at, t::timestamp as loaded_at
from (values ('s', 'a', '2026-01-01'), ('s', 'b', '2026-01-01'), ('s', 'a', '2026-01-02'),
    ('s', 'c', '2026-01-02'), ('t', null, '2026-01-02'), ('s', 'b', '2026-01-05'),
    ('s', 'c', '2026-01-05'), ('t', 'a', '2026-01-05')) as given(s, p, t)
"""
SETTINGS = (
    "workspace_id, campaign_id, goal_type, event_name, segment_id, filter, time_frame_seconds,"
    " touch, exit_setting, audience"
)


def fill(folder: Path, table: str, select: str) -> None:
    (folder / f"{table}.sql").write_text(select, encoding="utf-8")


def test_templates_hold_every_column_and_are_never_written_over(
    run: Command, tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "mapping"
    assert run("init", folder, "--database", database).code == 0
    with duckdb.connect() as connection:
        connection.execute("create schema your_schema; create table your_schema.your_table (i int)")
        for table in RAW_TABLES.values():
            text = (folder / f"{table.name}.sql").read_text()
            assert text.startswith(UNMAPPED)
            assert costs()[table.name] in text
            described = connection.execute(f"describe {text}").fetchall()
            assert tuple(name for name, *_ in described) == table.columns
    fill(folder, "people", "select 1 as mine")
    assert "people.sql" not in run("init", folder, "--database", database).out
    assert (folder / "people.sql").read_text() == "select 1 as mine"


def test_a_check_says_what_is_missing_and_what_it_costs(
    run: Command, tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "mapping"
    run("init", folder, "--database", database)
    duckdb.connect(str(database)).close()
    nothing = run("init", folder, "--check", "--database", database)
    assert (nothing.code, nothing.err[:16]) == (2, "No select in " + str(folder)[:3])
    fill(folder, "campaigns", "select 'w' as workspace_id, 1 as campaign_id, 'x' as tags;")
    fill(folder, "people", "select * from nowhere")
    fill(
        folder,
        "events",
        "select 'w' as workspace_id, nullif(i, 0)::varchar as event_id, 'p' as"
        " internal_customer_id, 'buy' as name, if(i = 1, '{', null) as properties,"
        " null as timestamp, if(i = 2, 'soon', '2026-01-01') as processed_at,"
        " timestamp '2026-01-01' as loaded_at from range(5) as r(i)",
    )
    values = "(values ('1.5', 'yes', '10:00:00 PM'), ('2.0', 't', '10:00:00 +0100')) as v(i, f, t)"
    fill(
        folder,
        "outputs",
        "select 'w' as workspace_id, 'o' as output_id, 'j' as subject_name, 'x' as output_type,"
        " null as action_id, null as explanation, null as delivery_id, f as draft,"
        " f as link_tracked, i as split_test_index, i as branch_index, null as manual_segment_id,"
        " null as add_to_manual_segment, null as delay_ends_at, '2026-01-05 ' || t as created_at,"
        f" null as seq_num, timestamp '2026-01-01' as loaded_at from {values}",
    )
    outcome = run("init", folder, "--apply", "--database", database)
    assert outcome.code == 1
    for said in (
        "note: outputs: 1 value of draft that do not read as flag",
        "note: outputs: 1 value of branch_index that do not read as integer",
        "note: outputs: 1 value of created_at that do not read as time",
        "wrong: campaigns lacks name: give it, null if you do not have it",
        "note: campaigns: not in the contract, never read: tags",
        "wrong: people does not run: Table with name nowhere does not exist!",
        "note: events: 1 row without event_id: the build sets them aside",
        "note: events: 1 value of properties that do not read as json",
        "note: events: 1 value of processed_at that do not read as time",
        "note: events: always null: timestamp",
        "without metrics: ",
        "conversion_goals_absent: [deliveries, metrics, subjects, attributes,",
    ):
        assert said in outcome.out
    # One wrong select, and no view is made.
    assert query(database, "select count(*) from information_schema.tables") == [(0,)]


@pytest.mark.parametrize("option", ["--check", "--apply"])
def test_there_must_be_a_folder_to_check(
    run: Command, tmp_path: Path, database: Path, option: str
) -> None:
    folder = tmp_path / "mapping"
    outcome = run("init", folder, option, "--database", database)
    assert (outcome.code, outcome.out, outcome.err) == (
        2,
        "",
        f"There is no folder {folder}: make it with `conversion-goals init {folder}`.\n",
    )
    assert not folder.exists()


def test_mapped_selects_become_views_and_never_replace_a_table(
    run: Command, tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "mapping"
    run("init", folder, "--database", database)
    select = (folder / "campaigns.sql").read_text().removeprefix(UNMAPPED)
    fill(folder, "campaigns", select.replace("from your_schema.your_table", "from range(3)"))
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema raw; create table raw.people as select 1 as one")
    outcome = run("init", folder, "--apply", "--database", database)
    assert outcome.code == 0, outcome.err
    assert "1 view made in raw" in outcome.out
    assert query(database, "select count(*) from raw.campaigns") == [(3,)]
    people = (folder / "people.sql").read_text().removeprefix(UNMAPPED)
    fill(folder, "people", people.replace("from your_schema.your_table", ""))
    outcome = run("init", folder, "--apply", "--database", database)
    assert (outcome.code, "No view was made" in outcome.err) == (2, True)
    assert query(database, "from raw.people") == [(1,)]


def test_the_ready_made_view_gives_the_changes_that_the_loader_gives(
    run: Command, tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "mapping"
    run("init", folder, "--database", database)
    with duckdb.connect(str(database)) as connection:
        connection.execute(LISTS)
        connection.execute(f"copy theirs.segment_lists to '{tmp_path}/lists.csv'")
    ready = (folder / "ready_made" / "segment_changes_from_lists.sql").read_text()
    fill(folder, "segment_changes", ready.replace("your_schema", "theirs"))
    assert run("init", folder, "--apply", "--database", database).code == 0
    changes = (
        "select segment_id, internal_customer_id, change, changed_at from raw.segment_changes"
        " order by all"
    )
    other = tmp_path / "other.duckdb"
    run("load", "--from", "segment-lists", tmp_path / "lists.csv", "--database", other)
    assert query(database, changes) == query(other, changes)
    assert len(query(database, changes)) == 7


@pytest.fixture
def settings(tmp_path: Path, database: Path) -> Path:
    """Return a dbt project with the ready-made snapshot of a table of today's settings."""
    folder = tmp_path / "theirs"
    (folder / "snapshots").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text("name: theirs\nprofile: theirs\n")
    (folder / "profiles.yml").write_text(
        f"theirs: {{target: t, outputs: {{t: {{type: duckdb, path: '{database}', schema: main}}}}}}"
    )
    (folder / "models" / "sources.yml").write_text(
        "sources: [{name: settings, schema: main, tables: [{name: campaign_settings}]}]"
    )
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            f"create table campaign_settings as select * from (values"
            " ('7', '1', 'event', 'buy', null, null, 3600, 'opened', 'never', null),"
            " ('7', '2', 'event', 'buy', null, null, 3600, 'opened', 'never', null))"
            f" as given({SETTINGS})"
        )
    return folder


def test_a_snapshot_of_todays_settings_gives_goal_versions(
    run: Command, tmp_path: Path, database: Path, settings: Path
) -> None:
    folder = tmp_path / "mapping"
    run("init", folder, "--database", database)
    ready = folder / "ready_made"
    text = (ready / "campaign_goal_settings.yml").read_text()
    (settings / "snapshots" / "campaign_goal_settings.yml").write_text(text)
    dbt(settings, "snapshot")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update campaign_settings set time_frame_seconds = 7200 where campaign_id = '1';"
            " delete from campaign_settings where campaign_id = '2'"
        )
    dbt(settings, "snapshot")
    dbt(settings, "snapshot")
    select = (ready / "campaign_goals_from_snapshot.sql").read_text()
    fill(folder, "campaign_goals", select.replace("your_schema", "main"))
    outcome = run("init", folder, "--apply", "--database", database)
    assert outcome.code == 0, outcome.out
    versions = query(
        database,
        "select campaign_id, goal_type, time_frame_seconds, goal_version_id, set_at, loaded_at"
        " from raw.campaign_goals order by campaign_id, set_at",
    )
    assert [row[:3] for row in versions] == [
        ("1", "event", 3600), ("1", "event", 7200), ("2", "event", 3600), ("2", None, 3600),
    ]  # fmt: skip
    assert len({row[3] for row in versions}) == 4
    assert all(row[4] == row[5] for row in versions)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"copy raw.campaign_goals to '{tmp_path}/campaign_goals.csv'")
    checked = run("check", tmp_path / "campaign_goals.csv")
    assert checked.out.endswith("4 goal versions, 0 wrong\n"), checked.out
