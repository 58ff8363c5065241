"""The command line: parse, call, print, exit code 0, 1 (checks failed) or 2 (cannot run)."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from conversion_goals import variables
from conversion_goals.arguments import parser
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project, find_project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a user's mistake is one sentence and exit code 2.

    So is what the system refuses. Nothing is said to a reader that is gone: exit code 2 alone.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run(given)
        finally:
            sys.stdout.flush()
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB's word for an interrupt is a RuntimeError.
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
            raise
        print("Stopped. Run it again: nothing is lost.", file=sys.stderr)
    except BrokenPipeError:
        # Python flushes once more at exit, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place = f"{error.filename} cannot be used: " if error.filename else ""
        print(f"{place}{error.strerror or error}.", file=sys.stderr)
    return 2


def _run(given: list[str]) -> int:
    for argument in given:
        if any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise Mistake(f"The argument {argument!r} is not in UTF-8, as every argument must be.")
    own, for_dbt = _split(given)
    options = parser().parse_args(own)
    if for_dbt and options.command != "build":
        raise Mistake("Arguments after -- go to dbt: only build takes them.")
    if any(argument.split("=")[0] == "--vars" for argument in for_dbt):
        raise Mistake("Give --vars before --: after it dbt would take it instead of --as-of.")
    return _COMMANDS[options.command](options, for_dbt)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    cut = arguments.index("--")
    return arguments[:cut], arguments[cut + 1 :]


def _find(options: argparse.Namespace, as_of: str | None = None) -> tuple[Project, dict]:
    given = variables.read_vars(options.vars, as_of)
    project = find_project(
        options.project_dir, options.profiles_dir, options.target, options.database, given
    )
    variables.check_var_names(project, given)
    return project, given


def _init(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.mapping import init_command

    project, _given = _find(options)
    return init_command(project, options.folder, is_checked=options.check, is_applied=options.apply)


def _load(options: argparse.Namespace, _: list[str]) -> int:
    project, _given = _find(options)
    if options.source in ("webhooks", "segment"):
        from conversion_goals.load_lines import load_lines_command
        from conversion_goals.segment_calls import segment_calls
        from conversion_goals.webhooks import webhooks

        of_kind = {"webhooks": webhooks, "segment": segment_calls}[options.source]
        source = of_kind(options.person or "cio_id")
        return load_lines_command(project, options.places, source, options.workspace)
    if options.person:
        raise Mistake(
            f"--person goes with --from webhooks or segment: what --from {options.source} loads"
            " names people as the raw tables do."
        )
    if options.source == "segment-lists":
        from conversion_goals.segment_lists import load_lists_command

        return load_lists_command(project, options.places, options.workspace)
    from conversion_goals.load import load_command

    return load_command(project, options.places, options.workspace)


def _build(options: argparse.Namespace, for_dbt: list[str]) -> int:
    from conversion_goals.build import build_command

    project, given = _find(options, options.as_of)
    arguments = list(for_dbt)
    if options.target:
        arguments += ["--target", options.target]
    if options.full_refresh:
        arguments.append("--full-refresh")
    if options.select:
        arguments += ["--select", *options.select]
    return build_command(project, given, arguments)


def _demo(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.demo import demo_command

    return demo_command(options.database, options.data, options.people, options.seed)


def _check(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.check import check_command

    place = (options.database, options.target, options.project_dir, options.profiles_dir)
    is_compared = options.vars is not None or any(each is not None for each in place)
    project = _find(options)[0] if is_compared else None
    return check_command(options.config, options.campaigns, project)


def _report(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.report import report_command

    project, given = _find(options)
    return report_command(project, given, options.target, options.output, options.open)


def _doctor(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.doctor import doctor_command

    project, given = _find(options)
    return doctor_command(project, given, options.target, is_full=options.all)


def _explain(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.explain import Asked, explain_command

    project, given = _find(options)
    wanted = Asked(options.id, options.workspace, options.kind)
    return explain_command(project, given, options.target, wanted, options.json)


def _replay(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.replay import Plan, replay_command

    project, given = _find(options, options.as_of)
    plan = Plan(options.slices, options.by, options.each, options.keep, options.limit)
    return replay_command(project, given, options.target, plan)


def _forget(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.forget import forget_command

    project, given = _find(options, options.as_of)
    for_dbt = ["--target", options.target] if options.target else []
    return forget_command(
        project,
        given,
        options.person,
        options.workspace,
        is_asked=not options.yes,
        for_dbt=None if options.no_build else for_dbt,
    )


def _bench(options: argparse.Namespace, _: list[str]) -> int:
    from conversion_goals.bench import Plan, bench_command

    plan = Plan(
        options.target,
        options.deliveries,
        options.repeats,
        options.memory_limit,
        options.heavy_person,
        options.output,
        options.folder,
    )
    return bench_command(plan)


_COMMANDS = {
    "init": _init,
    "load": _load,
    "build": _build,
    "demo": _demo,
    "check": _check,
    "report": _report,
    "doctor": _doctor,
    "explain": _explain,
    "replay": _replay,
    "forget": _forget,
    "bench": _bench,
}
