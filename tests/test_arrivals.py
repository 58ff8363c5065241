"""Incremental runs: whatever arrives when, after each run every mart equals the evaluator's."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from cases import AS_OF, read_cases, with_prefix
from evaluator import Settings, evaluate
from evaluator.settings import seed_rows
from evaluator.tables import TABLES
from warehouse import IS_LONG, MODELS_ALONE, MODELS_COMPARED, Warehouse
from worlds import joined, native, random_world

PROJECT = Path(__file__).resolve().parents[1]
CASES = [case for case in read_cases(PROJECT / "tests" / "cases") if case.batches]
ROUNDS = 4 if IS_LONG else 1
WORLDS = {True: 300, False: 100} if IS_LONG else {True: 120, False: 60}  # by as_text
RUNS = 6 if IS_LONG else 4
REBUILT = "select count(*) from main_conversion_goals_intermediate.int_owners_to_rebuild"
START = datetime(2026, 3, 1)
LATER = START + timedelta(days=40)  # another part of the raw tables than the first rows'
MUCH_LATER = START + timedelta(days=80)


def split(world: dict, rng: Random, runs: int) -> list[dict]:
    """The rows of one world dealt to so many runs: nearly all to the first, then few at a time.

    Few, so that a run that misses somebody is not saved by other rows of the same person; small
    tables are as likely to be late as large ones.
    """
    rows = [(table, row) for table, table_rows in world.items() for row in table_rows]
    rng.shuffle(rows)
    parts: list[dict] = [{} for _ in range(runs)]
    for part in parts[1:]:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            late = rng.choice(sorted({table for table, _ in rows}))
            table, row = rows.pop(next(i for i, (name, _) in enumerate(rows) if name == late))
            part.setdefault(table, []).append(row)
    for table, row in rows:
        parts[0].setdefault(table, []).append(row)
    return parts


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_split_equals_the_evaluator_after_each_run(seed: int, as_text: bool, warehouse) -> None:
    database = warehouse()
    first = 20_000 + seed * 1000 + (0 if as_text else 500)
    rng = Random(first)
    numbers = range(first, first + WORLDS[as_text])
    worlds = [random_world(number, f"w{number}") for number in numbers]
    for parts in zip(*(split(world, rng, RUNS) for world in worlds), strict=True):
        rows = joined(parts)
        database.arrive(rows if as_text else native(rows), as_text=as_text)
        database.build()
        assert database.differences(evaluate(database.raw, Settings())) == []


@pytest.fixture(scope="module")
def first_run(one_place: Path, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a database after the first run on two people, one of whom bought something."""
    database = Warehouse(one_place / "own.duckdb")
    person = {"workspace_id": "w", "internal_customer_id": "a", "loaded_at": START}
    database.arrive(joined([goal(), person_rows("a"), person_rows("b"), {"people": [person]}]))
    database.arrive(purchase("a", "e", 5))
    folder = tmp_path_factory.mktemp("first_run")
    try:
        database.build()
    finally:
        shutil.move(database.database, folder)
    return Warehouse(folder / "own.duckdb", database.raw)


@pytest.fixture
def database(first_run: Warehouse, place: Path) -> Warehouse:
    """Return that database, for one test."""
    return first_run.copied(place)


# Runs of a part of the models, one after the other.
PARTS = (
    [["staging"], ["marts"]],
    [["base_arrivals", "conversion_goals__row_counts"]],
    [["int_owners_to_rebuild", "conversion_goals__achievements"], ["+int_touches"]],
)


def test_runs_of_some_models_leave_nothing_unseen(database: Warehouse) -> None:
    """What a part of the models passed over, the next run of all of them finds."""
    for number, runs in enumerate(PARTS):
        database.arrive(purchase("b", f"e{number}", 5 + number, LATER))
        for selected in runs:
            database.build(arguments=("--select", *selected, *MODELS_COMPARED))
        database.build()
        assert database.differences(evaluate(database.raw, Settings())) == [], runs
        assert database.answer(REBUILT) == [(1,)], runs
    database.build()
    assert database.answer(REBUILT) == [(0,)]


def test_a_run_without_views_leaves_other_settings_unseen(database: Warehouse) -> None:
    """They hold the var in their SQL: left out, they read as before."""
    absent = {"conversion_goals_absent": ["events"]}
    without = ("--exclude", "base_customerio__events", "resource_type:unit_test", "test_type:data")
    database.build(absent, without)
    database.build(absent)
    wanted = evaluate(database.raw, Settings(absent=("events",)))
    assert database.differences(wanted) == []


def test_another_raw_table_is_seen(database: Warehouse) -> None:
    """As many rows in the same hour, but others."""
    with duckdb.connect(str(database.database)) as connection:
        connection.execute("create table raw.orders as select * from raw.events")
        connection.execute("update raw.orders set internal_customer_id = 'b'")
    database.raw["events"] = purchase("b", "e", 5)["events"]
    database.build({"conversion_goals_events_table": "orders"})
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_a_table_is_made_anew_with_all_that_it_rests_on(database: Warehouse) -> None:
    """Between runs the tables above the kept ones hold the people of the last run alone."""
    database.build()
    wanted = evaluate(database.raw, Settings())
    for kept, more in (("conversion_goals__achievements", []), ("int_delivery_verdicts+", [])):
        run = database.try_build(
            arguments=("--full-refresh", "--select", kept, *more, *MODELS_ALONE)
        )
        assert run.exit_code == 2
        assert f"this run would make {kept.rstrip('+')}" in " ".join(run.errors)
        assert database.differences(wanted) == []
    database.build(
        arguments=("--full-refresh", "--select", "+int_delivery_verdicts", *MODELS_ALONE)
    )
    database.build()
    assert database.differences(wanted) == []
    with duckdb.connect(str(database.database)) as connection:
        connection.execute(
            "drop table main_conversion_goals_intermediate.int_delivery_verdicts cascade"
        )
    run = database.try_build(arguments=("--select", "int_delivery_verdicts", *MODELS_ALONE))
    assert "this run would make int_delivery_verdicts anew" in " ".join(run.errors)
    database.build()
    assert database.differences(wanted) == []


def test_a_table_declared_absent_is_forgotten(database: Warehouse) -> None:
    database.build({"conversion_goals_absent": ["people"]})
    wanted = evaluate({**database.raw, "people": []}, Settings())
    assert database.differences(wanted) == []


def written_key(table: str, row: dict) -> str:
    """A row's key as the case files write it: its parts joined by a colon, times in full."""
    parts = [row.get(column) for column in TABLES[table].key]
    return ":".join(
        part.isoformat(timespec="microseconds") + "Z" if isinstance(part, datetime) else str(part)
        for part in parts
    )


def batches(case) -> Iterator[dict]:
    """A case's rows as they arrive, run by run; a key named again is the next row of that key."""
    rows = with_prefix(case)
    waiting = {
        table: [
            (written_key(table, raw), row)
            for raw, row in zip(case.raw[table], rows[table], strict=True)
        ]
        for table in rows
    }
    for batch in case.batches:
        arriving: dict = {}
        for table, keys in batch.items():
            for key in keys:
                at = next(i for i, (name, _) in enumerate(waiting[table]) if name == str(key))
                arriving.setdefault(table, []).append(waiting[table].pop(at)[1])
        yield arriving
    assert not any(waiting.values()), f"{case.name}: its batches leave out {waiting}"


def test_written_cases_arrive_in_batches(warehouse) -> None:
    database = warehouse()
    settings = Settings(as_of=CASES[0].as_of)
    arrivals = [list(batches(case)) for case in CASES]
    for run in range(max(map(len, arrivals))):
        database.arrive(joined(parts[run] for parts in arrivals if run < len(parts)))
        database.build({"as_of": str(settings.as_of)})
        assert database.differences(evaluate(database.raw, settings)) == []


def person_rows(person: str, *, opened: bool = False) -> dict:
    """One person's journey with one message that was received and clicked."""
    at = [START + timedelta(hours=hour) for hour in range(6)]
    own = {"internal_customer_id": person}
    metrics = ["delivered", "clicked"] + (["opened"] if opened else [])
    rows = {
        "subjects": [{"subject_name": f"j{person}", **own, "campaign_id": "c"}],
        "deliveries": [
            {"delivery_id": f"d{person}", **own, "subject_id": f"j{person}"}
            | {"delivery_type": "email", "campaign_id": "c", "action_id": "m", "created_at": at[1]}
        ],
        "metrics": [
            {"event_id": f"{metric}{person}", "delivery_id": f"d{person}", "metric": metric}
            | {"created_at": at[2 + number]}
            for number, metric in enumerate(metrics)
        ],
    }
    rows["subjects"][0]["started_campaign_at"] = at[0]
    return {
        table: [_loaded(row, START) for row in table_rows] for table, table_rows in rows.items()
    }


def purchase(person: str, event_id: str, hour: int, loaded_at: datetime = START) -> dict:
    at = START + timedelta(hours=hour)
    row = {"event_id": event_id, "internal_customer_id": person, "name": "purchase"}
    return {"events": [_loaded({**row, "processed_at": at}, loaded_at)]}


def goal(touch: str = "clicked", **columns: object) -> dict:
    row = {"campaign_id": "c", "goal_version_id": "g", "set_at": START - timedelta(days=1)}
    row |= {"goal_type": "event", "event_name": "purchase", "time_frame_seconds": 86400}
    row |= {"touch": touch, "exit_setting": "never", **columns}
    return {"campaign_goals": [_loaded(row, START)]}


def _loaded(row: dict, loaded_at: datetime) -> dict:
    return {"workspace_id": "w", **row, "loaded_at": loaded_at}


def in_workspace(workspace: str, rows: dict) -> dict:
    return {
        table: [row | {"workspace_id": workspace} for row in table_rows]
        for table, table_rows in rows.items()
    }


def verdicts(database) -> dict:
    return dict(database.mart("conversion_goals__deliveries", ["delivery_id", "reason"]))


def test_a_new_row_rebuilds_its_person_and_nothing_new_nobody(warehouse) -> None:
    """Whatever loaded_at the row says."""
    database = warehouse()
    database.arrive(joined([goal(), person_rows("a"), person_rows("b"), purchase("a", "e", 5)]))
    as_of = {"as_of": str(AS_OF)}
    database.build(as_of)
    assert verdicts(database) == {"da": "converted", "db": "no_achievement"}
    database.arrive(purchase("b", "f", 5, loaded_at=START - timedelta(days=30)))
    database.build(as_of)
    converted = {"da": "converted", "db": "converted"}
    assert verdicts(database) == converted
    owners = "select owner_id from main_conversion_goals_intermediate.int_owners_to_rebuild"
    assert database.answer(owners) == [("b",)]
    database.build(as_of)
    assert database.answer(owners) == []
    assert verdicts(database) == converted


# What a story asks of the marts after each of its runs.
REASONS = "select delivery_id, reason from conversion_goals__deliveries"
PEOPLE = "select delivery_id, person_id from conversion_goals__deliveries"
BREACHES = "select delivery_id, is_sent_after_exit from conversion_goals__deliveries"
EXITS = "select journey_id, exit_status from conversion_goals__journeys"
Runs = list[tuple[dict, dict]]


def step_that_names_a_delivery_and_no_journey_takes_its_click_away() -> tuple[str, Runs]:
    rows = joined([goal(), person_rows("a"), purchase("a", "e", 5)])
    step = {"output_id": "o", "output_type": "email", "delivery_id": "da", "link_tracked": False}
    late = {"outputs": [_loaded({**step, "created_at": START}, START)]}
    return REASONS, [(rows, {"da": "converted"}), (late, {"da": "not_clicked"})]


def trigger_event_of_somebody_else_arrives_after_its_journey() -> tuple[str, Runs]:
    same_course = '{"property": "course", "operator": "eq", "trigger": "course"}'
    rows = joined([goal(filter=same_course), person_rows("a"), purchase("a", "e", 5)])
    rows["events"][0]["properties"] = '{"course": 7}'
    rows["subjects"][0]["event_id"] = "invitation"
    invitation = purchase("friend", "invitation", 0, LATER)["events"][0]
    late = {"events": [invitation | {"name": "invited", "properties": '{"course": 7}'}]}
    return REASONS, [(rows, {"da": "filter_failed"}), (late, {"da": "converted"})]


def first_segment_change_of_a_workspace_judges_all_of_it() -> tuple[str, Runs]:
    audience = {"exit_setting": "stops_matching", "audience": '{"segment": "s"}'}
    rows = joined([goal(**audience), person_rows("a")])
    change = {"segment_id": "s", "internal_customer_id": "b", "change": "entered"}
    late = {"segment_changes": [_loaded({**change, "changed_at": START}, START)]}
    return EXITS, [(rows, {"ja": "not_exited"}), (late, {"ja": "exited_at_entry"})]


def exit_reaches_the_delivery_of_another_person_in_the_journey() -> tuple[str, Runs]:
    rows = joined([goal(exit_setting="goal_achieved"), person_rows("a")])
    other = {"delivery_id": "x", "internal_customer_id": "b", "subject_id": "ja"}
    other |= {"delivery_type": "email", "created_at": START + timedelta(hours=5)}
    rows["deliveries"].append(_loaded(other, START))
    late = purchase("a", "e", 3, LATER)
    return BREACHES, [(rows, {"da": False, "x": False}), (late, {"da": False, "x": True})]


def late_attribute_decides_an_audience() -> tuple[str, Runs]:
    """The first of the workspace, somebody else's, makes audiences judged; then comes the own."""
    plan = '{"attribute": "plan", "operator": "eq", "value": "pro"}'
    rows = joined([goal(exit_setting="stops_matching", audience=plan), person_rows("a")])
    row = {"attribute_name": "plan", "attribute_value": "pro", "timestamp": START}
    others, own = (
        {"attributes": [_loaded({**row, "internal_customer_id": person}, loaded_at)]}
        for person, loaded_at in (("b", START), ("a", LATER))
    )
    stays, exits = {"ja": "not_exited"}, {"ja": "exited_at_entry"}
    return EXITS, [(rows, stays), (others, exits), (own, stays)]


def newsletter_without_journey_arrives_late() -> tuple[str, Runs]:
    newsletter = {"delivery_id": "n", "internal_customer_id": "b", "delivery_type": "email"}
    late = {"deliveries": [_loaded({**newsletter, "created_at": START}, START)]}
    none = {"da": "no_achievement"}
    return REASONS, [(joined([goal(), person_rows("a")]), none), (late, {**none, "n": "no_goal"})]


def anonymised_delivery_falls_to_the_person_of_its_journey() -> tuple[str, Runs]:
    rows = joined([goal(), person_rows("a"), person_rows("b"), purchase("b", "e", 5)])
    [first, _] = rows["deliveries"]
    moved = {**first, "internal_customer_id": "b", "subject_id": None, "seq_num": 1}
    rows["deliveries"].append(moved)
    late = {"deliveries": [{**first, "internal_customer_id": None, "seq_num": 2}]}
    return PEOPLE, [(rows, {"da": "b", "db": "b"}), (late, {"da": "a", "db": "b"})]


def moved_journey(*, persons_own: bool = False) -> dict:
    """A journey whose first row named another person, trigger and campaign; its message is nobody's
    by itself, or that of somebody else."""
    rows = joined([goal(exit_setting="goal_achieved"), person_rows("a")])
    left = {**rows["subjects"][0], "event_id": "left", "campaign_id": "old", "seq_num": 1}
    standing = {**left, "internal_customer_id": "q", "event_id": "standing", "seq_num": 2}
    rows["subjects"] = [left, {**standing, "campaign_id": "c"}]
    rows["deliveries"][0]["internal_customer_id"] = "s" if persons_own else None
    return rows


def left_trigger() -> dict:
    return {"events": [purchase("z", "left", 0, LATER)["events"][0] | {"name": "invited"}]}


def trigger_that_a_journey_left_reaches_all_of_it() -> tuple[str, Runs]:
    none = {"da": "no_achievement"}
    return REASONS, [(moved_journey(), none), (left_trigger(), none)]


def campaign_that_a_journey_left_reaches_all_of_it() -> tuple[str, Runs]:
    [row] = goal()["campaign_goals"]
    late = {"campaign_goals": [row | {"campaign_id": "old", "goal_version_id": "o"}]}
    none = {"da": "no_achievement"}
    return REASONS, [(moved_journey(), none), (late, none)]


def somebody_is_called_like_a_journey_of_nobodys_messages() -> tuple[str, Runs]:
    none = {"da": "no_achievement"}
    return REASONS, [(moved_journey(), none), (purchase("journey ja", "e", 5, LATER), none)]


def whoever_a_journey_is_tied_to_stays_tied_to_both() -> tuple[str, Runs]:
    none = {"da": "no_goal"}
    parts = (moved_journey(persons_own=True), left_trigger(), purchase("q", "e", 1, MUCH_LATER))
    return REASONS, [(rows, none) for rows in parts]


def bystander() -> tuple[str, Runs]:
    rows = joined([goal(), person_rows("a"), purchase("a", "e", 5)])
    return REASONS, [(rows, {"da": "converted"})]


STORIES = (
    step_that_names_a_delivery_and_no_journey_takes_its_click_away,
    trigger_event_of_somebody_else_arrives_after_its_journey,
    first_segment_change_of_a_workspace_judges_all_of_it,
    exit_reaches_the_delivery_of_another_person_in_the_journey,
    late_attribute_decides_an_audience,
    newsletter_without_journey_arrives_late,
    anonymised_delivery_falls_to_the_person_of_its_journey,
    trigger_that_a_journey_left_reaches_all_of_it,
    campaign_that_a_journey_left_reaches_all_of_it,
    somebody_is_called_like_a_journey_of_nobodys_messages,
    whoever_a_journey_is_tied_to_stays_tied_to_both,
    bystander,
)


def test_what_arrives_later_reaches_all_that_rests_on_it(warehouse) -> None:
    """Each story in a workspace of its own; the bystander's is never made anew."""
    database = warehouse()
    stories = {story.__name__: story() for story in STORIES}
    answers: dict[str, dict] = {}
    for run in range(max(len(runs) for _, runs in stories.values())):
        for workspace, (_, runs) in stories.items():
            if run < len(runs):
                rows, answers[workspace] = runs[run]
                database.arrive(in_workspace(workspace, rows))
        database.build({"as_of": str(AS_OF)})
        for workspace, (question, _) in stories.items():
            told = dict(database.answer(f"{question} where workspace_id = '{workspace}'"))
            assert told == answers[workspace], (workspace, run)
        wanted = evaluate(database.raw, Settings(as_of=AS_OF))
        assert database.differences(wanted) == []
        rebuilt = database.answer(f"{REBUILT} where workspace_id = '{bystander.__name__}'")
        assert rebuilt == [(0,)]


def test_column_that_comes_to_be_read_is_checked_in_old_rows_too(warehouse) -> None:
    database = warehouse()
    rows = joined([goal(touch="opened"), person_rows("a", opened=True), purchase("a", "e", 5)])
    for row in rows["metrics"]:
        row["machine"] = "maybe" if row["metric"] == "opened" else None
    database.arrive(rows)
    database.build({"as_of": str(AS_OF), "conversion_goals_absent": ["metrics.machine"]})
    assert verdicts(database) == {"da": "converted"}
    database.build({"as_of": str(AS_OF)})
    assert verdicts(database) == {"da": "not_opened"}
    assert database.differences(evaluate(database.raw, Settings(as_of=AS_OF))) == []


def test_time_passes_without_new_rows(warehouse) -> None:
    database = warehouse()
    database.arrive(joined(random_world(seed, f"w{seed}") for seed in range(500, 560)))
    for as_of in (datetime(2026, 1, 20), datetime(2026, 2, 10), datetime(2027, 3, 1)):
        database.build({"as_of": str(as_of)})
        assert database.differences(evaluate(database.raw, Settings(as_of=as_of))) == []
    assert database.answer(REBUILT) == [(0,)]


def test_changed_var_remakes_what_rests_on_it(warehouse) -> None:
    database = warehouse()
    database.arrive(joined(random_world(seed, f"w{seed}") for seed in range(600, 660)))
    for counts in (True, False, True):
        database.build({} if counts else {"count_machine_opens": False})
        wanted = evaluate(database.raw, Settings(count_machine_opens=counts))
        assert database.differences(wanted) == []


def test_changed_seed_remakes_what_rests_on_it(warehouse, tmp_path) -> None:
    database = warehouse()
    database.project_dir = tmp_path / "project"
    for folder in ("models", "macros", "seeds", "tests/conservation"):
        shutil.copytree(PROJECT / folder, database.project_dir / folder)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / file, database.project_dir)
    database.arrive(joined(random_world(number, f"w{number}") for number in range(700, 760)))
    database.build()
    seeds: dict = {}
    stands = evaluate(database.raw, Settings())
    for seed, was, becomes in (
        ("delivery_types", "email,email,always", "email,email,never"),
        ("output_types", "email,delivery", "email,action"),
    ):
        path = database.project_dir / "seeds" / f"{seed}.csv"
        text = path.read_text()
        assert was in text
        path.write_text(text.replace(was, becomes))
        database.build()
        seeds[seed] = [
            row | dict(zip(row, becomes.split(","), strict=True))
            if ",".join(row.values()) == was
            else row
            for row in seed_rows(seed)
        ]
        wanted = evaluate(database.raw, Settings(**seeds))
        assert wanted != stands, seed
        assert database.differences(wanted) == [], seed
        stands = wanted


def test_rows_that_are_gone_stop_the_run_with_a_sentence(database: Warehouse) -> None:
    before = verdicts(database)
    assert before["da"] == "converted"
    with duckdb.connect(str(database.database)) as connection:
        connection.execute("delete from raw.events")
    run = database.try_build()
    assert run.exit_code == 2
    assert "raw rows of events are gone since the last run" in " ".join(run.errors)
    assert verdicts(database) == before
    database.raw["events"] = []
    database.build(arguments=("--full-refresh", "--exclude", "test_type:unit", "test_type:data"))
    assert database.differences(evaluate(database.raw, Settings())) == []
