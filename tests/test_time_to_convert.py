"""Time to convert: the curves against statsmodels, and what must hold between them."""

from collections import defaultdict
from datetime import datetime

import numpy as np
import pytest
from evaluator import Settings, evaluate, worlds
from evaluator.credit import all_credits
from evaluator.time_to_convert import Wait, waits
from platform_log import shop_rows
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from warehouse import IS_LONG, Warehouse
from worlds import joined, random_world

WORLDS = 300 if IS_LONG else 80
MART = "conversion_goals__time_to_convert"
KEY = ("workspace_id", "campaign_id", "touch", "days_since_touch")
# statsmodels wants numbers; 0 is censored, each other one its own way to end.
ENDINGS = {"censored": 0, "converted": 1, "converted_later": 2, "superseded": 3, "repeated": 3}
LATEST, EARLY = None, datetime(2026, 1, 28, 6)

Curves = dict[tuple[str, str, str], list[Wait]]
Points = dict[tuple[str, str, str], dict[int, dict[str, float]]]


@pytest.fixture(scope="module", params=[LATEST, EARLY], ids=["latest", "early"])
def settings(request: pytest.FixtureRequest) -> Settings:
    return Settings(as_of=request.param)


@pytest.fixture(scope="module")
def rows() -> dict:
    """Random worlds, and shops in which many touches wait at a time."""
    shops = [shop_rows(number, f"shop {number}", people=60) for number in range(3)]
    return joined([*(random_world(seed, f"w{seed}") for seed in range(WORLDS)), *shops])


@pytest.fixture(scope="module")
def database(rows, settings, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    database = Warehouse(tmp_path_factory.mktemp("time_to_convert") / "own.duckdb")
    database.arrive(rows)
    database.build({"as_of": settings.as_of and str(settings.as_of)})
    return database


@pytest.fixture(scope="module")
def points(database) -> Points:
    """The mart: campaign and touch, day, what it says."""
    names = [name for name, *_ in database.answer(f"describe {MART}")]
    found: Points = defaultdict(dict)
    for row in sorted(database.mart(MART, names), key=lambda row: row[: len(KEY)]):
        says = dict(zip(names, row, strict=True))
        *curve, day = (says.pop(name) for name in KEY)
        found[tuple(curve)][day] = says
    assert tuple(names[: len(KEY)]) == KEY
    return found


@pytest.fixture(scope="module")
def curves(rows, settings) -> Curves:
    """Each touch's wait, from the rules and no SQL."""
    found: Curves = defaultdict(list)
    for workspace, world in worlds(rows, settings).items():
        for wait in waits(world, all_credits(world)):
            found[workspace, wait.campaign_id, wait.touch].append(wait)
    return found


def test_mart_equals_the_evaluator(database, settings) -> None:
    assert database.differences({MART: evaluate(database.raw, settings)[MART]}) == []


def steps(times: np.ndarray, values: np.ndarray, days: list[int], start: float) -> list[float]:
    """A curve that is known where it steps, on each day."""
    position = np.searchsorted(times, days, side="right")
    return list(np.concatenate([[start], values])[position])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of its standard errors
def test_incidence_is_that_of_statsmodels(points, curves) -> None:
    assert set(points) == set(curves)
    ties = 0
    for curve, own in curves.items():
        days = list(points[curve])
        status = np.array([ENDINGS[wait.ending] for wait in own])
        in_frame, later = [0.0] * len(days), [0.0] * len(days)
        if status.any():
            # An ending that never came has no number of its own there.
            known = sorted(set(status) - {0})
            numbered = np.array([known.index(each) + 1 if each else 0 for each in status])
            fit = CumIncidenceRight(np.array([wait.days for wait in own]), numbered)
            by_ending = dict(zip(known, fit.cinc, strict=True))
            if 1 in by_ending:
                in_frame = steps(fit.times, by_ending[1], days, 0.0)
            if 2 in by_ending:
                later = steps(fit.times, by_ending[2], days, 0.0)
        whole = in_frame[-1] + later[-1]
        for day, one, other in zip(days, in_frame, later, strict=True):
            says = points[curve][day]
            assert says["cumulative_incidence"] == pytest.approx(one + other, abs=2e-9)
            assert says["cumulative_incidence_in_time_frame"] == pytest.approx(one, abs=2e-9)
            if whole:
                assert says["share_by_then"] == pytest.approx((one + other) / whole, rel=1e-7)
                assert says["share_in_time_frame"] == pytest.approx(one / whole, rel=1e-7)
            else:
                assert (says["share_by_then"], says["share_in_time_frame"]) == (None, None)
            ties += len({ENDINGS[wait.ending] for wait in own if wait.days == day}) > 1
    assert ties > 30


def test_kaplan_and_meiers_curve_is_that_of_statsmodels(points, curves) -> None:
    stepped = 0
    for curve, own in curves.items():
        days = list(points[curve])
        achieved = np.array([wait.is_achieved for wait in own], dtype=int)
        survival = [1.0] * len(days)
        if achieved.any():
            fit = SurvfuncRight(np.array([wait.any_days for wait in own]), achieved)
            survival = steps(fit.surv_times, fit.surv_prob, days, 1.0)
            at_risk = dict(zip(fit.surv_times, fit.n_risk, strict=True))
            for day, count in at_risk.items():
                assert points[curve][day]["touches_not_achieved"] == count
            stepped += len(at_risk)
        for day, alive in zip(days, survival, strict=True):
            assert points[curve][day]["achieved_share"] == pytest.approx(1 - alive, abs=2e-9)
    assert stepped > 50


def test_days_follow_each_other_and_no_curve_falls_or_leaves_0_to_1(points) -> None:
    rates = ("cumulative_incidence", "cumulative_incidence_in_time_frame", "achieved_share")
    for days in points.values():
        assert list(days) == list(range(len(days)))
        for rate in rates:
            values = [says[rate] for says in days.values()]
            assert all(0 <= value <= 1 for value in values)
            assert values == sorted(values)
        for day in range(len(days) - 1):
            ended = sum(
                days[day][f"touches_{each}"]
                for each in ("converted", "converted_later", "superseded", "repeated", "censored")
            )
            assert days[day + 1]["touches_at_risk"] == days[day]["touches_at_risk"] - ended


def test_where_no_goal_was_edited_each_conversion_is_a_touchs(database, settings) -> None:
    if settings.as_of is not None:
        pytest.skip("conversions after as_of are conversions all the same")
    unedited = "campaign_id = 'c3' and workspace_id like 'shop %'"
    [[converted]] = database.answer(f"select sum(touches_converted) from {MART} where {unedited}")
    conversions = f"select count(*) from conversion_goals__conversions where {unedited}"
    assert [(converted,)] == database.answer(conversions)
    assert converted > 20
