"""What the command line takes: one parser for each command."""

from __future__ import annotations

import argparse
from importlib.metadata import version

from conversion_goals.project import MEMORY, MEMORY_LIKE

EXAMPLES = """\
examples:
  conversion-goals demo                          a made-up world, from raw files to verdicts
  conversion-goals load exports/                 export files into the raw tables
  conversion-goals load --from webhooks --workspace 7 hooks.ndjson
  conversion-goals build                         dbt build, and a summary of it
  conversion-goals build --as-of 2026-06-01      verdicts as of that day
  conversion-goals check goals.yml               what each goal version means, or what is wrong
  conversion-goals report --open                 one offline HTML page of what was built
  conversion-goals doctor                        what to look at, and what to do about it
  conversion-goals explain d7f3                  why a delivery did or did not convert
  conversion-goals replay                        proof that slice by slice gives the same marts
  conversion-goals forget 0a1b2c                 a person removed from raw tables and models
  conversion-goals bench                         what a build costs on this machine

exit codes: 0 done, 1 checks failed, 2 cannot run
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = argparse.ArgumentParser(
        prog="conversion-goals",
        description="Did this message work, for whom, and why not? Load, build, check.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=version("conversion-goals"))
    commands = whole.add_subparsers(dest="command", required=True, metavar="command")
    _add_init(commands)
    _add_load(commands)
    _add_build(commands)
    _add_demo(commands)
    _add_check(commands)
    _add_report(commands)
    _add_doctor(commands)
    _add_explain(commands)
    _add_replay(commands)
    _add_forget(commands)
    _add_bench(commands)
    return whole


def _not_empty(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it is empty; give a value, or leave it out")
    return text


def _memory(text: str) -> str:
    if not MEMORY.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not {MEMORY_LIKE}")
    return text


def _place_options() -> argparse.ArgumentParser:
    """Options that say where things are."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--database", metavar="PATH", type=_not_empty, help="DuckDB file; default: the profile's"
    )
    shared.add_argument("--project-dir", metavar="FOLDER", help="dbt project; default: the clone")
    shared.add_argument("--profiles-dir", metavar="FOLDER", help="where profiles.yml is")
    shared.add_argument("--target", metavar="NAME", help="target of the profile")
    shared.add_argument("--vars", metavar="YAML", help="dbt vars, as a YAML mapping")
    return shared


def _add_init(commands: argparse._SubParsersAction) -> None:
    init = commands.add_parser(
        "init",
        parents=[_place_options()],
        help="a warehouse's own tables as the raw tables",
        description="Write one select for each raw table into FOLDER (never over a file that is"
        " there), to be filled with a warehouse's own tables. --check runs the filled ones and says"
        " what is missing and what it costs; --apply makes them views of the raw schema. The same"
        " selects work as dbt models of yours on any engine.",
    )
    init.add_argument("folder", metavar="FOLDER")
    init.add_argument(
        "--check", action="store_true", help="run the mapped selects, change nothing (DuckDB)"
    )
    init.add_argument("--apply", action="store_true", help="check, then make the views (DuckDB)")


def _add_load(commands: argparse._SubParsersAction) -> None:
    load = commands.add_parser(
        "load",
        parents=[_place_options()],
        help="export files into the raw tables, each file once",
        description="Load the vendor's export files (<table>_v4_<workspace>_<sequence>.parquet),"
        " and parquet, CSV or NDJSON files named by table, into the raw schema; with --from, files"
        " of another kind. A file is loaded once: its content is remembered.",
    )
    load.add_argument("places", nargs="+", metavar="FOLDER_OR_FILE")
    load.add_argument(
        "--workspace",
        metavar="ID",
        type=_not_empty,
        help="workspace of files that have no workspace_id column",
    )
    load.add_argument(
        "--from",
        dest="source",
        choices=("export", "webhooks", "segment", "segment-lists"),
        default="export",
        help="export: files named by table (default); webhooks: reporting webhooks, NDJSON;"
        " segment: track, identify and group calls, NDJSON; segment-lists: who was in a segment,"
        " list by list; the last three load into DuckDB alone",
    )
    load.add_argument(
        "--person",
        choices=("cio_id", "id"),
        help="how the raw tables know people: by cio_id (default; a Segment userId is looked up in"
        " people) or by the company's own id",
    )


def _add_build(commands: argparse._SubParsersAction) -> None:
    build = commands.add_parser(
        "build",
        parents=[_place_options()],
        help="dbt build, and a summary of it",
        description="Run dbt build on the loaded raw tables. Arguments after -- go to dbt.",
    )
    build.add_argument("--as-of", metavar="TIME", help="UTC; default: the newest loaded_at")
    build.add_argument("--full-refresh", action="store_true", help="rebuild from all history")
    build.add_argument("--select", nargs="+", metavar="NODE", help="dbt's node selection")


def _add_demo(commands: argparse._SubParsersAction) -> None:
    demo = commands.add_parser(
        "demo",
        help="a small world from raw files to verdicts",
        description="Make a small, believable world (or take real purchases), load it in the"
        " vendor's file shape, build it and show the marts.",
    )
    demo.add_argument(
        "--database", metavar="PATH", type=_not_empty, help="default: target/demo.duckdb"
    )
    demo.add_argument(
        "--data",
        choices=("made", "completejourney"),
        default="made",
        help="made: the project's own world; completejourney: 84.51's real purchases",
    )
    demo.add_argument("--people", type=int, default=3000, metavar="N", help="default: 3000")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="default: 1")


def _add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser(
        "check",
        parents=[_place_options()],
        help="what each goal version means, or what is wrong with it",
        description="Read a campaign_goals file (CSV, YAML or NDJSON) and say in words what each"
        " version means, or what is wrong with it. Where an option says where the raw tables are,"
        " campaigns that are not on record there are warned of.",
    )
    check.add_argument("config", metavar="CONFIG")
    check.add_argument("--campaigns", metavar="FILE", help="a campaigns file to compare with")


def _add_report(commands: argparse._SubParsersAction) -> None:
    report = commands.add_parser(
        "report",
        parents=[_place_options()],
        help="one offline HTML page of a built database",
        description="Write one HTML file with charts and tables of a built database. It works"
        " offline and holds aggregates and a few delivery ids, no attributes and no addresses.",
    )
    report.add_argument(
        "--output",
        metavar="FILE",
        type=_not_empty,
        help="default: target/conversion_goals_report.html",
    )
    report.add_argument("--open", action="store_true", help="open it in the browser")


def _add_doctor(commands: argparse._SubParsersAction) -> None:
    doctor = commands.add_parser(
        "doctor",
        parents=[_place_options()],
        help="what is wrong or doubtful with an installation and its data",
        description="Look at versions, profile, raw tables and marts, and say of each doubtful"
        " thing what to do about it. Nothing is changed. Exit code 0: nothing to do, 1: something"
        " to look at.",
    )
    doctor.add_argument("--all", action="store_true", help="list what is in order too")


def _add_explain(commands: argparse._SubParsersAction) -> None:
    explain = commands.add_parser(
        "explain",
        parents=[_place_options()],
        help="why a delivery did or did not convert, in order of time",
        description="Tell the story of a delivery, journey, person or goal achievement from a built"
        " database: the goal version that governed and why, touches and windows, every achievement"
        " near with what became of it, checkpoints, and the verdict with the rule's number.",
    )
    explain.add_argument("id", metavar="DELIVERY | JOURNEY | PERSON | ACHIEVEMENT")
    explain.add_argument("--workspace", metavar="ID", help="where the id stands in several")
    explain.add_argument(
        "--kind",
        choices=("delivery", "journey", "person", "achievement"),
        help="where one id names things of several kinds",
    )
    explain.add_argument("--json", action="store_true", help="the same as JSON")


def _add_replay(commands: argparse._SubParsersAction) -> None:
    replay = commands.add_parser(
        "replay",
        parents=[_place_options()],
        help="prove that incremental runs equal one full build, on your own rows",
        description="Build the raw tables slice by slice, as they arrived, and once whole, in"
        " scratch databases, and compare every mart on all columns. The database is only read."
        " Exit code 0: equal, 1: some rows differ.",
    )
    replay.add_argument("--as-of", metavar="TIME", help="UTC; default: the newest loaded_at")
    cut = replay.add_mutually_exclusive_group()
    cut.add_argument("--slices", type=int, default=5, metavar="N", help="default: 5")
    cut.add_argument("--by", choices=("day", "hour"), help="a slice for each day or hour")
    replay.add_argument("--each", action="store_true", help="compare after every slice")
    replay.add_argument("--keep", metavar="FOLDER", help="leave the scratch databases there")
    replay.add_argument(
        "--limit", type=int, default=10, metavar="ROWS", help="differing rows shown; default: 10"
    )


def _add_forget(commands: argparse._SubParsersAction) -> None:
    forget = commands.add_parser(
        "forget",
        parents=[_place_options()],
        help="remove a person from the raw tables and all models",
        description="Remove a person (internal_customer_id) from the raw tables and all models,"
        " in one transaction, then build. Later rows of that person are refused at load. DuckDB"
        " keeps the bytes of deleted rows in the file until it writes over them: COPY FROM DATABASE"
        " into a new file leaves none.",
    )
    forget.add_argument("person", metavar="PERSON")
    forget.add_argument("--workspace", metavar="ID", help="where the id stands in several")
    forget.add_argument("--as-of", metavar="TIME", help="for the build; see build --as-of")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    forget.add_argument("--no-build", action="store_true", help="leave totals to the next build")


def _add_bench(commands: argparse._SubParsersAction) -> None:
    bench = commands.add_parser(
        "bench",
        help="what full and incremental runs cost on this machine, on made rows",
        description="Make raw tables of a chosen size in a scratch DuckDB file, or in a scratch"
        " database on Postgres, and time, round by round and each as a process of its own: a floor"
        " (hand-written SQL that does only what any full build must), dbt's start (empty raw"
        " tables), a full run, a run with nothing new and one after one more day. No data of yours"
        " is read.",
    )
    bench.add_argument(
        "--deliveries", type=int, default=1_000_000, metavar="N", help="default: 1000000"
    )
    bench.add_argument("--repeats", type=int, default=3, metavar="N", help="rounds; default: 3")
    bench.add_argument(
        "--target",
        default="duckdb",
        metavar="NAME",
        help="duckdb or postgres of the profile; default: duckdb",
    )
    bench.add_argument(
        "--memory-limit",
        metavar="SIZE",
        type=_memory,
        help="DuckDB's memory_limit, such as 2GB; then it spills",
    )
    bench.add_argument(
        "--heavy-person",
        action="store_true",
        help="add one person with 100,000 events and 5,000 deliveries in one journey",
    )
    bench.add_argument("--json", dest="output", metavar="FILE", help="write all figures there")
    bench.add_argument("--folder", metavar="FOLDER", help="where the scratch files stand")
