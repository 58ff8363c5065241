"""What if: scenarios against the evaluator, and the laws that hold between them."""

from collections import Counter
from itertools import product

import pytest
from evaluator import Settings
from evaluator.scenarios import scenario_statuses
from platform_log import shop_rows
from warehouse import IS_LONG, MODELS_ALONE, Warehouse
from worlds import joined, random_world

WORLDS = 200 if IS_LONG else 50
DAY = 86400
FRAMES = {"minutes": 600, "day": DAY, "week": 7 * DAY, "longest": 90 * DAY}
GRID = [
    {"id": f"{touch} {opens} {name}", "touch": touch, "opens": opens, "time_frame_seconds": frame}
    for touch, opens, (name, frame) in product(
        ("received", "opened", "clicked"), ("human", "all"), FRAMES.items()
    )
]
SCENARIOS = [
    {"id": "nothing else"},
    {"id": "human", "opens": "human"},
    {"id": "week", "time_frame_seconds": 7 * DAY},
    {"id": "by journey", "credit": "journey"},
    {
        "id": "by journey, a day of an open",
        "credit": "journey",
        "touch": "opened",
        "time_frame_seconds": DAY,
    },
    {"id": "g2 always", "goal_version_id": "g2"},
    {
        "id": "g1 always, by journey, a week",
        "goal_version_id": "g1",
        "credit": "journey",
        "time_frame_seconds": 7 * DAY,
    },
    {"id": "g21 always", "goal_version_id": "g21"},
    {"id": "g32 always, clicked", "goal_version_id": "g32", "touch": "clicked"},
    *GRID[::5],
]
TRACKED = "main_conversion_goals_intermediate.int_scenario_tracked"
for scenario in SCENARIOS:
    scenario["id"] = scenario["id"].replace(",", "")


def set_at_one_time(version: str) -> dict[str, object]:
    """Return a goal version of a campaign that sends nothing."""
    at = "2026-01-01 00:00:00"
    own = {"workspace_id": "w0", "campaign_id": "idle", "goal_version_id": version}
    return {**own, "set_at": at, "goal_type": None, "loaded_at": at}


def spelled_alike() -> dict[str, list[dict[str, object]]]:
    """Return a world in which two people enter two segments by transitions of one id.

    Person c enters segment a:b, person b:c segment a, at one instant, in one campaign.
    """
    own = {"workspace_id": "alike", "loaded_at": "2026-02-01 00:00:00"}
    people = [("c", "a:b", "2026-01-02"), ("b:c", "a", "2026-01-04")]
    tables = ("campaign_goals", "subjects", "deliveries", "metrics", "segment_changes")
    rows: dict[str, list[dict[str, object]]] = {table: [] for table in tables}
    for person, segment, day in people:
        made = {"created_at": f"{day} 00:00:00", "seq_num": 1, **own}
        whose = {"internal_customer_id": person}
        rows["campaign_goals"].append(
            {
                "campaign_id": "k",
                "goal_version_id": f"v{day}",
                "set_at": f"{day} 00:00:00",
                "goal_type": "enters_segment",
                "segment_id": segment,
                "time_frame_seconds": 30 * DAY,
                "touch": "received",
                **own,
            }
        )
        journey = {"subject_name": f"j{person}", "started_campaign_at": f"{day} 00:00:00"}
        rows["subjects"].append({**journey, "campaign_id": "k", **whose, **made})
        delivery = {"delivery_id": f"d{person}", "subject_id": f"j{person}", "campaign_id": "k"}
        rows["deliveries"].append({**delivery, "delivery_type": "email", **whose, **made})
        metric = {"event_id": f"m{person}", "delivery_id": f"d{person}", "metric": "delivered"}
        rows["metrics"].append({**metric, **made})
        change = {"segment_id": segment, "change": "entered", "changed_at": "2026-01-05 00:00:00"}
        rows["segment_changes"].append({**change, **whose, **own})
    return rows


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Random worlds and shops, built under all scenarios."""
    database = Warehouse(tmp_path_factory.mktemp("scenarios") / "own.duckdb")
    database.arrive(
        joined(
            [
                *(random_world(seed, f"w{seed}") for seed in range(WORLDS)),
                *(shop_rows(number, f"shop {number}", people=12) for number in range(3)),
                {"campaign_goals": [set_at_one_time("shadowed 1"), set_at_one_time("shadowed 2")]},
                spelled_alike(),
            ]
        )
    )
    database.build({"conversion_goals_scenarios": SCENARIOS}, MODELS_ALONE)
    return database


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["id"])
def test_scenario_equals_the_evaluator(scenario: dict, database) -> None:
    columns = ["scenario_id", "workspace_id", "delivery_id", "conversion_status"]
    found = {
        (workspace, delivery): status
        for own, workspace, delivery, status in database.mart(TRACKED, columns)
        if own == scenario["id"]
    }
    wanted = scenario_statuses(database.raw, Settings(), scenario)
    tracked = {key: status for key, status in wanted.items() if status != "not_tracked"}
    assert {
        key: (found.get(key), tracked.get(key))
        for key in found | tracked
        if found.get(key) != tracked.get(key)
    } == {}
    assert Counter(tracked.values())["converted"] > 5


def test_official_equals_the_marts_and_so_does_a_scenario_that_changes_nothing(database) -> None:
    measures = (
        "deliveries_tracked, deliveries_converted, deliveries_not_converted, deliveries_pending"
    )
    keys = f"workspace_id, campaign_id, message_id, deliveries, {measures}"
    mart = database.answer(f"select {keys} from conversion_goals__message_metrics order by all")
    for scenario in ("official", "nothing else"):
        own = f"conversion_goals__scenarios where scenario_id = '{scenario}'"
        assert database.answer(f"select {keys} from {own} order by all") == mart
    changes = "select count(*) from conversion_goals__scenario_changes where scenario_id"
    assert database.answer(f"{changes} = 'nothing else'") == [(0,)]


def test_changes_are_the_deliveries_with_another_verdict(database) -> None:
    columns = ["scenario_id", "workspace_id", "delivery_id", "official_status", "scenario_status"]
    found = Counter(database.mart("conversion_goals__scenario_changes", columns))
    columns = ["workspace_id", "delivery_id", "conversion_status"]
    official = {tuple(key): s for *key, s in database.mart("conversion_goals__deliveries", columns)}
    wanted = Counter(
        (scenario["id"], *key, official[key], status)
        for scenario in SCENARIOS[:6]
        for key, status in scenario_statuses(database.raw, Settings(), scenario).items()
        if official[key] != status
    )
    own = {scenario["id"] for scenario in SCENARIOS[:6]}
    assert wanted == Counter({row: n for row, n in found.items() if row[0] in own})
    assert len(wanted) > 50


def test_laws_hold_between_the_scenarios_of_a_grid(database) -> None:
    """A longer time frame loses no journey, credit by journey no delivery; all stay on record."""
    by_journey = [
        {**scenario, "id": scenario["id"] + " by journey", "credit": "journey"} for scenario in GRID
    ]
    database.build({"conversion_goals_scenarios": [*GRID, *by_journey]}, MODELS_ALONE)
    journeys = dict.fromkeys((scenario["id"] for scenario in GRID + by_journey), frozenset())
    deliveries = dict(journeys)
    rows = database.answer(
        "select scenario_id, workspace_id, list(distinct journey_id), list(delivery_id)"
        f" from {TRACKED} as tracked"
        " inner join conversion_goals__deliveries using (workspace_id, delivery_id)"
        " where tracked.conversion_status = 'converted' group by all"
    )
    for scenario, workspace, own_journeys, own_deliveries in rows:
        journeys[scenario] |= {(workspace, each) for each in own_journeys}
        deliveries[scenario] |= {(workspace, each) for each in own_deliveries}
    grew = 0
    for touch, opens in product(("received", "opened", "clicked"), ("human", "all")):
        for suffix in ("", " by journey"):
            ladder = [journeys[f"{touch} {opens} {name}{suffix}"] for name in FRAMES]
            for shorter, longer in zip(ladder, ladder[1:], strict=False):
                assert shorter <= longer
                grew += shorter < longer
    assert grew > 10
    for scenario in GRID:
        assert deliveries[scenario["id"]] <= deliveries[scenario["id"] + " by journey"]
    sums = "select sum(deliveries) as n from conversion_goals__scenarios group by scenario_id"
    assert database.answer(f"select count(distinct n) from ({sums})") == [(1,)]


@pytest.mark.parametrize(
    ("scenarios", "says"),
    [
        ("week", "allowed is a list of mappings"),
        ([{"touch": "opened"}], "has no id"),
        ([{"id": None}], "has no id"),
        ([{"id": "official"}], "must have an id of its own"),
        ([{"id": "a"}, {"id": "a"}], "must have an id of its own"),
        ([{"id": 5}, {"id": "5"}], "must have an id of its own"),
        ([{"id": "a'; drop"}], "must have an id of letters"),
        ([{"id": "a", "touch": "seen"}], "has touch seen; allowed are received, opened, clicked"),
        ([{"id": "a", "time_frame_seconds": 0}], "allowed is a whole number from 1 to 7776000"),
        ([{"id": "a", "time_frame_seconds": 7776001}], "is a whole number from 1 to 7776000"),
        ([{"id": "a", "time_frame_seconds": 1.5}], "1.5; allowed is a whole number from 1 to"),
        ([{"id": "a", "time_frame_seconds": "600"}], "to 7776000 (90 days), without quotes"),
        ([{"id": "a", "windows": 3}], "has the key windows"),
    ],
)
def test_bad_scenario_is_refused_by_name(scenarios: object, says: str, database) -> None:
    run = database.try_build({"conversion_goals_scenarios": scenarios})
    assert run.exit_code == 2
    assert says in " ".join(run.errors)


def test_a_version_that_is_nowhere_is_warned_of(database) -> None:
    scenarios = [{"id": "of g2", "goal_version_id": "g2"}, {"id": "lost", "goal_version_id": "no"}]
    only = ("--select", "int_scenarios", "scenarios_name_goal_versions")
    run = database.try_build({"conversion_goals_scenarios": scenarios}, only)
    assert run.exit_code == 0
    [warning] = [text for text in run.warnings if text.startswith("scenarios_name_goal_versions")]
    assert "1 row (A row per scenario" in warning


def test_a_version_that_never_governs_is_warned_of(database) -> None:
    """G5: of two set at the same time the higher id governs."""
    scenarios = [
        {"id": f"always {number}", "goal_version_id": f"shadowed {number}"} for number in (1, 2)
    ]
    only = ("--select", "int_scenarios", "scenarios_name_goal_versions")
    run = database.try_build({"conversion_goals_scenarios": scenarios}, only)
    assert run.exit_code == 0
    [warning] = [text for text in run.warnings if text.startswith("scenarios_name_goal_versions")]
    assert "1 row (A row per scenario" in warning
