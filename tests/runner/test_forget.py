"""`forget`: a person leaves the raw tables and every model, and nobody else changes."""

import contextlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb
import pytest
from calls import Command, Outcome, query
from conversion_goals.build import named_database
from conversion_goals.cli import main
from conversion_goals.database import literal, opened, quoted
from conversion_goals.dbt_run import package_models
from conversion_goals.forget import Removed, forget
from conversion_goals.forgotten import PERSON_TABLES
from conversion_goals.project import find_project
from evaluator import Settings, evaluate
from evaluator.tables import TABLES
from warehouse import Warehouse
from worlds import joined, random_world

IS_LONG = os.environ.get("CONVERSION_GOALS_LONG") == "1"
ROUNDS, WORLDS = (5, 100) if IS_LONG else (1, 30)
AS_OF = "2026-02-01"
ARRIVED = {"workspace_id": "w", "loaded_at": "2026-01-05 10:00:00"}
# What other rows of a key may say, so that people share it.
MOVES = {
    "deliveries": ("internal_customer_id", "subject_id"),
    "subjects": ("internal_customer_id", "event_id"),
    "events": ("internal_customer_id",),
    "metrics": ("delivery_id",),
    "outputs": ("subject_name", "delivery_id"),
}
# Text that people write: a person's id may stand there by chance.
WRITTEN = ("attribute_name", "attribute_value", "properties", "filter")


def person_rows(person: str) -> dict[str, list[dict]]:
    """A journey with an email of the person's and a text of nobody's, and all else they have."""
    own = {**ARRIVED, "internal_customer_id": person}
    journey, day = f"j_{person}", "2026-01-0{} 10:00:00".format
    delivery = {"subject_id": journey, "campaign_id": "c", "action_id": "a", "created_at": day(2)}
    metric = {**ARRIVED, "metric": "delivered", "created_at": day(3)}
    event = {**own, "name": "buy"}
    return {
        "people": [{**own, "email_addr": f"{person}@x.example", "customer_id": f"c_{person}"}],
        "subjects": [
            {**own, "subject_name": journey, "campaign_id": "c", "started_campaign_at": day(2)}
        ],
        "deliveries": [
            {**own, **delivery, "delivery_id": f"d_{person}", "delivery_type": "email"},
            {**ARRIVED, **delivery, "delivery_id": f"s_{person}", "delivery_type": "sms"},
        ],
        "metrics": [
            {**metric, "event_id": f"m{letter}_{person}", "delivery_id": f"{letter}_{person}"}
            for letter in "ds"
        ],
        "outputs": [
            {**ARRIVED, "output_id": f"o_{person}", "subject_name": journey}
            | {"output_type": "email", "created_at": day(2)}
        ],
        "events": [
            {**event, "event_id": f"e_{person}", "processed_at": day(4)},
            {**event, "event_id": f"broken_{person}", "processed_at": "soon"},
        ],
        "attributes": [
            {**own, "attribute_name": "email", "attribute_value": f"{person}@x.example"}
            | {"timestamp": day(2)}
        ],
        "segment_changes": [{**own, "segment_id": "7", "change": "entered", "changed_at": day(2)}],
    }


def own_rows(*people: str) -> dict[str, list[dict]]:
    """A campaign with a goal, and people in it."""
    goal = {
        **ARRIVED,
        **{"campaign_id": "c", "goal_version_id": "g", "set_at": "2026-01-01 00:00:00"},
        **{"goal_type": "event", "event_name": "buy", "time_frame_seconds": 864000},
        "touch": "received",
    }
    return joined([{"campaign_goals": [goal]}, *map(person_rows, people)])


def write_files(folder: Path, rows: dict[str, list[dict]]) -> Path:
    """Write rows as NDJSON files named by table."""
    folder.mkdir()
    for table, table_rows in rows.items():
        lines = "\n".join(map(json.dumps, table_rows))
        if lines:
            (folder / f"{table}.ndjson").write_text(lines)
    return folder


def called(*arguments: object) -> Outcome:
    """Call the command line where no test's own capture is at hand."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Outcome(code, out.getvalue(), err.getvalue())


def text_of(database: Path) -> str:
    """All that any table or view of the database holds."""
    relations = query(
        database,
        "select distinct schema_name, table_name from duckdb_columns() where not internal",
    )
    return "".join(str(query(database, f'from "{schema}"."{name}"')) for schema, name in relations)


def others(database: Path) -> dict[str, list[tuple]]:
    """What the marts say of people other than anna."""
    marts = ("deliveries", "journeys", "conversions", "achievements")
    rows = "from conversion_goals__{} where person_id <> 'anna' order by all"
    return {mart: query(database, rows.format(mart)) for mart in marts}


@dataclass(frozen=True)
class Forgotten:
    """A database before and after anna was removed, and what the command said."""

    database: Path
    before: dict[str, list[tuple]]
    outcome: Outcome


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    folder = tmp_path_factory.mktemp("forgotten")
    database = folder / "own.duckdb"
    rows = own_rows("anna", "ben", "cleo")
    moved = {**rows["deliveries"][0], "delivery_id": "moved", "subject_id": None}
    rows["deliveries"] += [moved, {**moved, "internal_customer_id": "ben", "seq_num": 1}]
    rows["metrics"].append({**rows["metrics"][0], "event_id": "moved", "delivery_id": "moved"})
    called("load", write_files(folder / "files", rows), "--database", database)
    built = called("build", "--database", database, "--as-of", AS_OF, "--", *NO_TESTS)
    assert built.code == 0, built
    assert "anna" in text_of(database)
    before = others(database)
    outcome = called("forget", "anna", "--database", database, "--yes", "--as-of", AS_OF)
    return Forgotten(database, before, outcome)


NO_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


def test_nothing_of_the_person_is_left(forgotten: Forgotten) -> None:
    assert forgotten.outcome.code == 0, forgotten.outcome
    assert "anna" not in text_of(forgotten.database)


def test_it_says_what_it_removed(forgotten: Forgotten) -> None:
    said = dict(line.split() for line in forgotten.outcome.out.splitlines()[2:10])
    wanted = {table: str(len(rows)) for table, rows in person_rows("anna").items()}
    wanted["deliveries"] = "3"
    assert said == wanted
    assert "anna of workspace w: 12 raw rows and " in forgotten.outcome.out


def test_nobody_else_changes(forgotten: Forgotten) -> None:
    assert others(forgotten.database) == forgotten.before
    assert ("w", "moved") in [row[:2] for row in forgotten.before["deliveries"]]
    deliveries = "select sum(deliveries) from conversion_goals__campaign_metrics"
    assert query(forgotten.database, deliveries) == [(len(forgotten.before["deliveries"]),)]


def test_an_incremental_run_rebuilds_nobody_and_brings_nothing_back(forgotten: Forgotten) -> None:
    built = called("build", "--database", forgotten.database, "--as-of", AS_OF, "--", *NO_TESTS)
    assert built.code == 0, built
    assert "anna" not in text_of(forgotten.database)
    rebuilt = "from main_conversion_goals_intermediate.int_owners_to_rebuild"
    assert query(forgotten.database, rebuilt) == []
    assert others(forgotten.database) == forgotten.before


def test_later_rows_are_refused_and_counted(forgotten: Forgotten, tmp_path: Path) -> None:
    later = own_rows("anna", "dora")
    for table_rows in later.values():
        for row in table_rows:
            row["loaded_at"] = "2026-01-09 00:00:00"
    later["events"].append({**later["events"][0], "workspace_id": "other"})
    later["events"].append({**later["events"][0], "workspace_id": None})
    files = write_files(tmp_path / "later", later)
    outcome = called("load", files, "--database", forgotten.database)
    assert outcome.code == 0
    notes = [line for line in outcome.out.splitlines() if line.endswith(" refused")]
    assert "note: events.ndjson: 3 rows of forgotten people refused" in notes
    assert "note: metrics.ndjson: 2 rows of forgotten people refused" in notes
    assert len(notes) == 8
    named = "select workspace_id from raw.{} where internal_customer_id = 'anna'"
    assert query(forgotten.database, named.format("events")) == [("other",)]
    assert query(forgotten.database, named.format("deliveries")) == []
    ids = "select event_id from raw.metrics where loaded_at > '2026-01-08' order by all"
    assert query(forgotten.database, ids) == [("md_dora",), ("ms_dora",)]


def forget_all(database: Path, chosen: list[tuple[str, str]]) -> list[Removed]:
    """Forget people, given by workspace, without a build."""
    project = find_project(database=str(database))
    with named_database(project):
        models = package_models(project, {})
    with opened(project) as connection:
        return [forget(connection, project, models, *reversed(each)) for each in chosen]


def moved(world: dict, rng: Random) -> dict:
    """A world with more rows of the same keys, which belong to others or to nobody."""
    for table, columns in MOVES.items():
        for row in list(world[table]):
            if rng.random() < 0.15:
                column = rng.choice(columns)
                value = rng.choice([each[column] for each in world[table]] + [None])
                world[table].append({**row, column: value})
    return world


def raw_rows(database: Path) -> dict[str, list[dict]]:
    """What the raw tables hold."""
    found = {}
    for table, shape in TABLES.items():
        columns = ", ".join(quoted(column) for column in shape.columns)
        rows = query(database, f"select {columns} from raw.{table}")
        found[table] = [dict(zip(shape.columns, row, strict=True)) for row in rows]
    return found


def ids_left(database: Path, chosen: list[tuple[str, str]]) -> list[tuple]:
    """Which tables still hold a forgotten id, alone or within an id or a row."""
    tables = query(
        database,
        "select schema_name, table_name, list(column_name) from duckdb_columns() inner join"
        " duckdb_tables() using (schema_name, table_name) where data_type = 'VARCHAR'"
        " and sql like '%workspace_id%' group by all",
    )
    people = ", ".join(f"({literal(space)}, {literal(person)})" for space, person in chosen)
    left = []
    for schema, table, columns in tables:
        held = " or ".join(
            f"{name} = person or {name} like '%:' || person || ':%'"
            f" or {name} like '%\"internal_customer_id\":\"' || person || '\"%'"
            for name in (quoted(column) for column in columns if column not in WRITTEN)
        )
        left += query(
            database,
            f"select '{table}', person from {quoted(schema)}.{quoted(table)} as held inner join"
            f" (values {people}) as people(space, person)"
            f" on held.workspace_id = space and ({held})",
        )
    return left


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("is_built", [True, False] if IS_LONG else [False])
def test_forgetting_anybody_equals_the_evaluator_on_what_is_left(
    seed: int, is_built: bool, warehouse: Callable[..., Warehouse]
) -> None:
    rng, database = Random(seed), warehouse()
    numbers = range(30_000 + seed * WORLDS, 30_000 + (seed + 1) * WORLDS)
    worlds = joined(moved(random_world(number, f"w{number}"), rng) for number in numbers)
    parts: list[dict] = [{}, {}]
    for table, rows in worlds.items():
        for row in rows:
            parts[rng.random() < 0.2].setdefault(table, []).append(row)
    database.arrive(parts[0])
    database.build()
    database.arrive(parts[1])
    if is_built:
        database.build()
    named = {
        (row["workspace_id"], row["internal_customer_id"])
        for row in worlds["deliveries"] + worlds["subjects"]
        if row["workspace_id"] and row["internal_customer_id"]
    }
    people = sorted(named)
    chosen = [
        rng.choice([each for each in people if each[0] == space])
        for space in sorted({space for space, _ in people})
    ]
    assert all(sum(each.raw_rows.values()) for each in forget_all(database.database, chosen))
    assert ids_left(database.database, chosen) == []
    database.build()
    assert ids_left(database.database, chosen) == []
    left = raw_rows(database.database)
    assert sum(map(len, left.values())) < sum(map(len, worlds.values()))
    assert database.differences(evaluate(left, Settings())) == []


def tied_rows() -> dict[str, list[dict]]:
    """Anna, and others whose verdicts hang on rows of hers by the export's own contradictions."""
    day = "2026-01-0{} 10:00:00".format

    def journey(name: str, person: str, campaign: str, **columns: object) -> dict:
        row = {**ARRIVED, "subject_name": name, "internal_customer_id": person}
        return {**row, "campaign_id": campaign, "started_campaign_at": day(2), **columns}

    def delivery(name: str, person: str, in_journey: str, campaign: str, created: int) -> dict:
        row = {**ARRIVED, "delivery_id": name, "internal_customer_id": person}
        row |= {"subject_id": in_journey, "campaign_id": campaign, "action_id": "a"}
        return {**row, "delivery_type": "email", "created_at": day(created)}

    def goal(campaign: str, **columns: object) -> dict:
        row = {**ARRIVED, "campaign_id": campaign, "goal_version_id": f"g_{campaign}"}
        row |= {"set_at": day(1), "goal_type": "event", "event_name": "buy", "touch": "clicked"}
        return {**row, "time_frame_seconds": 864000, "exit_setting": "never", **columns}

    def event(name: str, person: str, course: int) -> dict:
        row = {**ARRIVED, "event_id": name, "internal_customer_id": person, "name": "buy"}
        return {**row, "properties": f'{{"course": {course}}}', "processed_at": day(3)}

    same_course = '{"property": "course", "operator": "eq", "trigger": "course"}'
    in_segment = '{"segment": "7"}'
    return {
        "campaign_goals": [
            goal("exits", exit_setting="goal_achieved"),
            goal("filters", filter=same_course, touch="received"),
            goal("clicks"),
            goal("stops", exit_setting="stops_matching", audience=in_segment),
        ],
        "subjects": [
            journey("anna_exits", "anna", "exits"),
            journey("ben_exits", "ben", "exits"),
            journey("cleo_filters", "cleo", "filters", event_id="of_anna"),
            journey("dora_clicks", "dora", "clicks"),
            journey("eve_stops", "eve", "stops"),
        ],
        "deliveries": [
            delivery("anna_first", "anna", "anna_exits", "exits", 4),
            delivery("ben_after_exit", "ben", "anna_exits", "exits", 5),
            delivery("anna_checkpoint", "anna", "ben_exits", "exits", 4),
            delivery("cleo_first", "cleo", "cleo_filters", "filters", 2),
            delivery("dora_first", "dora", "dora_clicks", "clicks", 2),
        ],
        "events": [
            event("of_anna", "anna", 7),
            event("of_ben", "ben", 0),
            event("of_cleo", "cleo", 7),
            event("of_dora", "dora", 0),
        ],
        "metrics": [
            {**ARRIVED, "event_id": f"{metric}_{name}", "delivery_id": f"{name}_first"}
            | {"metric": metric, "created_at": day(2)}
            for name in ("cleo", "dora")
            for metric in ("delivered", "clicked")
        ],
        "outputs": [
            {**ARRIVED, "output_id": "untracked", "subject_name": "anna_exits"}
            | {"delivery_id": "dora_first", "output_type": "email", "link_tracked": False}
            | {"created_at": day(2)}
        ],
        "segment_changes": [
            {**ARRIVED, "internal_customer_id": "anna", "segment_id": "7"}
            | {"change": "entered", "changed_at": day(1)}
        ],
    }


VERDICTS = (
    "select delivery_id, reason, is_sent_after_exit::varchar from conversion_goals__deliveries"
    " where person_id <> 'anna' union all select journey_id, exit_status, exit_reason"
    " from conversion_goals__journeys where exit_status <> 'not_exited' and person_id <> 'anna'"
    " order by all"
)


def test_what_hung_on_rows_of_the_person_is_judged_anew(
    warehouse: Callable[..., Warehouse],
) -> None:
    database = warehouse()
    database.arrive(tied_rows())
    database.build()
    assert query(database.database, VERDICTS) == [
        ("ben_after_exit", "no_goal", "true"),
        ("ben_exits", "exited_early", "goal_achieved"),
        ("cleo_first", "converted", "false"),
        ("dora_first", "window_open", "false"),
        ("eve_stops", "exited_at_entry", "stopped_matching"),
    ]
    forget_all(database.database, [("w", "anna")])
    database.build()
    assert query(database.database, VERDICTS) == [
        ("ben_after_exit", "no_goal", "false"),
        ("ben_exits", "exit_due", "goal_achieved"),
        ("cleo_first", "window_open", "false"),
        ("dora_first", "converted", "false"),
    ]
    assert database.differences(evaluate(raw_rows(database.database), Settings())) == []


@pytest.fixture
def loaded(tmp_path: Path, database: Path) -> Path:
    """Anna and ben, loaded and never built; anna in two workspaces."""
    rows = own_rows("anna", "ben")
    rows["people"].append({**rows["people"][0], "workspace_id": "v"})
    called("load", write_files(tmp_path / "files", rows), "--database", database)
    return database


def refusal(run: Command, *arguments: object) -> str:
    outcome = run("forget", *arguments)
    assert outcome.code == 2
    [sentence] = outcome.err.splitlines()
    return sentence


def test_what_cannot_be_forgotten_is_told_in_one_sentence(
    run: Command, loaded: Path, tmp_path: Path
) -> None:
    own = ("--database", loaded)
    assert refusal(run, "anna", *own) == (
        "anna stands in the workspaces v and w: name one with --workspace."
    )
    nobody = f"No row in raw of {loaded} names the person "
    assert refusal(run, "zoe", *own) == f"{nobody}zoe, nor a line set aside."
    elsewhere = refusal(run, "ben", *own, "--workspace", "v")
    assert elsewhere == f"{nobody}ben in workspace v, nor a line set aside."
    assert refusal(run, "ben", *own) == (
        "Nothing was removed: add --yes to remove these rows without being asked."
    )
    nowhere = tmp_path / "nowhere.duckdb"
    assert refusal(run, "anna", "--database", nowhere).startswith("There is no database ")
    assert query(loaded, "select count(*) from raw.deliveries") == [(4,)]


@pytest.mark.parametrize("answer", ["y", "n"])
def test_nothing_is_said_to_be_removed_before_the_answer(
    run: Command, loaded: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    typed = io.StringIO(f"{answer}\n")
    typed.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", typed)
    said = run("forget", "ben", "--database", loaded, "--no-build").out
    before, after = said.split("Remove these rows for good? [y/N] ")
    assert "and 0 rows of the models to be removed\n" in before
    assert ("and 0 rows of the models removed\n" in after) == (answer == "y")
    assert query(loaded, "select count(*) from raw.deliveries") == [(2 if answer == "y" else 4,)]


def test_a_person_leaves_one_workspace_before_any_build(run: Command, loaded: Path) -> None:
    arguments = ("forget", "anna", "--database", loaded, "--yes", "--no-build")
    outcome = run(*arguments, "--workspace", "w")
    assert outcome.code == 0
    assert "and 0 rows of the models removed" in outcome.out
    assert "to be removed" not in outcome.out
    assert query(loaded, "select workspace_id from raw.people order by all") == [("v",), ("w",)]
    assert "anna" not in str(query(loaded, "from raw._forgotten_people"))
    assert run(*arguments).code == 0
    again = run(*arguments)
    assert (again.code, again.out) == (0, "anna was forgotten before, and no row names them.\n")


def test_a_person_is_found_by_a_whole_number_of_a_column_with_decimals(
    run: Command, loaded: Path
) -> None:
    number = "case internal_customer_id when 'ben' then 7.0 else 8.5 end"
    with duckdb.connect(str(loaded)) as connection:
        for table in PERSON_TABLES:
            connection.execute(
                f"alter table raw.{table} alter internal_customer_id type double using {number}"
            )
    named = "select internal_customer_id, count(*) from raw.deliveries group by 1 order by 1"
    assert query(loaded, named) == [(7.0, 1), (8.5, 3)]
    assert run("forget", "7", "--database", loaded, "--yes", "--no-build").code == 0
    assert query(loaded, named) == [(8.5, 3)]


def test_raw_views_other_engines_and_locks_are_told(
    run: Command, loaded: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(loaded)) as connection:
        connection.execute("alter table raw.events rename to own_events")
        connection.execute("create view raw.events as from raw.own_events")
    assert refusal(run, "ben", "--database", loaded).startswith("raw.events is a view: ")
    profiles = "conversion_goals: {target: x, outputs: {x: {type: postgres}}}"
    (tmp_path / "profiles.yml").write_text(profiles)
    engine = refusal(run, "ben", "--profiles-dir", tmp_path)
    assert engine.startswith("The profile's target is postgres, and this command works on DuckDB")


def test_a_locked_database_is_told(run: Command, locked: Path) -> None:
    assert "is locked by process" in refusal(run, "ben", "--database", locked)
