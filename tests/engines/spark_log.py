"""What a Spark session noted of its work: where windows, tasks and rows of one place are."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

EVENT = re.compile(r'\{"Event":"[\w.]*?(SQLExecutionStart|TaskEnd)"')
WINDOW = re.compile(r"windowspecdefinition\(.*")
WITHOUT_A_KEY = re.compile(r"windowspecdefinition\((specifiedwindowframe|[^,]* (ASC|DESC) NULLS)")
NODE = re.compile(r"(\w+) \((\d+)\)")


@dataclass
class Log:
    """All plans and tasks of a session."""

    windows: int = 0
    windows_without_a_key: list[str] = field(default_factory=list)
    gathered_in_one_place: set[str] = field(default_factory=set)
    tasks_of_stage: Counter = field(default_factory=Counter)
    tasks_of_executor: Counter = field(default_factory=Counter)


def read_log(folder: Path) -> Log:
    """Read every event log in the folder."""
    log = Log()
    for path in folder.iterdir():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                found = EVENT.match(line)
                if not found:
                    continue
                event = json.loads(line)
                if found[1] == "TaskEnd":
                    log.tasks_of_stage[event["Stage ID"]] += 1
                    log.tasks_of_executor[event["Task Info"]["Executor ID"]] += 1
                else:
                    _note_plan(log, event["physicalPlanDescription"])
    return log


def _note_plan(log: Log, plan: str) -> None:
    windows = WINDOW.findall(plan)
    log.windows += len(windows)
    log.windows_without_a_key += [one[:200] for one in windows if WITHOUT_A_KEY.match(one)]
    tree, *details = plan.split("\n\n")
    said = {part.lstrip("\n").split(")")[0][1:]: part for part in details}
    nodes = [NODE.search(line) for line in tree.splitlines()]
    for node, child in zip(nodes, nodes[1:], strict=False):
        if node and child and node[1] == "Exchange" and "SinglePartition" in said.get(node[2], ""):
            has_no_keys = "\nKeys: []" in said.get(child[2], "")
            log.gathered_in_one_place.add(child[1] + " without keys" * has_no_keys)
