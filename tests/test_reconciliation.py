"""A platform's conversions against ours: each mismatch gets the class of the platform's fault."""

from collections import Counter

import pytest
from evaluator import Settings, evaluate
from platform_log import FAULTS, faithful, shop_rows, with_log
from warehouse import MODELS_ALONE, Warehouse
from worlds import joined

MART = "conversion_goals__reconciliation"


@pytest.fixture(scope="module")
def shops() -> dict[str, dict]:
    """A shop for each fault, with the log of the platform that has it."""
    return {
        fault: with_log(fault, shop_rows(number, fault)) for number, fault in enumerate(FAULTS, 100)
    }


@pytest.fixture(scope="module")
def database(shops, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    database = Warehouse(tmp_path_factory.mktemp("platform") / "own.duckdb")
    database.arrive(joined(shops.values()))
    database.build(arguments=MODELS_ALONE)
    return database


@pytest.fixture(scope="module")
def found(database) -> dict[str, dict[str, tuple]]:
    """What the mart says, by workspace and delivery."""
    by_shop: dict[str, dict[str, tuple]] = {fault: {} for fault in FAULTS}
    columns = ["workspace_id", "delivery_id", "agreement", "mismatch_class"]
    for shop, delivery, *says in database.mart(MART, columns):
        by_shop[shop][delivery] = tuple(says)
    return by_shop


@pytest.mark.parametrize("fault", FAULTS)
def test_mismatches_get_the_class_of_their_fault(fault: str, shops, found) -> None:
    ours = set(faithful(shops[fault], fault))
    theirs = {row["delivery_id"] for row in shops[fault]["metrics"] if row["metric"] == "converted"}
    says = found[fault]
    assert set(says) == ours | theirs
    for delivery, (agreement, mismatch_class) in says.items():
        both = delivery in ours and delivery in theirs
        alone = "only_ours" if delivery in ours else "only_theirs"
        assert agreement == ("both" if both else alone)
        assert (mismatch_class is None) == both
    mismatches = Counter(each for _, each in says.values() if each is not None)
    wanted = FAULTS[fault][0]
    if fault == "none":
        assert not mismatches
    else:
        assert mismatches.total() > 15
        assert mismatches[wanted] >= 0.99 * mismatches.total(), mismatches


def test_machines_that_the_platform_alone_counts_explain_both_sides(warehouse) -> None:
    database = warehouse()
    database.arrive(with_log("none", shop_rows(300, "none")))
    database.build({"count_machine_opens": False}, MODELS_ALONE)
    mismatches = Counter(database.mart(MART, ["agreement", "mismatch_class"]))
    assert mismatches.pop(("both", None)) > 50
    assert mismatches.total() > 15
    assert min(mismatches[side, "machine_open"] for side in ("only_ours", "only_theirs")) > 3
    fitting = sum(count for (_, each), count in mismatches.items() if each == "machine_open")
    assert fitting >= 0.99 * mismatches.total(), mismatches


def test_agreement_rates_count_what_can_be_compared(database, found) -> None:
    columns = ["workspace_id", "conversions", "conversions_of_both", "conversions_not_comparable"]
    sums: dict[str, list[int]] = {fault: [0, 0, 0] for fault in FAULTS}
    for shop, *counts in database.mart("conversion_goals__agreement", columns):
        sums[shop] = [have + more for have, more in zip(sums[shop], counts, strict=True)]
    for fault, says in found.items():
        both = sum(agreement == "both" for agreement, _ in says.values())
        ahead = sum(each == "not_yet_exported" for _, each in says.values())
        assert sums[fault] == [len(says), both, ahead]
    rates = "select count(*), min(agreement_rate) from conversion_goals__agreement"
    assert database.answer(f"{rates} where workspace_id = 'none'")[0][1] == 1
    assert database.answer(f"{rates} where workspace_id = 'careless'")[0][1] < 1


def test_agreement_below_the_var_fails_its_test(database) -> None:
    check = ("--select", "agreement_reaches_its_threshold")
    assert database.try_build({"conversion_goals_least_agreement": 0}, check).exit_code == 0
    run = database.try_build({"conversion_goals_least_agreement": 0.6}, check)
    assert run.exit_code == 1
    assert run.failed_checks[0].startswith("agreement_reaches_its_threshold")
    [(below,)] = database.answer(
        "select count(*) from conversion_goals__agreement where agreement_rate < 0.6"
    )
    assert below > 1
    assert f": {below} rows" in run.failed_checks[0]


@pytest.mark.parametrize("least", [-0.1, 1.1, "much", True])
def test_bad_threshold_is_refused_by_name(least: object, database) -> None:
    run = database.try_build({"conversion_goals_least_agreement": least})
    assert run.exit_code == 2
    assert "var conversion_goals_least_agreement is" in " ".join(run.errors)


def test_goal_events_are_counted_once_across_campaigns(warehouse) -> None:
    """Three campaigns with one goal are full of double credit."""
    database = warehouse()
    database.arrive(joined(shop_rows(number, f"shop {number}", people=25) for number in range(4)))
    database.build()
    marts = evaluate(database.raw, Settings())
    names = ("conversion_goals__goal_events", "conversion_goals__double_credit")
    assert database.differences({name: marts[name] for name in names}) == []
    assert len(marts["conversion_goals__double_credit"]) == 4 * 3
    claims, attributed, double = database.answer(
        "select sum(campaigns_claiming), count(*) filter (is_attributed), sum(double_credit)"
        " from conversion_goals__goal_events"
    )[0]
    assert claims == len(marts["conversion_goals__conversions"])
    assert double == claims - attributed > 20
