"""`load`: files into raw tables, each once, nothing lost, what is wrong said in one sentence."""

import gzip
import os
from pathlib import Path

import duckdb
import pytest
from calls import METRICS, PEOPLE, Command, query
from conversion_goals.export_files import find_files, recognised
from conversion_goals.mistake import Mistake
from conversion_goals.raw_tables import RAW_TABLES


def parquet(path: Path, select: str) -> Path:
    duckdb.connect().execute(f"copy ({select}) to '{path}' (format parquet)")
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def rows(database: Path, table: str, columns: str) -> list[tuple]:
    return query(database, f"select {columns} from raw.{table} order by all")


def test_all_raw_tables_are_made_with_the_contracts_columns(
    run: Command, tmp_path: Path, database: Path
) -> None:
    run("load", text(tmp_path / "people.csv", PEOPLE), "--database", database)
    for table in RAW_TABLES.values():
        described = query(database, f"describe raw.{table.name}")
        assert tuple(column for column, *_ in described) == table.columns
    types = {column: type_ for column, type_, *_ in query(database, "describe raw.metrics")}
    assert types["created_at"] == types["loaded_at"] == "TIMESTAMP"
    assert (types["seq_num"], types["machine"]) == ("BIGINT", "BOOLEAN")


def test_ids_of_any_type_become_text(run: Command, tmp_path: Path, database: Path) -> None:
    parquet(
        tmp_path / "deliveries_v4_77_1.parquet",
        "select 1::bigint delivery_id, 12.0::double campaign_id, 3::decimal(9, 1) action_id"
        " union all select 2, null, 4.5",
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "deliveries", "delivery_id, campaign_id, action_id, workspace_id") == [
        ("1", "12", "3", "77"),
        ("2", None, "4.5", "77"),
    ]


def test_no_number_is_no_value(run: Command, tmp_path: Path, database: Path) -> None:
    parquet(
        tmp_path / "events_v4_w_1.parquet",
        "select 'e1' event_id, 'nan'::double internal_customer_id, '-nan'::float as name"
        " union all select 'e2', 12, 1.5",
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "events", "event_id, internal_customer_id, name") == [
        ("e1", None, None),
        ("e2", "12", "1.5"),
    ]


def test_keys_spelled_in_two_cases_are_one_column(
    run: Command, tmp_path: Path, database: Path
) -> None:
    text(
        tmp_path / "events_v4_w_1.ndjson",
        '{"event_id": "a", "name": "n"}\n{"Event_ID": "b", "NAME": "m"}\n',
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "events", "event_id, name") == [("a", "n"), ("b", "m")]


def test_times_are_utc_and_kept_to_the_microsecond(
    run: Command, tmp_path: Path, database: Path
) -> None:
    parquet(
        tmp_path / "events_v4_w_1.parquet",
        "select 'e' event_id, timestamptz '2026-01-01 02:00:00.123456+02' as processed_at",
    )
    text(
        tmp_path / "events.ndjson",
        '{"workspace_id": "w", "event_id": "f", "processed_at": "2026-01-01T02:00:00.5+02:00"}\n',
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "events", "processed_at::varchar") == [
        ("2026-01-01 00:00:00.123456",),
        ("2026-01-01 00:00:00.5",),
    ]


def test_nested_values_become_json_text(run: Command, tmp_path: Path, database: Path) -> None:
    event = "select 'w' workspace_id, 'e{}' event_id, {} as properties"
    parquet(tmp_path / "events_1.parquet", event.format(1, "{'cart': {'total': 9.5}}"))
    parquet(tmp_path / "events_2.parquet", event.format(2, "map {'total': 9.5}"))
    parquet(tmp_path / "events_3.parquet", event.format(3, "'{\"a\": '"))
    text(
        tmp_path / "events_4.jsonl",
        '{"workspace_id": "w", "event_id": 4, "properties": {"id": 12345678901234567890123}}\n'
        '{"workspace_id": "w", "event_id": 5.0, "properties": "{\\"a\\": 1}"}\n',
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "events", "event_id, properties") == [
        ("4", '{"id":12345678901234567890123}'),
        ("5", '{"a": 1}'),
        ("e1", '{"cart":{"total":9.5}}'),
        ("e2", '{"total":9.5}'),
        ("e3", '{"a": '),
    ]


def test_csv_is_read_as_text_and_empty_is_null(
    run: Command, tmp_path: Path, database: Path
) -> None:
    text(
        tmp_path / "attributes.csv",
        "workspace_id;internal_customer_id;attribute_name;attribute_value;timestamp\n"
        'w;007;note;"two\nlines; ""quoted""";2026-01-01\n'
        'w;007;empty;"";2026-01-01\n',
    )
    run("load", tmp_path, "--database", database)
    assert rows(database, "attributes", "internal_customer_id, attribute_value") == [
        ("007", 'two\nlines; "quoted"'),
        ("007", None),
    ]


def test_loaded_at_is_the_files_own_or_one_moment_for_all(
    run: Command, tmp_path: Path, database: Path
) -> None:
    text(tmp_path / "people.csv", PEOPLE)
    text(tmp_path / "metrics.csv", METRICS)
    text(tmp_path / "campaigns.csv", "workspace_id,campaign_id,loaded_at\nw,c,2026-01-01\n")
    run("load", tmp_path, "--database", database)
    both = "select loaded_at from raw.people union select loaded_at from raw.metrics"
    assert len(query(database, both)) == 1
    assert rows(database, "campaigns", "loaded_at::varchar") == [("2026-01-01 00:00:00",)]


def test_a_file_is_loaded_once_whatever_its_name(
    run: Command, tmp_path: Path, database: Path
) -> None:
    first = text(tmp_path / "metrics.csv", METRICS)
    run("load", first, "--database", database)
    again = run("load", first, "--database", database)
    copy = run("load", text(tmp_path / "metrics_copy.csv", METRICS), "--database", database)
    assert again.code == copy.code == 0
    assert "already loaded" in again.out
    assert "already loaded" in copy.out
    assert query(database, "select count(*) from raw.metrics") == [(2,)]
    assert query(database, "select file_name, table_name, rows from raw._loaded_files") == [
        ("metrics.csv", "metrics", 2)
    ]


def test_the_same_rows_of_another_workspace_are_other_rows(
    run: Command, tmp_path: Path, database: Path
) -> None:
    person = "select 'p' as internal_customer_id"
    parquet(tmp_path / "people_v4_1_1.parquet", person)
    parquet(tmp_path / "people_v4_2_1.parquet", person)
    run("load", tmp_path, "--database", database)
    assert rows(database, "people", "workspace_id") == [("1",), ("2",)]


def test_rows_that_name_their_workspace_are_loaded_once_whatever_else_is_said(
    run: Command, tmp_path: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = text(tmp_path / "campaigns.csv", "workspace_id,campaign_id,name\n12,1,a\n")
    for more in ([], ["--workspace", "5"], ["--workspace", "12"]):
        assert run("load", file, *more, "--database", database).code == 0
    assert rows(database, "campaigns", "workspace_id, campaign_id") == [("12", "1")]
    with pytest.raises(SystemExit) as refused_at_once:
        run("load", file, "--workspace", "", "--database", database)
    assert refused_at_once.value.code == 2
    assert "argument --workspace: it is empty" in capsys.readouterr().err


def test_what_a_folder_holds_beside_export_files_is_told(
    run: Command, tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "exports"
    (folder / "older").mkdir(parents=True)
    text(folder / "campaigns.csv", "workspace_id,campaign_id,name\n12,1,a\n")
    text(folder / "metrics.csv.zip", "")
    text(folder / "_SUCCESS", "")
    outcome = run("load", folder, "--database", database)
    assert outcome.code == 0
    assert f"passed over in {folder}: metrics.csv.zip, older; taken are its files" in outcome.out


def test_a_way_to_know_people_needs_calls(run: Command, tmp_path: Path, database: Path) -> None:
    file = text(tmp_path / "people.csv", PEOPLE)
    outcome = run("load", file, "--person", "id", "--database", database)
    assert outcome.code == 2
    assert outcome.err.startswith("--person goes with --from webhooks or segment")


def test_text_in_a_time_column_loses_nothing(run: Command, tmp_path: Path, database: Path) -> None:
    run("load", text(tmp_path / "metrics_1.csv", METRICS), "--database", database)
    broken = METRICS.replace("m1", "m3").replace("m2", "m4").replace("2026-01-02 09:00:00", "soon")
    outcome = run("load", text(tmp_path / "metrics_2.csv", broken), "--database", database)
    assert outcome.code == 0
    assert "some values of created_at do not read" in outcome.out
    assert rows(database, "metrics", "event_id, created_at, seq_num") == [
        ("m1", "2026-01-02 09:00:00", 1),
        ("m2", "2026-01-02 08:00:00", 2),
        ("m3", "soon", 1),
        ("m4", "2026-01-02T10:00:00+02:00", 2),
    ]


@pytest.mark.parametrize("value", ["9.7", "1e3", "0x10", "1_000", "99999999999999999999"])
def test_no_whole_number_is_made_of_what_is_none(
    run: Command, tmp_path: Path, database: Path, value: str
) -> None:
    goal = f"workspace_id,goal_version_id,time_frame_seconds\nw,g,{value}\n"
    run("load", text(tmp_path / "campaign_goals.csv", goal), "--database", database)
    assert rows(database, "campaign_goals", "time_frame_seconds") == [(value,)]


def refused(run: Command, tmp_path: Path, database: Path) -> str:
    """Load a folder of which one file is refused and people.csv is good; return the sentence."""
    text(tmp_path / "people.csv", PEOPLE)
    outcome = run("load", tmp_path, "--database", database)
    assert outcome.code == 2
    assert query(database, "select count(*) from raw.people") == [(2,)]
    assert query(database, "select table_name from raw._loaded_files") == [("people",)]
    [sentence] = outcome.err.splitlines()
    return sentence


def test_a_missing_key_column_is_named(run: Command, tmp_path: Path, database: Path) -> None:
    text(tmp_path / "attributes.csv", "workspace_id,internal_customer_id\nw,p\n")
    assert refused(run, tmp_path, database) == (
        "attributes.csv is refused: it lacks the key columns attribute_name and timestamp"
        " of attributes."
    )


def test_a_file_without_workspace_needs_one_named(
    run: Command, tmp_path: Path, database: Path
) -> None:
    events = text(tmp_path / "events.csv", "event_id,name\ne,purchase\n")
    assert "--workspace" in refused(run, tmp_path, database)
    assert run("load", events, "--workspace", "w9", "--database", database).code == 0
    assert rows(database, "events", "workspace_id, event_id") == [("w9", "e")]


def test_a_truncated_parquet_file_is_refused(run: Command, tmp_path: Path, database: Path) -> None:
    whole = parquet(
        tmp_path / "events_v4_w_1.parquet", "select 'e' || i event_id from range(99) r(i)"
    )
    whole.write_bytes(whole.read_bytes()[:-50])
    assert refused(run, tmp_path, database).startswith(
        "events_v4_w_1.parquet is refused: it cannot be read as parquet: "
    )


@pytest.mark.parametrize(
    ("name", "line", "broken"),
    [
        ("events.ndjson", '{{"workspace_id": "w", "event_id": "e{}"}}', '{"workspace_id": '),
        ("events.csv", "w,e{}", "w,e,too,many"),
    ],
)
def test_a_file_that_breaks_half_way_leaves_nothing_and_loads_once_mended(
    run: Command, tmp_path: Path, database: Path, name: str, line: str, broken: str
) -> None:
    header = ["workspace_id,event_id"] if name.endswith(".csv") else []
    lines = [*header, *(line.format(number) for number in range(20000))]
    path = text(tmp_path / name, "\n".join([*lines, broken]))
    assert refused(run, tmp_path, database).startswith(f"{name} is refused: it cannot")
    assert query(database, "select count(*) from raw.events") == [(0,)]
    text(path, "\n".join(lines))
    assert run("load", path, "--database", database).code == 0
    assert query(database, "select count(*) from raw.events") == [(20000,)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("events_2.CSV.GZ", "event_id;workspace_id\ne1;w\n\u00e92;w\n"),
        (
            "events_v4_w_1.ndjson.gz",
            '{"event_id": "e1", "workspace_id": "w"}\n'
            '{"event_id": "\u00e92", "workspace_id": "w"}\n',
        ),
    ],
)
def test_compressed_files_are_read_whole_or_refused(
    run: Command, tmp_path: Path, database: Path, name: str, content: str
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    whole, path = gzip.compress(content.encode()), exports / name
    for broken in (whole[:-6], whole[:4], content.encode()):
        path.write_bytes(broken)
        sentence = refused(run, exports, database)
        assert sentence.startswith(f"{name} is refused: it cannot be read as "), sentence
    path.write_bytes(whole)
    outcome = run("load", exports, "--database", database)
    assert outcome.code == 0, outcome.err
    assert rows(database, "events", "workspace_id, event_id") == [("w", "e1"), ("w", "\u00e92")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("events.csv", "", "it is empty, without even a header"),
        (
            "events.csv",
            "workspace_id,event_id\nw,e,1,2\n",
            "Expected Number of Columns: 2 Found: 3.",
        ),
        ("events.csv", 'workspace_id,event_id\nw,"e\n', "Value with unterminated quote found."),
        ("events.csv", "event_id,event_id\nw,e\n", "names a column twice"),
        ("events.csv", "event_id,EVENT_ID\nw,e\n", "names a column twice: event_id."),
        ("events.ndjson", "[1]\n", "each line must be a JSON object"),
        (
            "events.ndjson",
            '{"event_id":"a","Event_ID":"b"}\n',
            "a line of it names a column twice: event_id.",
        ),
        ("events.ndjson", '{"name": 1}\n{"name": \n', "in line 2: "),
        ("events.ndjson", '{"name": ', "in record/value 1: "),
        ("purchases.csv", "a\n1\n", "its name tells no raw table"),
        ("events_people.csv", "a\n1\n", "its name may mean people or events"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    run: Command, tmp_path: Path, database: Path, name: str, content: str, says: str
) -> None:
    text(tmp_path / name, content)
    sentence = refused(run, tmp_path, database)
    assert sentence.startswith(f"{name} is refused: ")
    assert says in sentence


def test_extra_columns_are_named_and_ignored(run: Command, tmp_path: Path, database: Path) -> None:
    text(tmp_path / "campaigns.csv", "workspace_id,campaign_id,tags,state\nw,c,x,y\n")
    outcome = run("load", tmp_path, "--database", database)
    assert outcome.code == 0
    assert "campaigns.csv: not in the contract, ignored: state, tags." in outcome.out


def test_a_column_without_a_name_is_ignored(run: Command, tmp_path: Path, database: Path) -> None:
    text(tmp_path / "campaigns.csv", ",workspace_id,,campaign_id\n0,w,x,c\n1,w,y,d\n")
    outcome = run("load", tmp_path, "--database", database)
    assert outcome.code == 0, outcome.err
    assert "not in the contract, ignored: a column without a name." in outcome.out
    assert rows(database, "campaigns", "workspace_id, campaign_id") == [("w", "c"), ("w", "d")]


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_an_empty_file_of_lines_is_no_rows(
    run: Command, tmp_path: Path, database: Path, content: str
) -> None:
    text(tmp_path / "events_v4_w_1.ndjson", content)
    outcome = run("load", tmp_path, "--database", database)
    assert (outcome.code, outcome.err) == (0, "")
    assert "note" not in outcome.out
    assert query(database, "select table_name, rows from raw._loaded_files") == [("events", 0)]


def test_a_name_that_is_no_utf_8_refuses_its_file_alone(
    run: Command, tmp_path: Path, database: Path
) -> None:
    try:
        (tmp_path / os.fsdecode(b"events\xff.ndjson")).write_text("{}")
        (tmp_path / os.fsdecode(b"notes\xff.txt")).write_text("")
    except OSError:
        pytest.skip("this file system has no such names")
    assert refused(run, tmp_path, database) == (
        "events\\xff.ndjson is refused: its path is not UTF-8; rename it."
    )


def test_what_only_the_build_reads_is_told_of_as_such(
    run: Command, tmp_path: Path, database: Path
) -> None:
    text(
        tmp_path / "metrics.csv",
        "workspace_id,event_id,machine,proxied,created_at,seq_num\n"
        "w,a,f,true,2026-01-01,1\nw,b,0,maybe,2026-01-01 10:00,2.0\nw,c,1,false,2026-1-1,3\n",
    )
    outcome = run("load", tmp_path, "--database", database)
    assert [line for line in outcome.out.splitlines() if line.startswith("note: ")] == [
        "note: metrics.csv: some values of proxied do not read; they are kept as text, and the"
        " build sets their rows aside.",
        "note: metrics.csv: created_at, seq_num and machine kept as text, for not all values are"
        " spelled plainly; the build reads them all.",
    ]


def test_a_missing_own_time_is_told(run: Command, tmp_path: Path, database: Path) -> None:
    text(tmp_path / "events.csv", "workspace_id,event_id,timestamp\nw,e,2026-01-01\n")
    outcome = run("load", tmp_path, "--database", database)
    assert "events.csv has no processed_at: all its rows will be set aside." in outcome.out
    assert rows(database, "events", "event_id, processed_at") == [("e", None)]


@pytest.mark.parametrize(
    ("name", "table", "workspace"),
    [
        ("deliveries_v4_1204_17.parquet", "deliveries", "1204"),
        ("campaign_goals_v4_sb_one_2.parquet", "campaign_goals", "sb_one"),
        ("segment_changes_v4_EU_1.parquet", "segment_changes", "EU"),
        ("events.csv", "events", None),
        ("events_2026-01.csv", "events", None),
        ("campaign_actions-part1.ndjson", "campaign_actions", None),
        ("Campaigns 2026.json", "campaigns", None),
    ],
)
def test_a_name_tells_table_and_workspace(name: str, table: str, workspace: str | None) -> None:
    file = recognised(Path(name))
    assert (file.table, file.workspace) == (table, workspace)


def test_a_folder_is_read_in_order_of_sequence(tmp_path: Path) -> None:
    for name in ("events_v4_w_10.parquet", "events_v4_w_9.parquet", "notes.txt", ".events.csv"):
        text(tmp_path / name, "")
    assert [path.name for path in find_files([str(tmp_path)])] == [
        "events_v4_w_9.parquet",
        "events_v4_w_10.parquet",
    ]
    with pytest.raises(Mistake, match="There is no file or folder"):
        find_files([str(tmp_path / "nowhere")])


def test_an_older_raw_table_gets_the_columns_that_it_lacks(
    run: Command, tmp_path: Path, database: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema raw; create table raw.people (internal_customer_id int)")
        connection.execute("insert into raw.people values (7)")
    run("load", text(tmp_path / "people.csv", PEOPLE), "--database", database)
    assert rows(database, "people", "internal_customer_id, workspace_id") == [
        ("7", None),
        ("p1", "w"),
        ("p2", "w"),
    ]


def test_nothing_is_loaded_into_a_view_and_other_files_are(
    run: Command, tmp_path: Path, database: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema raw; create view raw.metrics as select 'm' as event_id")
    text(tmp_path / "metrics.csv", METRICS)
    assert refused(run, tmp_path, database) == (
        "metrics.csv is refused: raw.metrics is a view: load does not write into it; add the rows"
        " to what the view reads."
    )
    assert query(database, "from raw.metrics") == [("m",)]


def test_a_file_that_is_there_already_asks_nothing_of_a_view(
    run: Command, tmp_path: Path, database: Path
) -> None:
    text(tmp_path / "metrics.csv", METRICS)
    load = ("load", tmp_path, "--database", database)
    assert run(*load).code == 0
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table raw.metrics rename to theirs")
        connection.execute("create view raw.metrics as from raw.theirs")
    again = run(*load)
    assert (again.code, again.err) == (0, "")
    assert "already loaded" in again.out


def test_a_database_locked_by_another_process_is_told(
    run: Command, tmp_path: Path, locked: Path
) -> None:
    path = text(tmp_path / "people.csv", PEOPLE)
    outcome = run("load", path, "--database", locked)
    assert outcome.code == 2
    assert f"The database {locked} is locked by process" in outcome.err


def test_a_file_that_is_no_database_is_told(run: Command, tmp_path: Path) -> None:
    path = text(tmp_path / "people.csv", PEOPLE)
    outcome = run("load", path, "--database", path)
    assert (outcome.code, outcome.err) == (
        2,
        f"{path} is no DuckDB database: name another file with --database.\n",
    )
    assert path.read_text() == PEOPLE
