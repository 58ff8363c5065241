"""The page of the rules has each code that the product names, once."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "models" / "_rules.md"
CODE = re.compile(r"\b[GETACXFQ]\d\b")
ENTRY = re.compile(r"^- \*\*([GETACXFQ]\d)\*\* ", re.MULTILINE)
# The page itself is among them: its rules point to each other.
TEXTS = (
    "scripts/conversion_goals/*.py",
    "models/**/*.sql",
    "models/**/*.yml",
    "models/**/*.md",
    "macros/**/*.sql",
    "macros/**/*.yml",
    "seeds/*.yml",
    "dbt_project.yml",
    "README.md",
)


def test_each_rule_that_is_named_stands_on_the_page_once() -> None:
    entries = Counter(ENTRY.findall(PAGE.read_text(encoding="utf-8")))
    named: dict[str, str] = {}
    for pattern in TEXTS:
        paths = sorted(ROOT.glob(pattern))
        assert paths, f"no file is {pattern}"
        for path in paths:
            # The codes of the entries themselves prove nothing.
            text = ENTRY.sub("", path.read_text(encoding="utf-8"))
            for code in CODE.findall(text):
                named.setdefault(code, str(path.relative_to(ROOT)))
    unexplained = {code: path for code, path in named.items() if code not in entries}
    assert not unexplained, f"named, but not on the page: {unexplained}"
    doubled = [code for code, times in entries.items() if times > 1]
    assert not doubled, f"twice on the page: {doubled}"
