"""The lineage picture of the README, made from dbt's manifest.

`python -m conversion_goals.lineage` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from conversion_goals.dbt_run import parsed_manifest
from conversion_goals.project import CLONE, PACKAGE, find_project

BEGIN, END = "<!-- lineage: made by python -m conversion_goals.lineage -->", "<!-- /lineage -->"
STAGING = "staging"


def picture(manifest: Any) -> str:
    """Return the models behind the marts as mermaid; base and staging models are one node."""
    import networkx

    nodes = {
        name: node
        for name, node in manifest.nodes.items()
        if node.resource_type == "model" and node.package_name == PACKAGE
    }
    graph = networkx.DiGraph()
    for name, node in nodes.items():
        for parent in node.depends_on.nodes:
            if parent in nodes and _shown(nodes[parent]) != _shown(nodes[name]):
                graph.add_edge(_shown(nodes[parent]), _shown(node))
    # What follows from other arrows needs none of its own.
    reduced = networkx.transitive_reduction(graph)
    marts = {_shown(node) for node in nodes.values() if "marts" in node.fqn}
    lines = ["```mermaid", "flowchart LR", f"    {STAGING}[(staging)]"]
    lines += [f"    {mart}[/{mart}/]" for mart in sorted(marts & set(reduced.nodes))]
    lines += [f"    {parent} --> {child}" for parent, child in sorted(reduced.edges)]
    return "\n".join([*lines, "```"])


def _shown(node: Any) -> str:
    """A model's name here: a mart without its prefix, any staging or base model the same."""
    return STAGING if "staging" in node.fqn else node.name.removeprefix("conversion_goals__")


def with_picture(readme: str, drawn: str) -> str:
    """Put the picture between its marks."""
    between = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    return between.sub(lambda _: f"{BEGIN}\n{drawn}\n{END}", readme)


def current_picture() -> str:
    """Parse the project as it is now and draw it."""
    return picture(parsed_manifest(find_project(), {}))


def main() -> None:
    """Write the picture into the README."""
    path = Path(CLONE) / "README.md"
    path.write_text(with_picture(path.read_text(encoding="utf-8"), current_picture()), "utf-8")


if __name__ == "__main__":
    main()
