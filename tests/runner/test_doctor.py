"""`doctor`: each ailment is found where it is, and not where it is not."""

import contextlib
import io
import shutil
from pathlib import Path

import duckdb
import pytest
from calls import Command, Outcome
from conversion_goals import doctor
from conversion_goals.cli import main
from conversion_goals.doctor_checks import BUILT_CHECKS, RAW_CHECKS
from conversion_goals.project import Project

# What makes each thing doubtful, and a part of the sentence that then must be said.
AILMENTS = {
    "events without arrival time": (
        "update raw.events set processed_at = null where event_id in"
        " (select min(event_id) from raw.events where event_id not like 'broken%')",
        "events have no readable processed_at",
    ),
    "events whose arrival is only claimed": (
        "update raw.events set timestamp = processed_at",
        "have processed_at equal to timestamp",
    ),
    "segments that no change names": (
        "delete from raw.segment_changes where segment_id in"
        " (select min(segment_id) from raw.segment_changes)",
        "segments that goals and audiences name have no change on record",
    ),
    "metrics of unknown name": (
        "insert into raw.metrics by name select * replace ('waved' as metric, 'w' as event_id)"
        " from raw.metrics limit 3",
        "3 of ",
    ),
    "first opens only": (
        "delete from raw.metrics where metric = 'opened' and (delivery_id, created_at) not in"
        " (select delivery_id, min(created_at) from raw.metrics where metric = 'opened' group by 1)"
        " or delivery_id in (select delivery_id from raw.metrics where metric = 'opened' group by"
        " delivery_id, created_at having count(distinct event_id) > 1)",
        "the feed may send first opens only",
    ),
    "lines set aside at load": (
        "create table raw._lines_set_aside as select 'no JSON' as reason",
        "lines of webhooks, calls or lists that no raw table takes: 1: no JSON",
    ),
    "rows that came after the build": (
        "insert into raw.deliveries from raw.deliveries limit 5",
        "raw deliveries, metrics and events are not in the marts",
    ),
    "rejected rows": (
        "update conversion_goals__row_counts set rejected = 900 where source_table = 'metrics'",
        "raw rows are set aside: metrics 900",
    ),
    "deliveries without journey": (
        "update conversion_goals__deliveries set journey_id = 'gone' where campaign_id = '1'",
        "belong to no journey on record",
    ),
    "deliveries that their journeys contradict": (
        "update conversion_goals__journeys set person_id = person_id || '.0'"
        " where campaign_id = '2'",
        "name another campaign or person than it does",
    ),
    "journeys before their campaign's first goal version": (
        "update conversion_goals__journeys set goal_version_id = null where campaign_id = '1'",
        "have no goal version",
    ),
    "goal versions that govern nobody": (
        "insert into raw.campaign_goals by name"
        " select * replace ('unused' as goal_version_id) from raw.campaign_goals limit 1",
        "goal versions govern no journey: unused",
    ),
    "goal events of people unknown to the campaigns": (
        "update raw.events set internal_customer_id = 'of another workspace';"
        " insert into conversion_goals__journeys by name select * replace"
        " ('another' as workspace_id, 'of another workspace' as person_id)"
        " from conversion_goals__journeys limit 1",
        "are of people without any journey",
    ),
    "unknown delivery types": (
        "update raw.deliveries set delivery_type = 'pigeon' where campaign_id = '1'",
        "being unknown: pigeon",
    ),
    "unknown step types": (
        "update raw.outputs set output_type = 'teleport' where output_type = 'finish'",
        "they are no checkpoints: teleport",
    ),
    "exits at entry, seconds before the segment's change": (
        "insert into raw.segment_changes by name select workspace_id, 's' as segment_id,"
        " person_id as internal_customer_id, 'entered' as change,"
        " entered_at + interval 3 second as changed_at, entered_at as loaded_at"
        " from conversion_goals__journeys where exit_status = 'exited_at_entry'"
        " and exit_reason = 'stopped_matching'",
        "entered a segment within the minute after",
    ),
    "sent-only deliveries": (
        "delete from raw.metrics where metric = 'delivered'",
        "were only sent, never reported delivered",
    ),
}


@pytest.fixture(scope="module")
def healthy(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built demo, without the few flaws that the demo has on purpose."""
    database = Path(shutil.copy(demo, tmp_path_factory.mktemp("doctor")))
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "delete from raw.events where try_cast(processed_at as timestamp) is null"
        )
        connection.execute(
            "delete from raw.campaign_goals where goal_version_id not in (select goal_version_id"
            " from conversion_goals__journeys where goal_version_id is not null);"
            " update conversion_goals__row_counts set rejected = 0, raw_rows ="
            " (select count(*) from raw.events) where source_table = 'events'"
        )
    return database


def look(outcome: Outcome) -> list[str]:
    return [line for line in outcome.out.splitlines() if line.startswith("look: ")]


def test_every_check_has_its_ailment_here() -> None:
    assert {check.name for check in RAW_CHECKS + BUILT_CHECKS} == set(AILMENTS)


def test_nothing_is_said_of_a_healthy_installation(run: Command, healthy: Path) -> None:
    outcome = run("doctor", "--all", "--database", healthy)
    assert (outcome.code, look(outcome)) == (0, []), outcome.out
    for name in AILMENTS.keys() - {"lines set aside at load"}:
        assert name in outcome.out


@pytest.fixture(scope="module")
def said_of_the_ill(healthy: Path) -> str:
    """Return what the doctor says where everything is wrong at once."""
    database = healthy.with_name("ill.duckdb")
    shutil.copy(healthy, database)
    with duckdb.connect(str(database)) as connection:
        for mart in ("deliveries", "journeys"):  # views, which no update can make ill
            name = f"conversion_goals__{mart}"
            connection.execute(f"create table still as from {name}; drop view {name}")
            connection.execute(f"alter table still rename to {name}")
        for statement, _ in AILMENTS.values():
            connection.execute(statement)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["doctor", "--database", str(database)]) == 1
    return said.getvalue()


@pytest.mark.parametrize("name", AILMENTS)
def test_each_ailment_is_found_with_what_to_do(said_of_the_ill: str, name: str) -> None:
    check = next(one for one in RAW_CHECKS + BUILT_CHECKS if one.name == name)
    sentence = AILMENTS[name][1]
    lines = said_of_the_ill.splitlines()
    found = [number for number, line in enumerate(lines) if "look: " in line and sentence in line]
    assert found, said_of_the_ill
    assert f"  do: {check.remedy}" in [lines[number + 1] for number in found]


def test_a_segment_is_asked_for_by_its_whole_id(
    run: Command, healthy: Path, database: Path
) -> None:
    shutil.copy(healthy, database)
    change = "update raw.segment_changes set segment_id = 'VIP, \"gold\"'"
    audience = r'{"not": {"segment": "VIP, \"gold\""}}'
    with duckdb.connect(str(database)) as connection:
        one = "goal_version_id = (select min(goal_version_id) from raw.campaign_goals)"
        connection.execute(f"update raw.campaign_goals set audience = ? where {one}", [audience])
        connection.execute(
            f"{change} where segment_id = (select min(segment_id) from raw.segment_changes)"
        )
    outcome = run("doctor", "--database", database)
    assert "VIP" not in outcome.out


def test_a_missing_table_an_empty_one_and_a_feed_that_stopped(
    run: Command, healthy: Path, database: Path
) -> None:
    shutil.copy(healthy, database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table raw.people; delete from raw.attributes")
        connection.execute("update raw.outputs set loaded_at = loaded_at - interval 9 day")
        connection.execute("update raw.campaigns set loaded_at = '9999-12-31'")
    outcome = run("doctor", "--database", database)
    assert outcome.code == 1
    assert "look: the raw table people is missing" in outcome.out
    assert "declare conversion_goals_absent: [people]" in outcome.out
    assert "look: the raw table attributes is empty" in outcome.out
    assert "nothing of outputs was loaded for 9 days before the newest feed" in outcome.out
    assert "rows of campaigns say that they were loaded in the future, at 9999-12-31" in outcome.out


def test_raw_tables_alone_are_looked_at_before_the_first_build(
    run: Command, tmp_path: Path, database: Path
) -> None:
    path = tmp_path / "events.csv"
    path.write_text("workspace_id,event_id,processed_at\nw,e,\n")
    run("load", path, "--database", database)
    outcome = run("doctor", "--database", database)
    assert outcome.code == 1
    assert "look: 1 of 1 events have no readable processed_at" in outcome.out
    assert "look: the marts are not built\n  do: run `conversion-goals build`" in outcome.out


def test_versions_and_profile_are_said_whatever_else_is_doubtful(
    run: Command, healthy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["duckdb==0.0.1"])
    outcome = run("doctor", "--database", healthy)
    versions, profile, look, *_ = outcome.out.splitlines()
    assert versions.startswith("versions: Python ")
    assert profile.startswith("profile: ")
    assert look.startswith("look: duckdb is ")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ((160014, "16.14", "UTF8", "on"), []),
        ((150018, "15.18", "UTF8", "on"), ["the server is Postgres 15.18"]),
        ((180000, "18.0", "SQL_ASCII", "on"), ["the encoding of shop on db is SQL_ASCII"]),
        ((160014, "16.14", "UTF8", "off"), ["standard_conforming_strings is off"]),
        (
            (90624, "9.6.24", "LATIN1", "off"),
            ["the server is Postgres 9.6.24", "the encoding of", "standard_conforming_strings"],
        ),
    ],
)
def test_a_server_that_build_refuses_is_told(
    settings: tuple[int, str, str, str], said: list[str], tmp_path: Path
) -> None:
    output = {"dbname": "shop", "host": "db"}
    project = Project(tmp_path, tmp_path, "postgres", None, output=output)
    findings = list(doctor._server(project, doctor.Server(*settings)))
    assert len(findings) == len(said)
    for finding, begin in zip(findings, said, strict=True):
        assert finding.says.startswith(begin)
        assert finding.remedy


def test_a_folder_that_cannot_be_written_is_no_matter(
    run: Command, healthy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "target"
    monkeypatch.setenv("DBT_TARGET_PATH", str(folder))
    outcome = run("doctor", "--database", healthy)
    assert (outcome.code, look(outcome)) == (0, []), outcome.err
    assert outcome.err == (
        f"{folder} cannot be written: dbt's own files go to a temporary folder for this run.\n"
    )


def test_no_database_is_told(run: Command, database: Path) -> None:
    outcome = run("doctor", "--database", database)
    assert (outcome.code, "There is no database" in outcome.err) == (2, True)
