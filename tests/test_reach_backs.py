"""Each reach-back of an incremental run has a guard: taken out, the marts go wrong.

One change at a time in a copy of the project, over the same worlds dealt to the same runs, until a
run's marts differ from the evaluator's. Run by `./scripts/test --long`.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from evaluator import Settings, evaluate
from test_arrivals import LATER, RUNS, START, goal, person_rows, purchase, split
from warehouse import IS_LONG, Marts, Raw, Warehouse
from worlds import joined, random_world

PROJECT = Path(__file__).resolve().parents[1]
WORLDS = range(30_000, 30_060)
MOVED = {"campaign_id": "elsewhere"}
ARRIVED, DELIVERIES, JOURNEYS, OWNERS = (
    f"models/intermediate/{name}.sql"
    for name in (
        "int_arrived_rows",
        "int_changed_deliveries",
        "int_changed_journeys",
        "int_owners_to_rebuild",
    )
)
ARRIVES = "where {{ has_arrived('%s') }}"
NEVER = "where 1 = 0"

# What reaches back, the file with its guard, the guard, and what stands there without it.
GUARDS = {
    "a late delivery": (ARRIVED, ARRIVES % "deliveries", NEVER),
    "a late journey": (ARRIVED, ARRIVES % "subjects", NEVER),
    "a late metric": (ARRIVED, "    from metrics\n", "    from metrics\n    where 1 = 0\n"),
    "a step of a delivery": (
        ARRIVED,
        "{{ read_id('delivery_id') }} as id\n    from steps\n",
        "{{ read_id('delivery_id') }} as id\n    from steps\n    where 1 = 0\n",
    ),
    "a step of a journey": (
        ARRIVED,
        "{{ read_id('subject_name') }} as id\n    from steps\n",
        "{{ read_id('subject_name') }} as id\n    from steps\n    where 1 = 0\n",
    ),
    "a trigger event after its journey": (
        ARRIVED,
        "{{ read_id('event_id') }} as id\n    from events\n",
        "{{ read_id('event_id') }} as id\n    from events\n    where 1 = 0\n",
    ),
    "a late event": (ARRIVED, "goals.goal_type = 'event'", "goals.goal_type = 'none'"),
    "a late attribute": (ARRIVED, ARRIVES % "attributes", NEVER),
    "a late segment change": (ARRIVED, ARRIVES % "segment_changes", NEVER),
    "a segment that an audience names": (
        ARRIVED,
        "where rule_nodes.segment_id is not null",
        "where 1 = 0",
    ),
    "a late goal version": (ARRIVED, "where source_table = 'campaign_goals'", NEVER),
    "a goal version that left its campaign": (
        ARRIVED,
        "where arrived.has_arrived",
        "where 1 = 0",
    ),
    "an action switch": (ARRIVED, "'campaign_actions' and has_arrived", "'none' and has_arrived"),
    "the first rows of a table in a workspace": (
        ARRIVED,
        "    from judged_anew\n",
        "    from judged_anew\n    where 1 = 0\n",
    ),
    "what a repaired row named before": (
        "macros/versions_of_arrived.sql",
        "            where\n                ({% for",
        "            where\n                1 = 0 and ({% for",
    ),
    "whom a moved delivery left": (
        DELIVERIES,
        "from {{ ref('base_customerio__deliveries') }}\nwhere",
        "from {{ ref('base_customerio__deliveries') }}\nwhere {{ has_arrived('deliveries') }} and",
    ),
    "whom a moved journey left": (
        JOURNEYS,
        "from {{ ref('base_customerio__subjects') }}\nwhere",
        "from {{ ref('base_customerio__subjects') }}\nwhere {{ has_arrived('subjects') }} and",
    ),
    "the journey of a delivery": (
        JOURNEYS,
        "    from {{ ref('int_changed_deliveries') }}\n",
        "    from {{ ref('int_changed_deliveries') }}\n    where 1 = 0\n",
    ),
    "a delivery that was its journey's": (OWNERS, "'journey ' || journey_id", "'none'"),
    "a delivery in somebody else's journey": (
        OWNERS,
        "    inner join {{ found }} as found\n",
        "    inner join (select * from {{ found }} where 1 = 0) as found\n",
    ),
    "a key that comes again": (
        "macros/contested_rows.sql",
        "{{ conversion_goals.has_arrived(table) }}",
        "1 = 0",
    ),
}


def rare_worlds() -> dict[str, list[Raw]]:
    """What the random worlds seldom hold alone: the rows of a first and of a second run each."""
    plain = joined([goal(), person_rows("a"), person_rows("b"), purchase("a", "e", 5)])
    triggered = joined(
        [
            goal(filter='{"property": "course", "operator": "eq", "trigger": "course"}'),
            person_rows("a"),
            purchase("a", "e", 5),
        ]
    )
    triggered["events"][0]["properties"] = '{"course": 7}'
    triggered["subjects"][0]["event_id"] = "invitation"
    invitation = purchase("friend", "invitation", 0, LATER)["events"][0]
    invitation |= {"name": "invited", "properties": '{"course": 7}'}
    step = late({"output_id": "o", "output_type": "email", "delivery_id": "da"})
    step |= {"link_tracked": False, "created_at": START}
    attributes = [
        late({"internal_customer_id": person, "attribute_name": "plan", "attribute_value": "pro"})
        | {"timestamp": START}
        for person in "ab"
    ]
    changes = [
        late({"internal_customer_id": person, "segment_id": "s", "change": "entered"})
        | {"changed_at": START}
        for person in "ab"
    ]
    # Not in the hour of the other's: else the whole workspace would seem to have none before.
    attributes[1]["loaded_at"] = changes[1]["loaded_at"] = START
    pro = '{"attribute": "plan", "operator": "eq", "value": "pro"}'
    by_attribute = {"exit_setting": "stops_matching", "audience": pro}
    by_segment = {"exit_setting": "stops_matching", "audience": '{"segment": "s"}'}
    hooks = joined([goal(touch="received"), person_rows("a"), purchase("a", "e", 5)])
    hooks["deliveries"][0]["delivery_type"] = "webhook"
    switch = late({"campaign_id": "c", "action_id": "m", "counts_conversions": True})
    nobodys = joined([goal(), person_rows("a"), purchase("a", "e", 5)])
    nobodys["deliveries"][0]["internal_customer_id"] = None
    click = next(row for row in nobodys["metrics"] if row["metric"] == "clicked")
    visited = joined([goal(exit_setting="goal_achieved"), person_rows("a")])
    visit = {"delivery_id": "x", "internal_customer_id": "b", "subject_id": "ja"}
    visit |= {"delivery_type": "email", "created_at": START + timedelta(hours=5)}
    delivery, journey = plain["deliveries"][0], plain["subjects"][0]
    moved_click = next(row for row in plain["metrics"] if row["event_id"] == "clickeda")
    return {
        "trigger": [triggered, {"events": [invitation]}],
        "step": [plain, {"outputs": [step]}],
        "attribute": [
            joined([goal(**by_attribute), person_rows("a"), {"attributes": attributes[1:]}]),
            {"attributes": attributes[:1]},
        ],
        "segment": [
            joined([goal(**by_segment), person_rows("a"), {"segment_changes": changes[1:]}]),
            {"segment_changes": changes[:1]},
        ],
        "first segment": [
            joined([goal(**by_segment), person_rows("a")]),
            {"segment_changes": changes[1:]},
        ],
        "version": [plain, {"campaign_goals": [late(goal()["campaign_goals"][0]) | MOVED]}],
        "switch": [hooks, {"campaign_actions": [switch]}],
        "click": [plain, {"metrics": [late(moved_click) | {"delivery_id": "db", "seq_num": 9}]}],
        "delivery": [
            plain,
            {"deliveries": [late(delivery) | {"internal_customer_id": "b", "seq_num": 9}]},
        ],
        "journey": [
            plain,
            {"subjects": [late(journey) | {"internal_customer_id": "b", "seq_num": 9}]},
        ],
        "again": [plain, {"deliveries": [late(delivery) | {"delivery_type": "slack"}]}],
        "nobody's click": [
            {**nobodys, "metrics": [row for row in nobodys["metrics"] if row is not click]},
            {"metrics": [click]},
        ],
        "nobody's journey": [
            {**nobodys, "subjects": []},
            {"subjects": nobodys["subjects"]},
        ],
        "visit": [
            {**visited, "deliveries": [*visited["deliveries"], late(visit)]},
            purchase("a", "e", 3, LATER),
        ],
    }


def late(row: dict) -> dict:
    return {"workspace_id": "w", **row, "loaded_at": LATER}


def in_workspace(rows: Raw, workspace: str) -> Raw:
    return {
        table: [{**row, "workspace_id": workspace} for row in table_rows]
        for table, table_rows in rows.items()
    }


@pytest.fixture(scope="module")
def arrivals() -> list[tuple[Raw, Marts]]:
    """The rows of each run, and the marts that should be there after it."""
    rng, raw, runs = Random(5), {}, []
    worlds = [random_world(number, f"w{number}") for number in WORLDS]
    dealt = [split(world, rng, RUNS) for world in worlds]
    for name, parts in rare_worlds().items():
        parts += [{}] * (RUNS - len(parts))
        dealt.append([in_workspace(part, name) for part in parts])
    for parts in zip(*dealt, strict=True):
        rows = joined(parts)
        for table, added in rows.items():
            raw.setdefault(table, []).extend(added)
        runs.append((rows, evaluate(raw, Settings())))
    return runs


def copied_project(folder: Path) -> Path:
    for name in ("models", "macros", "seeds", "tests/conservation"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, folder)
    return folder


def differing_runs(database: Warehouse, arrivals: list[tuple[Raw, Marts]]) -> Iterator[int]:
    for number, (rows, wanted) in enumerate(arrivals, start=1):
        database.arrive(rows)
        database.build()
        if database.differences(wanted):
            yield number


@pytest.mark.parametrize("reach_back", GUARDS)
def test_each_guard_stands_once(reach_back: str) -> None:
    file, guard, _ = GUARDS[reach_back]
    assert (PROJECT / file).read_text().count(guard) == 1


@pytest.mark.skipif(not IS_LONG, reason="mutations run by ./scripts/test --long")
@pytest.mark.parametrize("reach_back", GUARDS)
def test_without_its_guard_the_marts_go_wrong(
    reach_back: str, arrivals: list[tuple[Raw, Marts]], warehouse, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    file, guard, without = GUARDS[reach_back]
    database = warehouse()
    database.project_dir = copied_project(tmp_path / "project")
    path = database.project_dir / file
    path.write_text(path.read_text().replace(guard, without))
    assert next(differing_runs(database, arrivals), None), f"nothing shows that {reach_back} counts"
