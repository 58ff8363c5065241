"""`load --from`: webhooks, Segment calls and segment lists, each line counted, none twice."""

import gzip
import json
import os
from pathlib import Path
from time import monotonic, process_time

import duckdb
import pytest
from calls import Command, Outcome, query

JOURNEY = {"campaign_id": 9, "action_id": 37, "journey_id": "j1", "trigger_event_id": "ev1"}
PEOPLE = "workspace_id,customer_id,internal_customer_id,email_addr\n7,u1,c1,a@x.example\n"


def lines(path: Path, *given: object) -> Path:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in given]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def envelope(event: str, metric: str, timestamp: object, **data: object) -> dict:
    identifiers = {"id": "u1", "email": "a@x.example", "cio_id": "c1"}
    about = {"delivery_id": "d1", "customer_id": "u1", "identifiers": identifiers, **data}
    return {
        "event_id": event,
        "object_type": "email",
        "metric": metric,
        "timestamp": timestamp,
        "data": {"recipient": "a@x.example", "subject": "Hi, \u00fcber", **about},
    }


def call(kind: str, message: str, **more: object) -> dict:
    received = "2026-01-05T10:00:02.500Z"
    return {"type": kind, "messageId": message, "userId": "u1", "receivedAt": received, **more}


def dump(database: Path) -> dict[str, list[tuple]]:
    """Return all rows of the raw schema, without the time of their loading."""
    names = query(database, "select table_name from information_schema.tables order by 1")
    return {
        name: query(database, f"select * exclude (loaded_at) from raw.{name} order by all")
        for (name,) in names
        if name not in ("_segment_lists", "_forgotten_people")
    }


HOOKS = (
    envelope("m2", "opened", 1767607300, proxied=True, prefetched=False, **JOURNEY),
    envelope("m1", "sent", 1767607200, **JOURNEY),
    envelope("m3", "clicked", 1767607400.25, href="https://x.example/a", link_id=4, **JOURNEY),
    envelope("m4", "sent", 1767607500, delivery_id="d2", broadcast_id=12, trigger_id=3),
    envelope("m5", "sent", 1767607500, delivery_id="d3", newsletter_id=5, content_id=6),
    envelope("m6", "bounced", 1767607500, delivery_id="d4", transactional_message_id=8,
             failure_message="550 no such user"),
    envelope("m7", "delivered", "soon", delivery_id="d5"),
    {"event_id": "m8", "object_type": "customer", "metric": "unsubscribed", "timestamp": 1,
     "data": {"customer_id": "u1"}},
    '{"event_id": "m9", "data": {',
    '["m10"]',
    "{}",
)  # fmt: skip


def test_envelopes_become_metrics_deliveries_and_journeys(
    run: Command, tmp_path: Path, database: Path
) -> None:
    hooks = lines(tmp_path / "hooks.ndjson", *HOOKS)
    outcome = run("load", "--from", "webhooks", "--workspace", "7", hooks, "--database", database)
    assert outcome.code == 0, outcome.err
    assert query(
        database, "select event_id, metric, reason, link_id, created_at, proxied from raw.metrics"
        " order by event_id"
    ) == [
        ("m1", "sent", None, None, "2026-01-05 10:00:00.000000", None),
        ("m2", "opened", None, None, "2026-01-05 10:01:40.000000", True),
        ("m3", "clicked", None, "4", "2026-01-05 10:03:20.250000", None),
        ("m4", "sent", None, None, "2026-01-05 10:05:00.000000", None),
        ("m5", "sent", None, None, "2026-01-05 10:05:00.000000", None),
        ("m6", "bounced", "550 no such user", None, "2026-01-05 10:05:00.000000", None),
        ("m7", "delivered", None, None, "soon", None),
    ]  # fmt: skip
    assert query(
        database,
        "select delivery_id, internal_customer_id, subject_id, event_id, delivery_type,"
        " campaign_id, action_id, newsletter_id, content_id, trigger_id,"
        " transactional_message_id, created_at::varchar from raw.deliveries order by 1",
    ) == [
        ("d1", "c1", "j1", "ev1", "email", "9", "37", *[None] * 4, "2026-01-05 10:00:00"),
        ("d2", "c1", None, None, "email", "12", None, None, None, "3", None, "2026-01-05 10:05:00"),
        ("d3", "c1", None, None, "email", None, None, "5", "6", None, None, "2026-01-05 10:05:00"),
        ("d4", "c1", None, None, "email", *[None] * 5, "8", "2026-01-05 10:05:00"),
        ("d5", "c1", None, None, "email", *[None] * 7),
    ]
    assert query(
        database,
        "select subject_name, internal_customer_id, campaign_id, event_id,"
        " started_campaign_at::varchar from raw.subjects",
    ) == [("j1", "c1", "9", "ev1", "2026-01-05 10:00:00")]


def test_times_with_an_offset_are_one_moment_in_all_tables(
    run: Command, tmp_path: Path, database: Path
) -> None:
    told = ("2026-01-05T12:00:00+02:00", "2026-01-05 11:30:00 +01:00", "2026-01-05T10:45:00Z")
    hooks = [
        envelope(f"m{number}", "sent", at, delivery_id="d", campaign_id=9, journey_id="j")
        for number, at in enumerate(told)
    ]
    arguments = ("load", "--from", "webhooks", "--workspace", "7", "--database", database)
    for name, part in (("late.ndjson", hooks[1:]), ("early.ndjson", hooks[:1])):
        assert run(*arguments, lines(tmp_path / name, *part)).code == 0
    newest = "arg_max({}, loaded_at)::varchar"
    assert query(
        database,
        f"select (select {newest.format('created_at')} from raw.deliveries),"
        f" (select {newest.format('started_campaign_at')} from raw.subjects)",
    ) == [("2026-01-05 10:00:00", "2026-01-05 10:00:00")]


def test_seconds_with_more_decimals_are_cut(run: Command, tmp_path: Path, database: Path) -> None:
    """Python prints a float with seven of them."""
    numbers = (1767607200.1234567, "1767607200.99999999999", 1767607200.5)
    given = [envelope(f"m{place}", "sent", number) for place, number in enumerate(numbers)]
    hooks = lines(tmp_path / "hooks.ndjson", *given)
    run("load", "--from", "webhooks", "--workspace", "7", hooks, "--database", database)
    assert query(database, "select created_at::varchar from raw.metrics order by event_id") == [
        ("2026-01-05 10:00:00.123456",),
        ("2026-01-05 10:00:00.999999",),
        ("2026-01-05 10:00:00.5",),
    ]


def test_every_line_is_taken_repeated_or_set_aside(
    run: Command, tmp_path: Path, database: Path
) -> None:
    hooks = lines(tmp_path / "hooks.ndjson", *HOOKS, HOOKS[0], "", HOOKS[1])
    outcome = run("load", "--from", "webhooks", "--workspace", "7", hooks, "--database", database)
    row = next(line for line in outcome.out.splitlines() if line.startswith("hooks.ndjson "))
    # lines = new metrics + there already + set aside
    assert row.split()[1:] == ["13", "7", "5", "1", "2", "4"]
    assert query(
        database, "select line_number, reason, line from raw._lines_set_aside order by 1"
    ) == [
        (8, "tells of a person, not of a delivery", json.dumps(HOOKS[7])),
        (9, "no JSON", HOOKS[8]),
        (10, "no JSON object", HOOKS[9]),
        (11, "no envelope: neither event_id nor data.delivery_id", HOOKS[10]),
    ]


LIKE_A_METRIC = {"event_id": "e6", "metric": "sent", "timestamp": 1767607200}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"workspace_id": "1", "event_id": "e6", "name": "n"}, "it has no metric"),
        ({**envelope("e6", "sent", 1), "metric": None}, "it has no metric"),
        (LIKE_A_METRIC, "its data is no JSON object"),
        ({**LIKE_A_METRIC, "data": None}, "its data is no JSON object"),
        ({**LIKE_A_METRIC, "data": "x"}, "its data is no JSON object"),
        ({**LIKE_A_METRIC, "data": [{"delivery_id": "d1"}]}, "its data is no JSON object"),
    ],
)
def test_an_event_id_alone_makes_no_envelope(
    run: Command, tmp_path: Path, database: Path, line: dict, reason: str
) -> None:
    hooks = lines(tmp_path / "hooks.ndjson", line)
    outcome = run("load", "--from", "webhooks", "--workspace", "7", hooks, "--database", database)
    assert f"hooks.ndjson: 1 line set aside: no envelope: {reason}\n" in outcome.out
    assert "hooks.ndjson: no line of it was taken: is --from webhooks right?" in outcome.out
    assert query(database, "select count(*) from raw.metrics") == [(0,)]


def test_the_same_envelopes_again_change_nothing(
    run: Command, tmp_path: Path, database: Path
) -> None:
    arguments = ("load", "--from", "webhooks", "--workspace", "7", "--database", database)
    run(*arguments, lines(tmp_path / "one.ndjson", *HOOKS))
    before = dump(database)
    again = run(*arguments, tmp_path / "one.ndjson")
    assert "already loaded" in again.out
    assert dump(database) == before
    # Another file that holds the same lines in another order.
    run(*arguments, lines(tmp_path / "two.ndjson", *reversed(HOOKS)))
    after = dump(database)
    assert {n: r for n, r in after.items() if n != "_loaded_files"} == {
        n: r for n, r in before.items() if n != "_loaded_files"
    }


def test_a_file_of_another_kind_is_asked_about(
    run: Command, tmp_path: Path, database: Path
) -> None:
    arguments = ("load", "--workspace", "7", "--database", database)
    hooks = lines(tmp_path / "hooks.ndjson", *HOOKS[:3])
    outcome = run(*arguments, "--from", "segment", hooks)
    assert "hooks.ndjson: no line of it was taken: is --from segment right?" in outcome.out
    assert "no line of it" not in run(*arguments, "--from", "webhooks", hooks).out


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_in_any_order_the_last_row_of_a_delivery_is_the_same(
    run: Command, tmp_path: Path, database: Path, order: tuple[int, ...]
) -> None:
    """Files come in any order: the earliest metric dates the delivery and the journey."""
    for number in order:
        path = lines(tmp_path / f"{number}.ndjson", HOOKS[number])
        run("load", "--from", "webhooks", "--workspace", "7", path, "--database", database)
    newest = "select arg_max({0}, loaded_at)::varchar from raw.{1}"
    assert query(database, newest.format("created_at", "deliveries")) == [("2026-01-05 10:00:00",)]
    assert query(database, newest.format("started_campaign_at", "subjects")) == [
        ("2026-01-05 10:00:00",)
    ]


def test_what_the_export_says_of_a_delivery_stands(
    run: Command, tmp_path: Path, database: Path
) -> None:
    export = tmp_path / "deliveries.csv"
    export.write_text(
        "workspace_id,delivery_id,subject_id,created_at,seq_num\n7,d1,own,2026-01-05 09:59:58,3\n"
    )
    run("load", export, "--database", database)
    hooks = lines(tmp_path / "hooks.ndjson", HOOKS[0])
    run("load", "--from", "webhooks", "--workspace", "7", hooks, "--database", database)
    assert query(database, "select subject_id from raw.deliveries") == [("own",)]


def test_people_by_the_companys_own_id(run: Command, tmp_path: Path, database: Path) -> None:
    hooks = lines(tmp_path / "hooks.ndjson", envelope("a", "sent", 1, identifiers={"id": "u7"}))
    place = ("--workspace", "7", hooks, "--database", database)
    assert "1 call name no person by cio_id" in run("load", "--from", "webhooks", *place).out
    assert query(database, "select internal_customer_id from raw.deliveries") == [(None,)]
    other = lines(tmp_path / "more.ndjson", envelope("b", "sent", 1, identifiers={"id": "u7"}))
    place = ("--workspace", "7", other, "--database", database, "--person", "id")
    run("load", "--from", "webhooks", *place)
    assert ("u7",) in query(database, "select internal_customer_id from raw.deliveries")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("webhooks", "hooks.ndjson"), "--from webhooks needs --workspace"),
        (("segment", "hooks.csv", "--workspace", "7"), "hooks.csv is refused: a file of calls"),
        (("webhooks", "gone.ndjson", "--workspace", "7"), "There is no file or folder"),
    ],
)
def test_what_a_user_can_get_wrong(
    run: Command, tmp_path: Path, database: Path, arguments: tuple[str, ...], says: str
) -> None:
    for name in ("hooks.ndjson", "hooks.csv"):
        lines(tmp_path / name, HOOKS[0])
    source, name, *rest = arguments
    outcome = run("load", "--from", source, tmp_path / name, *rest, "--database", database)
    assert outcome.code == 2
    assert says in outcome.err


@pytest.mark.parametrize("source", ["webhooks", "segment-lists"])
def test_a_name_that_is_no_utf_8_is_refused_in_one_sentence(
    run: Command, tmp_path: Path, database: Path, source: str
) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.ndjson")).write_text("{}")
    except OSError:
        pytest.skip("this file system has no such names")
    outcome = run("load", "--from", source, "--workspace", "7", tmp_path, "--database", database)
    assert outcome.err == "\\xff.ndjson is refused: its path is not UTF-8; rename it.\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"a": "\u00fc"}\n'.encode("latin-1"), "it cannot be read as json: line 1 is not UTF-8."),
        (b'{"a": 1}\n\xff\xfe\x00\x01', "it cannot be read as json: line 2 is not UTF-8."),
        (b'[{"event_id": "m"}]', "it must hold one JSON object per line."),
        (
            b'[\n{"event_id": "m"},\n{"event_id": "n"}\n]\n',
            "it must hold one JSON object per line.",
        ),
        (b'{\n  "event_id": "m"\n}\n', "it must hold one JSON object per line."),
    ],
)
def test_what_holds_no_lines_of_json_is_refused_in_one_sentence(
    run: Command, tmp_path: Path, database: Path, content: bytes, says: str
) -> None:
    (tmp_path / "1.json").write_bytes(content)
    lines(tmp_path / "2.ndjson", HOOKS[0])
    place = ("load", "--from", "webhooks", "--workspace", "7", "--database", database)
    outcome = run(*place, tmp_path)
    assert (outcome.code, outcome.err) == (2, f"1.json is refused: {says}\n")
    assert query(database, "select file_name from raw._loaded_files") == [("2.ndjson",)]
    assert query(database, "select count(*) from raw._lines_set_aside") == [(0,)]


def test_one_line_that_was_cut_off_is_set_aside(
    run: Command, tmp_path: Path, database: Path
) -> None:
    (tmp_path / "cut.ndjson").write_text('{"event_id": "x", "metr')
    place = ("load", "--from", "webhooks", "--workspace", "7", "--database", database)
    assert run(*place, tmp_path).code == 0
    assert query(database, "select reason from raw._lines_set_aside") == [("no JSON",)]


def test_only_the_person_of_a_row_of_a_list_is_forgotten_with_it(
    run: Command, tmp_path: Path, database: Path
) -> None:
    """A segment may be called like the person."""
    header, at = "segment_id,internal_customer_id,taken_at\n", "2026-01-02"
    (tmp_path / "1.csv").write_text(header + f"8,a,{at}\n8,7,{at}\n7,b,{at}\n")
    (tmp_path / "2.csv").write_text(header + "7,a,2026-01-01\n8,7,2026-01-01\n")
    place = ("--workspace", "7", "--database", database)
    run("load", "--from", "segment-lists", *place, tmp_path / "1.csv", tmp_path / "2.csv")
    run("forget", "7", "--yes", "--no-build", "--database", database)
    kept = "select line->>'internal_customer_id' from raw._lines_set_aside"
    assert query(database, kept) == [("a",)]


SEGMENT = (
    call("track", "t1", event="purchase", properties={"total": 9.5, "cart": {"n": 2}},
         timestamp="2026-01-01T00:00:00.123Z"),
    call("track", "t2", event="purchase", userId=None, anonymousId="x"),
    call("identify", "i1", traits={"plan": "pro", "age": 5, "gone": None, "a/b~": {"z": 1}}),
    call("group", "g1", groupId="acme", traits={"plan": "gold"}),
    call("identify", "i2", traits={}),
    call("page", "p1", name="Home"),
    "not even close",
)  # fmt: skip


def test_calls_become_events_and_attributes(run: Command, tmp_path: Path, database: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    run("load", people, "--database", database)
    place = ("--workspace", "7", "--database", database)
    path = tmp_path / "calls.jsonl.GZ"
    path.write_bytes(gzip.compress("\n".join(
        one if isinstance(one, str) else json.dumps(one) for one in SEGMENT).encode()))  # fmt: skip
    outcome = run("load", "--from", "segment", path, *place)
    assert outcome.code == 0, outcome.err
    assert query(
        database,
        "select event_id, internal_customer_id, name, properties, timestamp::varchar,"
        " processed_at::varchar from raw.events order by 1",
    ) == [
        ("t1", "c1", "purchase", '{"total":9.5,"cart":{"n":2}}', "2026-01-01 00:00:00.123",
         "2026-01-05 10:00:02.5"),
        ("t2", None, "purchase", None, None, "2026-01-05 10:00:02.5"),
    ]  # fmt: skip
    assert query(
        database,
        "select internal_customer_id, attribute_name, attribute_value, timestamp::varchar"
        " from raw.attributes order by 2",
    ) == [
        ("c1", name, value, "2026-01-05 10:00:02.5")
        for name, value in (
            ("a/b~", '{"z":1}'), ("age", "5"), ("gone", None), ("group.plan", "gold"),
            ("group_id", "acme"), ("plan", "pro"),
        )
    ]  # fmt: skip
    assert query(database, "select reason from raw._lines_set_aside order by line_number") == [
        ("identify without traits",),
        ("no raw table takes a page call",),
        ("no JSON",),
    ]
    assert "1 call are anonymous" in outcome.out
    before = dump(database)
    run("load", "--from", "segment", path, *place)
    assert dump(database) == before


def test_calls_of_people_who_come_later_wait_for_them(
    run: Command, tmp_path: Path, database: Path
) -> None:
    path = lines(tmp_path / "calls.ndjson", *SEGMENT)
    place = ("load", "--from", "segment", path, "--workspace", "7", "--database", database)
    assert "3 lines set aside: userId is no customer_id of people" in run(*place).out
    assert query(database, "select count(*) from raw.attributes") == [(0,)]
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    run("load", people, "--database", database)
    assert "lines set aside earlier" in run(*place).out
    assert query(database, "select count(*) from raw.attributes") == [(6,)]
    waiting = "select count(*) from raw._lines_set_aside where reason like 'userId%'"
    assert query(database, waiting) == [(0,)]
    before = dump(database)
    run(*place)
    assert dump(database) == before


def test_calls_that_wait_are_taken_as_they_are_where_that_is_asked(
    run: Command, tmp_path: Path, database: Path
) -> None:
    path = lines(tmp_path / "calls.ndjson", *SEGMENT)
    place = ("load", "--from", "segment", path, "--workspace", "7", "--database", database)
    assert "3 calls wait for people: --person id takes their userId as it is" in run(*place).out
    outcome = run(*place, "--person", "id")
    assert "lines set aside earlier" in outcome.out
    assert "wait for people" not in outcome.out
    people = "select distinct internal_customer_id from raw.attributes"
    assert query(database, people) == [("u1",)]
    assert query(database, "select count(*) from raw._lines_set_aside") == [(3,)]
    before = dump(database)
    run(*place, "--person", "id")
    run(*place)
    assert dump(database) == before


def test_forgetting_a_person_takes_their_lines_too(
    run: Command, tmp_path: Path, database: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE + "7,u2,c2,\n")
    run("load", people, "--database", database)
    address = {"email": "A@X.Example"}  # as people has it, but for its capitals
    path = lines(
        tmp_path / "calls.ndjson",
        *(call("page", "p"), call("page", "q", userId="u2"), call("page", "v", userId="U1")),
        call("identify", "w", userId="u3", traits=address),
    )
    run("load", "--from", "segment", path, "--workspace", "7", "--database", database)
    outcome = run("forget", "c1", "--yes", "--no-build", "--database", database)
    assert outcome.code == 0, outcome.err
    assert "lines set aside" in outcome.out
    assert query(database, "select count(*) from raw._lines_set_aside") == [(2,)]
    again = lines(
        tmp_path / "later.ndjson",
        *(call("page", "r"), call("track", "s"), call("page", "t", userId="u2")),
        *(call("page", "y", userId="U1"), call("identify", "u", userId="u3", traits=address)),
    )
    outcome = run("load", "--from", "segment", again, "--workspace", "7", "--database", database)
    assert "later.ndjson: 3 rows of forgotten people refused" in outcome.out
    assert query(
        database,
        "select count(*), bool_and(line similar to '.*(u2|U1).*') from raw._lines_set_aside",
    ) == [(4, True)]


def test_a_person_whom_only_lines_set_aside_name_is_forgotten(
    run: Command, tmp_path: Path, database: Path
) -> None:
    told = {**envelope("e1", "unsubscribed", 0), "object_type": "customer"}
    path = lines(tmp_path / "hooks.ndjson", told)
    for workspace in ("7", "8"):
        run("load", "--from", "webhooks", path, "--workspace", workspace, "--database", database)
    forget = ("forget", "c1", "--yes", "--no-build", "--database", database)
    assert run(*forget).err == ("c1 stands in the workspaces 7 and 8: name one with --workspace.\n")
    assert "c1 of workspace 7: 1 raw row and" in run(*forget, "--workspace", "7").out
    assert query(database, "select workspace_id from raw._lines_set_aside") == [("8",)]
    again = lines(tmp_path / "again.ndjson", {**told, "timestamp": 1})
    outcome = run("load", "--from", "webhooks", again, "--workspace", "7", "--database", database)
    assert "again.ndjson: 1 row of forgotten people refused" in outcome.out
    assert query(database, "select workspace_id from raw._lines_set_aside") == [("8",)]


LISTS = (
    "segment_id,internal_customer_id,taken_at\n"
    "s,a,2026-01-01\ns,b,2026-01-01\n"
    "s,a,2026-01-02\ns,c,2026-01-02\n"
    "t,,2026-01-02\n"
)
MORE_LISTS = (
    "segment_id,internal_customer_id,taken_at\n"
    "s,b,2026-01-05\ns,c,2026-01-05\ns,c,2026-01-05\nt,a,2026-01-05\n"
    "s,b,2026-01-02\n,a,2026-01-06\ns,a,soon\n"
)
CHANGES = [
    ("s", "a", "entered", "2026-01-01 00:00:00"),
    ("s", "b", "entered", "2026-01-01 00:00:00"),
    ("s", "b", "left", "2026-01-02 00:00:00"),
    ("s", "c", "entered", "2026-01-02 00:00:00"),
    ("s", "a", "left", "2026-01-05 00:00:00"),
    ("s", "b", "entered", "2026-01-05 00:00:00"),
    ("t", "a", "entered", "2026-01-05 00:00:00"),
]


def load_lists(run: Command, folder: Path, database: Path) -> tuple[tuple, Outcome]:
    """Load both files of lists; return the command without its files, and what it said."""
    (folder / "1.csv").write_text(LISTS)
    (folder / "2.csv").write_text(MORE_LISTS)
    place = ("load", "--from", "segment-lists", "--workspace", "7", "--database", database)
    return place, run(*place, folder / "1.csv", folder / "2.csv")


def test_lists_become_changes_dated_at_the_list_that_shows_them(
    run: Command, tmp_path: Path, database: Path
) -> None:
    place, outcome = load_lists(run, tmp_path, database)
    assert outcome.code == 0, outcome.err
    changes = "select segment_id, internal_customer_id, change, changed_at::varchar"
    changes += " from raw.segment_changes order by changed_at, 1, 2"
    assert query(database, changes) == CHANGES
    assert "2.csv: 1 row not compared: taken at or before a list" in outcome.out
    assert "1 row not compared: no segment_id" in outcome.out
    assert "1 row not compared: no readable taken_at" in outcome.out
    assert "segment s: 1 gap of more than 36 hours between lists" in outcome.out
    run(*place, tmp_path / "1.csv", tmp_path / "2.csv")
    # The same lists in a file of another name and another order.
    (tmp_path / "3.csv").write_text("\n".join([LISTS.splitlines()[0], *LISTS.splitlines()[:0:-1]]))
    run(*place, tmp_path / "3.csv")
    assert query(database, changes) == CHANGES


def test_rows_of_lists_that_are_not_compared_are_kept(
    run: Command, tmp_path: Path, database: Path
) -> None:
    place, outcome = load_lists(run, tmp_path, database)
    assert "raw._lines_set_aside" in outcome.out
    kept = "select source, workspace_id, file_name, line_number, reason, line::json"
    kept += " from raw._lines_set_aside order by line_number"
    found = query(database, kept)
    assert [one[:5] for one in found] == [
        ("segment-lists", "7", "2.csv", 5, "taken at or before a list that was loaded already"),
        ("segment-lists", "7", "2.csv", 6, "no segment_id"),
        ("segment-lists", "7", "2.csv", 7, "no readable taken_at"),
    ]
    assert json.loads(found[2][5]) == {
        "segment_id": "s", "internal_customer_id": "a", "taken_at": "soon",
    }  # fmt: skip
    # Once each, whatever file they come in, and never of somebody who was forgotten.
    (tmp_path / "3.csv").write_text(MORE_LISTS + "\n")
    again = run(*place, tmp_path / "3.csv")
    row = next(line for line in again.out.splitlines() if line.startswith("3.csv "))
    # rows = there already + not compared, and no new list or change.
    assert row.split()[1:] == ["7", "0", "0", "4", "3"]
    assert query(database, kept) == found
    run("forget", "a", "--yes", "--no-build", "--database", database)
    assert [one[3] for one in query(database, kept)] == [5]
    (tmp_path / "4.csv").write_text(MORE_LISTS + "\n\n")
    assert "3 rows of forgotten people refused" in run(*place, tmp_path / "4.csv").out
    assert [one[3] for one in query(database, kept)] == [5]


def test_an_empty_file_of_lists_is_no_rows(run: Command, tmp_path: Path, database: Path) -> None:
    (tmp_path / "lists.ndjson").write_text("")
    outcome = run("load", "--from", "segment-lists", tmp_path, "--database", database)
    assert (outcome.code, outcome.err) == (0, "")


def test_a_list_of_the_future_does_not_stop_its_segment(
    run: Command, tmp_path: Path, database: Path
) -> None:
    header = "segment_id,internal_customer_id,taken_at\n"
    (tmp_path / "1.csv").write_text(f"{header}s,a,2026-01-01\ns,a,2099-01-01\n")
    (tmp_path / "2.csv").write_text(f"{header}s,b,2026-01-02\n")
    place = ("load", "--from", "segment-lists", "--workspace", "7", "--database", database)
    outcome = run(*place, tmp_path / "1.csv", tmp_path / "2.csv")
    assert "1.csv: 1 row not compared: taken_at is in the future" in outcome.out
    changes = "select internal_customer_id, change from raw.segment_changes order by all"
    assert query(database, changes) == [("a", "entered"), ("a", "left"), ("b", "entered")]
    assert query(database, "select line_number, reason from raw._lines_set_aside") == [
        (2, "taken_at is in the future")
    ]


GOALS = (
    "workspace_id,campaign_id,goal_version_id,set_at,goal_type,event_name,filter,"
    "time_frame_seconds,touch,exit_setting\n"
    '7,9,g1,2026-01-01,event,purchase,"{""property"": ""total"", ""operator"": ""gt"",'
    ' ""value"": 9}",86400,opened,never\n'
)


def test_webhooks_and_calls_are_enough_for_a_verdict(
    run: Command, tmp_path: Path, database: Path
) -> None:
    """What three feeds tell comes out as a conversion, by the build as it is."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "campaign_goals.csv").write_text(GOALS)
    run("load", tmp_path / "people.csv", tmp_path / "campaign_goals.csv", "--database", database)
    place = ("--workspace", "7", "--database", database)
    run("load", "--from", "webhooks", lines(tmp_path / "hooks.ndjson", *HOOKS), *place)
    # 2026-01-05 10:01:40 opened; the calls arrived at 12:00.
    tracked = [{**one, "receivedAt": "2026-01-05T12:00:00Z"} for one in SEGMENT[:1]]
    run("load", "--from", "segment", lines(tmp_path / "calls.ndjson", *tracked), *place)
    models = ("--", "--exclude-resource-type", "test", "unit_test")
    outcome = run("build", "--as-of", "2026-02-01", "--database", database, *models)
    assert outcome.code == 0, outcome.out + outcome.err
    assert query(
        database,
        "select delivery_id, journey_id, person_id, reason, achievement_id, seconds_to_convert"
        " from conversion_goals__deliveries where campaign_id = '9'",
    ) == [("d1", "j1", "c1", "converted", "t1", 7100)]
    # m7, whose time does not read, and d5, whose only time that is.
    assert query(
        database, "select source_table, source_key from conversion_goals__rejected_rows order by 1"
    ) == [("deliveries", "d5"), ("metrics", "m7")]


def test_a_million_envelopes_load_in_less_than_a_minute(
    run: Command, tmp_path: Path, database: Path
) -> None:
    path = tmp_path / "hooks.ndjson"
    one = json.dumps(envelope("m~", "sent", 1767607200, **JOURNEY))
    one = one.replace("m~", "m' || i || '").replace('"d1"', "\"d' || (i // 3) || '\"")
    one = one.replace('"j1"', "\"j' || (i // 9) || '\"")
    duckdb.execute(
        f"copy (select '{one}' from range(1000000) as r(i)) to '{path}'"
        " (format csv, header false, quote '', escape '', delim '\x1f')"
    )
    started, worked = monotonic(), process_time()
    outcome = run("load", "--from", "webhooks", "--workspace", "7", path, "--database", database)
    # On a machine that others share, the time at work is the fair one.
    seconds = min(monotonic() - started, process_time() - worked)
    assert outcome.code == 0, outcome.err
    assert query(database, "select count(*), count(distinct event_id) from raw.metrics") == [
        (1_000_000, 1_000_000)
    ]
    assert query(database, "select count(*) from raw.deliveries") == [(333_334,)]
    assert seconds < 60
