"""Explanations of random worlds, told from a built database, against the evaluator."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import duckdb
import pytest
from cases import AS_OF
from conversion_goals.cli import main
from conversion_goals.database import asked
from conversion_goals.explain_facts import Facts, Models, Thing, gather
from conversion_goals.explain_story import tell
from conversion_goals.project import find_project
from evaluator import Settings, evaluate, worlds
from evaluator.filters import Facts as FilterFacts
from evaluator.filters import holds
from evaluator.trees import members
from test_arrivals import goal, in_workspace, person_rows, purchase
from warehouse import IS_LONG, Warehouse
from worlds import joined, random_world

WORLDS = 120 if IS_LONG else 25
MISSED = ("achievement_id", "reason", "is_deciding", "seconds_missed_by", "winner_delivery_id")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A built database of random worlds."""
    database = Warehouse(tmp_path_factory.mktemp("explain") / "own.duckdb")
    database.arrive(joined(random_world(seed, f"w{seed}") for seed in range(WORLDS)))
    database.build()
    return database


@pytest.fixture(scope="module")
def told(database: Warehouse) -> tuple[dict, dict, dict]:
    """The raw rows, the evaluator's marts, and the story of each delivery."""
    marts = evaluate(database.raw, Settings())
    stories = {}
    with asked(find_project(database=str(database.database))) as ask:
        for facts in all_facts(Models(ask), marts):
            key = facts.thing.workspace_id, facts.thing.id
            assert key not in stories
            stories[key] = tell(facts)
    return database.raw, marts, stories


def all_facts(models: Models, marts: dict) -> Iterator[Facts]:
    """Facts for each delivery; those of one person are read once."""
    by_person: dict[tuple, Facts] = {}
    for row in marts["conversion_goals__deliveries"]:
        thing = Thing("delivery", row["workspace_id"], row["delivery_id"])
        person = row["workspace_id"], row["person_id"]
        if row["person_id"] is None:
            yield gather(models, thing)
            continue
        if person not in by_person:
            by_person[person] = gather(models, thing)
        yield replace(by_person[person], thing=thing)


def test_every_delivery_has_one_explanation_that_agrees_with_its_verdict(told) -> None:
    _, marts, stories = told
    deliveries = marts["conversion_goals__deliveries"]
    assert len(stories) == len(deliveries)
    reasons = set()
    for row in deliveries:
        verdict = stories[row["workspace_id"], row["delivery_id"]]["verdict"]
        assert verdict["delivery_id"] == row["delivery_id"]
        assert verdict["conversion_status"] == row["conversion_status"]
        assert verdict["reason"] == row["reason"]
        reasons.add(row["reason"])
    assert len(reasons) == 13


def test_why_no_goal_governs_is_told(told) -> None:
    """G3, F6, G6, G7: a version that has no goal is shown, one that is not there is not."""
    _, marts, stories = told
    journeys = {
        (row["workspace_id"], row["journey_id"]): row for row in marts["conversion_goals__journeys"]
    }
    seen = set()
    for row in marts["conversion_goals__deliveries"]:
        if row["reason"] != "no_goal":
            continue
        verdict = stories[row["workspace_id"], row["delivery_id"]]["verdict"]
        journey = journeys.get((row["workspace_id"], row["journey_id"]))
        is_stray = journey is None or any(
            journey[name] not in (None, row[name]) for name in ("person_id", "campaign_id")
        )
        rules = {"G3", "F6"} if not is_stray else {"G7"}
        assert verdict["rule"] in ({"G6"} if row["goal_version_id"] else rules), verdict
        seen.add(verdict["rule"])
    assert seen == {"G3", "F6", "G6", "G7"}


def entries(story: dict, what: str) -> list[dict]:
    """The entries of one kind; they stand in the order of time."""
    times = [each["at"] for each in story["story"]]
    assert times == sorted(times)
    return [each for each in story["story"] if each["what"] == what]


def test_touches_and_windows_are_those_of_the_evaluator(told) -> None:
    raw, _, stories = told
    seen = 0
    for workspace, world in worlds(raw, Settings()).items():
        for delivery in world.deliveries:
            found = entries(stories[workspace, delivery.delivery_id], "touch")
            touches = [(e["at"], e["window_closes_at"]) for e in found if e["counts"]]
            frame = delivery.version and delivery.version.time_frame
            # Several metrics of one instant are one touch.
            moments = set(delivery.touches) if delivery.is_eligible else set()
            assert touches == [(at, at + frame) for at in sorted(moments)]
            seen += len(touches)
    assert seen > 100


def test_near_achievements_and_credits_are_those_of_the_evaluator(told) -> None:
    _, marts, stories = told
    wanted: dict[tuple, Counter] = {key: Counter() for key in stories}
    for row in marts["conversion_goals__near_misses"]:
        miss = tuple(row[name] for name in MISSED)
        wanted[row["workspace_id"], row["delivery_id"]][miss] += 1
    for row in marts["conversion_goals__achievements"]:
        if row["delivery_id"]:
            credit = (row["achievement_id"], row["outcome"], None, None, None)
            wanted[row["workspace_id"], row["delivery_id"]][credit] += 1
    for key, story in stories.items():
        found = entries(story, "achievement")
        assert Counter(tuple(each.get(name) for name in MISSED) for each in found) == wanted[key]


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0, "less than a second"), (1, "1 second"), (5400, "1 hour and 30 minutes")],
)
def test_the_gap_to_the_nearest_rival_is_said_in_words(database, told, seconds, says) -> None:
    thing = Thing("delivery", *next(key for key, story in told[2].items() if wins(story)))
    with asked(find_project(database=str(database.database))) as ask:
        facts = gather(Models(ask), thing)
    misses = [{**row, "seconds_missed_by": seconds} for row in facts.near_misses]
    story = tell(replace(facts, near_misses=misses))
    assert wins(story)
    assert all(f"was touched {says} after its nearest rival, " in each for each in wins(story))


def test_what_decides_is_told_by_its_own_rule(warehouse) -> None:
    """A2, C3, E1, E2, E4, G7 and T2, where another rule would read as well."""
    people = {name: person_rows(name) for name in "abcdefgh"}
    [made], [received, _] = people["a"]["deliveries"], people["a"]["metrics"]
    for number, name in enumerate(("db", "dc"), start=1):
        later = made["created_at"] + timedelta(minutes=number)
        second = made | {"delivery_id": f"a{name}", "created_at": later}
        people["a"]["deliveries"].append(second)
        people["a"]["metrics"].append(
            received | {"event_id": f"delivered {name}", "delivery_id": f"a{name}"}
        )
    for name, kind in (("b", "webhook"), ("c", "pigeon"), ("d", "slack")):
        people[name]["deliveries"][0]["delivery_type"] = kind
    sent, bounced = people["e"]["metrics"]
    sent["metric"], bounced["metric"] = "sent", "bounced"
    people["f"]["metrics"] = [people["f"]["metrics"][0] | {"metric": "drafted"}]
    people["g"]["subjects"][0]["event_id"] = "eg"
    triggering = purchase("g", "eg", 2)
    people["h"]["deliveries"][0]["subject_id"] = None
    clicked = joined([goal(), person_rows("i")])
    step = {"output_id": "o", "output_type": "email", "delivery_id": "di", "link_tracked": False}
    clicked["outputs"].append(
        step | {key: made[key] for key in ("workspace_id", "created_at", "loaded_at")}
    )
    database = warehouse()
    rows = joined([goal("received"), *people.values(), purchase("a", "e", 5), triggering])
    database.arrive(joined([rows, in_workspace("x", clicked)]))
    database.build({"as_of": str(AS_OF)})

    def story(id: str, kind: str = "delivery", workspace: str = "w") -> dict:
        with asked(find_project(database=str(database.database))) as ask:
            return tell(gather(Models(ask), Thing(kind, workspace, id)))

    def verdict(id: str) -> tuple[str, str]:
        told = story(id)["verdict"]
        return told["says"].partition(": ")[2], told["rule"]

    # The delivery that was made later takes the credit; the one before it is its rival.
    [lost] = entries(story("da"), "achievement")
    assert (lost["rule"], "later, at" in lost["says"]) == ("C3", False)
    assert "delivery adc takes the credit: it was touched at the same instant" in lost["says"]
    says, rule = verdict("da")
    assert "the credit went to delivery adc, touched at the same instant: it was made later" in says
    assert rule == "C3"
    [credit] = entries(story("adc"), "achievement")
    assert (credit["rule"], credit["rival_delivery_id"]) == ("C3", "adb")
    assert verdict("db") == (
        "not_tracked: conversions are not switched on for the action of this webhook",
        "E1",
    )
    assert verdict("dc") == (
        "not_tracked: it cannot convert: its type pigeon is not in the seed delivery_types",
        "E2",
    )
    assert verdict("dd") == ("not_tracked: a delivery of its type cannot convert: slack", "E1, E2")
    never = "not_tracked: it was never received: "
    assert verdict("de") == (
        f"{never}sent at {sent['created_at']}, but it bounced at {bounced['created_at']}, and"
        " no delivered is on record",
        "E4",
    )
    assert verdict("df") == (
        f"{never}no sent or delivered is on record; its metrics: drafted",
        "E4",
    )
    [entry] = entries(story("dg"), "entered")
    assert "achievement eg triggered it and never counts in it (A2)" in entry["says"]
    [outcome] = entries(story("eg", "achievement"), "achievement")
    assert outcome["says"].endswith("; in journey jg, which it triggered, it never counts")
    assert outcome["rule"] == "C1, A2"
    received, clicked = entries(story("dh"), "touch")
    assert received["says"].endswith("; no goal governs it")
    received, clicked = entries(story("di", workspace="x"), "touch")
    assert (clicked["counts"], clicked["rule"]) == (False, "T2")
    assert clicked["says"] == "delivery di is clicked; its links are not tracked"


def wins(story: dict) -> list[str]:
    """What is said of credits that a rival lost."""
    found = [each for each in entries(story, "achievement") if each["reason"] == "credited"]
    return [each["says"] for each in found if each["rival_delivery_id"]]


def test_asking_for_some_near_misses_reaches_into_the_view(database, told) -> None:
    """Else one delivery would cost what all cost: no step of the view may be read twice."""
    one, other, *_ = sorted(r["delivery_id"] for r in told[1]["conversion_goals__near_misses"])
    for where in (f"delivery_id = '{one}'", f"delivery_id in ('{one}', '{other}')"):
        query = f"select * from conversion_goals__near_misses where {where}"
        [(_, plan)] = database.answer(f"explain (format json) {query}")
        scans = [each["extra_info"].get("Filters") for each in operators(json.loads(plan)[0])]
        [own] = [each for each in map(str, scans) if "settled_reason != 'converted'" in each]
        assert one in own


def test_asking_for_one_persons_exit_checks_makes_theirs_alone(database, told) -> None:
    """The person is sought below all windows, which else would go over everybody's checkpoints."""
    people = {r["person_id"] or "" for r in told[1]["conversion_goals__exit_checks"]}
    theirs = f"= '{max(filter(str.isalnum, people))}'"
    query = f"select * from conversion_goals__exit_checks where person_id {theirs}"
    [(_, plan)] = database.answer(f"explain (format json) {query}")
    window, *_ = (each for each in operators(json.loads(plan)[0]) if "WINDOW" in each["name"])
    below = [each["extra_info"] for each in operators(window)]
    assert any(f"person_id {theirs}" in str(each) for each in below)
    events = [str(each) for each in below if str(each.get("Table")).endswith(".raw.events")]
    assert events
    assert all(theirs in each for each in events)


def operators(plan: dict) -> Iterator[dict]:
    """An operator of a plan and all below it."""
    yield plan
    for child in plan["children"]:
        yield from operators(child)


def test_governing_version_and_checkpoints_are_those_of_the_journey(told) -> None:
    _, marts, stories = told
    journeys = {
        (row["workspace_id"], row["journey_id"]): row for row in marts["conversion_goals__journeys"]
    }
    checks: dict[tuple, list] = {key: [] for key in journeys}
    for row in marts["conversion_goals__exit_checks"]:
        seen = row["looked_at"], row["has_left"], row["exit_class"]
        checks[row["workspace_id"], row["journey_id"]].append(seen)
    for row in marts["conversion_goals__deliveries"]:
        story = stories[row["workspace_id"], row["delivery_id"]]
        journey = journeys.get((row["workspace_id"], row["journey_id"]))
        entered = entries(story, "entered")
        found = [
            (each["looked_at"], each["has_left"], each["exit_class"])
            for each in entries(story, "checkpoint")
        ]
        if journey is None:
            assert (entered, found) == ([], [])
            continue
        [entry] = entered
        assert entry["goal_version_id"] == journey["goal_version_id"]
        says = f"goal version {journey['goal_version_id']} governs"
        assert (says in entry["says"]) == (journey["goal_version_id"] is not None)
        assert found == sorted(checks[row["workspace_id"], journey["journey_id"]])


def test_of_a_version_the_row_that_stands_is_told_whatever_its_spelling(warehouse) -> None:
    """Q2: the row loaded last stands, though it came first and writes its time in its own way."""
    database = warehouse()
    leaf = '{"property": "total", "operator": "gt", "value": 5}'
    stands = goal("received", filter=leaf, set_at="2026-2-5")
    beaten = goal("opened", filter=f'{{"and": [{leaf}, {leaf}]}}', set_at="2026-02-05 00:00:00")
    beaten["campaign_goals"][0]["loaded_at"] -= timedelta(days=1)
    last_day = person_rows("z")
    last_day["metrics"][0]["created_at"] = datetime(9999, 12, 31)
    database.arrive(joined([stands, beaten, person_rows("a"), purchase("a", "e", 5), last_day]))
    database.build({"as_of": str(AS_OF)})
    with asked(find_project(database=str(database.database))) as ask:
        story = tell(gather(Models(ask), Thing("delivery", "w", "da")))
        last = tell(gather(Models(ask), Thing("delivery", "w", "dz")))
    # No window ends after the last moment that there is.
    assert [each["window_closes_at"] for each in entries(last, "touch")] == [None, datetime.max]
    assert story["verdict"]["reason"] == "filter_failed"
    [entry] = entries(story, "entered")
    assert (
        "goal version g governs: the latest set by the entry, at 2026-02-05 00:00:00"
        in (entry["says"])
    )
    assert [each["counts"] for each in entries(story, "touch")] == [True, False]
    [miss] = entries(story, "achievement")
    assert [each["node_id"] for each in miss["failed_leaves"]] == ["1"]


def test_why_a_machines_touch_is_none_is_told(warehouse) -> None:
    """T4 of a click that the goal asks for, T1 of an open: not for want of a person."""
    database = warehouse()
    by_machine = person_rows("a", opened=True)
    for metric in by_machine["metrics"][1:]:
        metric["machine"] = True
    database.arrive(joined([goal("clicked"), by_machine, purchase("a", "e", 5)]))
    database.build({"count_machine_opens": False, "as_of": str(AS_OF)})
    with asked(find_project(database=str(database.database))) as ask:
        story = tell(gather(Models(ask), Thing("delivery", "w", "da")))
    assert story["verdict"]["reason"] == "not_clicked"
    received, clicked, opened = entries(story, "touch")
    assert [each["counts"] for each in (received, clicked, opened)] == [False] * 3
    assert [each["rule"] for each in (received, clicked, opened)] == ["T1", "T4", "T1"]
    assert "clicked by a machine; machines' opens and clicks are left out" in clicked["says"]
    assert "opened by a machine; that is no touch of its goal" in opened["says"]


def test_blamed_leaves_are_what_made_the_filter_fail(told) -> None:
    raw, _, stories = told
    failed = 0
    for workspace, world in worlds(raw, Settings()).items():
        events = {
            each.achievement_id: each for each in world.achievements if each.goal_type == "event"
        }
        for delivery in world.deliveries:
            for each in entries(stories[workspace, delivery.delivery_id], "achievement"):
                if each["reason"] != "filter_failed":
                    continue
                event = events[each["achievement_id"]]
                facts = FilterFacts(
                    event=event.properties,
                    trigger=delivery.journey.trigger,
                    attributes=world.attributes_at(event.person_id, event.at),
                )
                tree = delivery.version.goal_filter
                blamed = {leaf["node_id"] for leaf in each["failed_leaves"]}
                assert blamed
                assert not passes(tree, "1", facts, frozenset())
                assert passes(tree, "1", facts, blamed)
                failed += 1
    assert failed > 20


def test_leaves_at_a_checkpoint_are_what_made_the_audience_match_or_not(told) -> None:
    raw, _, stories = told
    seen = Counter()
    for workspace, world in worlds(raw, Settings()).items():
        for delivery in world.deliveries:
            for each in entries(stories[workspace, delivery.delivery_id], "checkpoint"):
                if each["is_not_matching"] is None:
                    assert each["audience_leaves"] == []
                    continue
                journey = world.journeys[each["journey_id"]]
                facts = FilterFacts(
                    attributes=world.attributes_at(journey.person_id, each["looked_at"]),
                    segments=world.segments_at(journey.person_id, each["looked_at"]),
                )
                tree = journey.version.audience
                told_leaves = {leaf["node_id"]: leaf for leaf in each["audience_leaves"]}
                is_matching = not each["is_not_matching"]
                assert passes(tree, "1", facts, frozenset()) == is_matching
                assert passes(tree, "1", facts, set(told_leaves)) != is_matching
                for node_id, leaf in told_leaves.items():
                    node = node_at(tree, node_id)
                    assert leaf.get("left") == left_of(node, facts)
                    if isinstance(node.get("value"), str):
                        assert leaf["right"] == json.dumps(node["value"], ensure_ascii=False)
                        assert leaf["right"] in each["says"]
                    assert leaf["leaf"] in each["says"]
                    assert (leaf.get("left") or "") in each["says"]
                    seen["segment" if "segment" in node else "attribute", is_matching] += 1
    assert min(seen.values()) > 3
    assert len(seen) == 4


def node_at(tree: dict, node_id: str) -> dict:
    for position in node_id.split(".")[1:]:
        tree = members(tree)[int(position) - 1]
    return tree


def left_of(node: dict, facts: FilterFacts) -> str | None:
    """What stands on the left side of a leaf of an audience, as it is told."""
    if "segment" in node:
        return "in it" if str(node["segment"]) in facts.segments else "not in it"
    if "attribute" not in node:
        return None  # an empty and, an empty or
    value = facts.attributes.get(node["attribute"])
    return "missing" if value is None else json.dumps(value, ensure_ascii=False)


def passes(node: dict, node_id: str, facts: FilterFacts, flipped: set | frozenset) -> bool:
    """The tree's answer, with the answers of some leaves turned round."""
    below = [
        passes(child, f"{node_id}.{position}", facts, flipped)
        for position, child in enumerate(members(node), start=1)
    ]
    if node_id in flipped:
        return not holds(node, facts)
    if "and" in node:
        return all(below)
    if "or" in node:
        return any(below)
    return not below[0] if "not" in node else holds(node, facts)


def explain(database: Warehouse, *arguments: str) -> int:
    return main(["explain", *arguments, "--database", str(database.database)])


def test_unknown_id_and_id_of_several_workspaces_are_one_sentence(database, told, capsys) -> None:
    assert explain(database, "nobody") == 2
    unknown = "There is no delivery, journey, person or achievement nobody in the built models.\n"
    assert capsys.readouterr().err == unknown
    ids = [row["delivery_id"] for row in told[1]["conversion_goals__deliveries"]]
    [(shared, times)] = Counter(ids).most_common(1)
    assert times > 1
    assert explain(database, shared) == 2
    sentence = capsys.readouterr().err
    assert sentence.count("\n") == 1
    named = {
        row["workspace_id"]
        for row in told[1]["conversion_goals__deliveries"]
        if row["delivery_id"] == shared
    }
    assert all(workspace in sentence for workspace in named)


def test_an_id_whose_row_was_set_aside_is_told_why(database, told, capsys) -> None:
    deliveries = {row["delivery_id"] for row in told[1]["conversion_goals__deliveries"]}
    row = next(
        row
        for row in told[1]["conversion_goals__rejected_rows"]
        if row["source_table"] == "deliveries" and row["source_key"] not in (None, "", *deliveries)
    )
    assert explain(database, row["source_key"], "--kind", "delivery") == 2
    said = capsys.readouterr().err
    none = f"There is no delivery {row['source_key']} in the built models"
    assert said.startswith(f"{none}; a row of deliveries with that key was set aside: ")
    assert explain(database, row["source_key"], "--kind", "journey") == 2
    assert "set aside" not in capsys.readouterr().err


def test_unbuilt_database_is_one_sentence(tmp_path, capsys) -> None:
    empty = Warehouse(tmp_path / "empty.duckdb")
    empty.arrive(random_world(1, "w1"))
    assert explain(empty, "d1") == 2
    assert "run `conversion-goals build` first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "model", "column"),
    [
        (["explain", "d1"], "int_possible_touches", "is_counted"),
        (["report", "--output", "report.html"], "conversion_goals__deliveries", "is_mature"),
    ],
)
def test_models_of_another_version_are_one_sentence(
    database, tmp_path, monkeypatch, capsys, command, model, column
) -> None:
    older = tmp_path / "older.duckdb"
    shutil.copy(database.database, older)
    with duckdb.connect(str(older)) as connection:
        [(schema,)] = connection.execute(
            "select table_schema from information_schema.tables where table_name = ?", [model]
        ).fetchall()
        connection.execute(f"alter view {schema}.{model} rename to newer")
        connection.execute(
            f"create view {schema}.{model} as from {schema}.newer select * exclude {column}"
        )
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--database", str(older)]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == (
        f"{older} was built by another version of the package: {model} there lacks {column}."
        " Run `conversion-goals build --full-refresh`, then this again."
    )


@pytest.mark.parametrize(
    "change",
    [
        "alter table raw.metrics rename to metrics_of_old",
        "alter table raw.metrics rename column created_at to made_at",
        "drop schema raw cascade",
    ],
)
def test_models_whose_raw_tables_changed_are_one_sentence(
    database, tmp_path, monkeypatch, capsys, change
) -> None:
    changed = tmp_path / "changed.duckdb"
    shutil.copy(database.database, changed)
    with duckdb.connect(str(changed)) as connection:
        [(place, delivery)] = connection.execute(
            "select workspace_id, delivery_id from conversion_goals__deliveries"
            " order by received_at nulls last, workspace_id, delivery_id limit 1"
        ).fetchall()
        connection.execute(change)
    monkeypatch.chdir(tmp_path)
    explained = ["explain", delivery, "--workspace", place, "--kind", "delivery"]
    for command in (explained, ["report", "--output", "report.html"]):
        assert main([*command, "--database", str(changed)]) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert said.startswith(
            f"The models in {changed} no longer fit the tables that they rest on:"
        )


def test_of_two_targets_in_one_database_its_own_is_told(warehouse, monkeypatch, capsys) -> None:
    shared = warehouse()
    shared.arrive(random_world(1, "w1"))
    shared.build({"as_of": "2026-01-10"})
    monkeypatch.setenv("CONVERSION_GOALS_SCHEMA", "mine")
    shared.build({"as_of": "2026-02-20"})
    [(delivery,)] = shared.answer("select min(delivery_id) from mine.conversion_goals__deliveries")
    for schema, as_of in (("mine", "2026-02-20"), ("main", "2026-01-10")):
        monkeypatch.setenv("CONVERSION_GOALS_SCHEMA", schema)
        assert explain(shared, delivery, "--kind", "delivery") == 0
        assert f"\nas of {as_of} 00:00:00:\n" in capsys.readouterr().out
    monkeypatch.setenv("CONVERSION_GOALS_SCHEMA", "nobodys")
    assert explain(shared, delivery) == 2
    assert "The database lacks conversion_goals__deliveries, " in capsys.readouterr().err


def test_json_tells_what_the_words_tell(database, told, capsys) -> None:
    for (workspace, delivery), story in list(told[2].items())[:5]:
        own = (delivery, "--workspace", workspace, "--kind", "delivery")
        assert explain(database, *own, "--json") == 0
        as_json = json.loads(capsys.readouterr().out)
        assert as_json == json.loads(json.dumps(story, default=str))
        assert explain(database, *own) == 0
        words = capsys.readouterr().out
        assert all(each["says"] in words for each in story["story"])
        assert story["verdict"]["says"] in words


def test_person_journey_and_achievement_have_their_stories(database, told, capsys) -> None:
    marts = told[1]
    row = next(r for r in marts["conversion_goals__conversions"] if r["person_id"] == "p1")

    def story(kind: str, given_id: str) -> dict:
        own = ("--workspace", row["workspace_id"], "--kind", kind, "--json")
        assert explain(database, given_id, *own) == 0
        return json.loads(capsys.readouterr().out)

    person = {
        (r["workspace_id"], r["person_id"]): [] for r in marts["conversion_goals__deliveries"]
    }
    for each in marts["conversion_goals__deliveries"]:
        person[each["workspace_id"], each["person_id"]].append(each["delivery_id"])
    told_of = [d["delivery_id"] for d in story("person", "p1")["verdict"]["deliveries"]]
    assert sorted(told_of) == sorted(person[row["workspace_id"], "p1"])
    journey = story("journey", row["journey_id"])["verdict"]
    assert journey["conversion_status"] == "converted"
    assert row["delivery_id"] in [each["delivery_id"] for each in journey["deliveries"]]
    wanted = [
        {name: each[name] for name in ("campaign_id", "outcome", "delivery_id")}
        for each in marts["conversion_goals__achievements"]
        if each["workspace_id"] == row["workspace_id"]
        and each["achievement_id"] == row["achievement_id"]
    ]
    found = story("achievement", row["achievement_id"])["verdict"]
    assert sorted(map(str, found)) == sorted(map(str, wanted))


def test_an_achievement_tells_its_campaigns_in_their_order(database, told) -> None:
    looked_at: dict[tuple, list[str]] = {}
    for row in told[1]["conversion_goals__achievements"]:
        key = row["workspace_id"], row["achievement_id"]
        looked_at.setdefault(key, []).append(row["campaign_id"])
    several = {key: campaigns for key, campaigns in looked_at.items() if len(campaigns) > 1}
    assert several
    with asked(find_project(database=str(database.database))) as ask:
        models = Models(ask)
        # Some twenty of them.
        step = 1 if IS_LONG else max(1, len(several) // 20)
        for (workspace, achievement), campaigns in sorted(several.items())[::step]:
            facts = gather(models, Thing("achievement", workspace, achievement))
            verdict = tell(facts)["verdict"]
            assert [each["campaign_id"] for each in verdict] == sorted(campaigns)
