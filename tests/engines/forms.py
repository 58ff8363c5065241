"""What the engine forms are asked about: texts at the edges of JSON, numbers and times.

Every engine must answer as DuckDB does. `ASKED` is a select in the words of the macros, over a
table `probes` (kind, one, two) that holds `PROBES`.
"""

from pathlib import Path

import pytest
from conversion_goals.dbt_run import release_database
from conversion_goals.project import DATABASE_VARIABLE, find_project
from dbt.cli.main import dbtRunner

JSON_TEXTS = (
    *('{"a": 1}', "{}", "[]", "[1, 2]", "7", '"text"', "true", "null", " {} ", "\t[]\n", "-0"),
    *("1e400", "-1e400", "1e-400", "1E5", "1.50", "123456789012345678901234567890"),
    *("1e99999999999", "{", "]", "[1,]", '{"a": 1,}', "{'a': 1}", '{"a": NaN}', "NaN"),
    *("Infinity", "-Infinity", "01", '{"a": 01}', "+1", ".5", "1.", "tru", "nul", "nan", "inf"),
    *(" ", "\\", '"', '"\\', "plan=pro", '"a\nb"', '"\\x"', '"\\u12"', '"\\u00e9"'),
    *('"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\ud83d\\ude00"', '"\\\\ud83d"'),
    *('"\\\\\\ud83d"', '"\\ud83d\\\\\\ude00"', '"\\u0000"', '"\\\\u0000"', '"nan, inf ,]"'),
    *('{"nan": "inf"}', '{"a": 1} x', '{"a": 1}{"a": 2}', "[nan]", '{"a": {"b": [1, {"c": 2}]}}'),
    *('"日本 🚲"', '{"ä": "ö"}', "['a']", "/* no */ 1", "1 // no", "[1 2]"),
)
DOCUMENTS = (
    '{"a": 1, "b": {"c": "x", "": 2, "0": "zero"}, "0": "top", "": "none", "a.b": 3}',
    '{"d/e": 4, "f~g": 5}',
    '{"a": [1, {"b": 2}, "x"], "b": ["0", {"c": "no"}], "l": {"0": ["a"], "1": {"-1": true}}}',
    '{"a": {"b": null}, "n": null, "t": true, "f": false, "e": {}, "z": -0, "g": 1e400}',
    '{"u": "\\u0000", "a": "beside"}',
    '{"a": "first", "a": "second", "b": {"c": 1}, "b": {"c": 2}}',
    '{"i": "it\'s \\"so\\"", "h": "\\\\u0000"}',
    '[{"a": 1}]',
    '"a"',
    "null",
    "7",
    "{}",
    '{"a": {"a": {"a": {"a": "deep"}}}}',
    '{"*": 1, "$": 2}',
)
PATHS = (
    *("a", "b", "b.c", "b.", "b.0", "0", "", "a.b", "d/e", "f~g", "a.0", "a.1.b", "a.-1", "a.+0"),
    *("a. 0", "l.0", "l.0.0", "l.1.-1", "n", "t", "f", "e", "z", "g", "u", "i", "h", ".", ".."),
    *("a.a.a.a", "*", "$"),
)
NUMBERS = (
    *("0", "-0", "1", "1.0", "10", "1e3", "1E+3", "-2.5", "0.1", "0.30000000000000004", "1e308"),
    *("1e309", "-1e400", "1e-400", "-1e-400", "1e99999999999", "1e-99999999999"),
    *("123456789012345", "9007199254740993", "0." + "0" * 400 + "1", "1" + "0" * 400),
    *("0." + "0" * 400 + "1e500", "1" + "0" * 400 + "e-500", "5e-324"),
    *("0." + "0" * 400 + "1e10", "-0." + "0" * 400 + "1e10"),
)
TEXTS = (
    *("007", "+1", " 1", "1 ", "", "1234567890123456", "1,5", "0x10", "1e", "true", "pro", "ä"),
    *("١", "1_000", 'say "hi"', "a\\b", "line\nbreak", "tab\t", "\u0001\b\f\r", "/", "\u007f"),
    *("日本 🚲", "'", "\u2028", "null", "\v\v\u000e\u000f\u001a\u001b\u001e\u001f", "\\u000B\\\v"),
)
INTEGERS = (
    *("5", "-5", "+5", "5.0", "5.00", "5.", "5.5", "1e3", "", "many", "99999999999999999999"),
    *("0x10", " 5", "9223372036854775807", "9223372036854775808", "-9223372036854775808"),
    *("-9223372036854775809", "00012"),
)
FLAGS = (
    *("true", "TRUE", "True", "t", "T", "1", "false", "f", "0", "", "yes", "no", "maybe", "2"),
    *(" true", "EMAIL", "In-App", "EMAİL", "webhoo\u212a", "ÉMAIL"),
)
TIMES = (
    *("2026-01-05", "2026-01-05 10:20", "2026-01-05T10:20", "2026-01-05 10:20:30"),
    *("2026-01-05T10:20:30Z", "2026-01-05 10:20:30.5", "2026-01-05 10:20:30.123456"),
    *("2026-01-05 10:20:30.1234567", "2026-01-05Z", "2026-01-05T10:20:30.123456Z"),
    *("2026-01-05T10:20:30+02:00", "2026-01-05T10:20:30-05:30", "2026-13-05", "2026-02-29"),
    *("2024-02-29", "2026-01-05 23:59:60", "2026-01-05 25:00:00", "soon", "", " ", "infinity"),
    *("-infinity", "now", "today", "20260105", "2026-1-5", "05.01.2026", "1767571200"),
    *("2026-01-05T10:20Z", "2026-01-05 10:20+02:00", "2026-01-05 10:20:30 UTC"),
    *("2026-01-05 10:20:30 +02:00", "2026-01-05 10:20:30.5 Z", "2026-01-05 10:20 -0530"),
    *("2026-01-05 10:20:30+02", "1969-12-31T23:59:59.999999Z"),
    *("2026-01-05t10:20:30z", "2026-01-05 10:20:30.", "2026-01-05 1:02:03", "0001-01-01"),
    *("0000-01-01", "0001-01-01 00:00:00+01:00", "9999-12-31 23:59:59-01:00"),
    *("9999-09-30 23:59:59", "2300-01-01T00:00:00.000001", "26-01-01 00:00:01"),
    *("2026-01-05 ", "2026-01-05\t\n", "2026-01-05 10:20: +02:00", "2026-01-05\t10:20:30"),
    *("2026-01-05  10:20", " 2026-01-05 10:20", "2026-01-05 10:20:30.Z", "2026-01-05 24:00:00"),
    *("2026-01-05T10:20:30+15:59", "2026-01-05T10:20:30+16:00", "2026-01-05T10:20:30+25:00"),
    *("2026-01-05T10:20:30+02:75", "2026-01-05T10:20:30+02:00:30", "2026-01-05 10:20:30 PM"),
    *("2026/01/05", "2026-01-05 10:20:30 Europe/Berlin", "-2026-01-05", "2026-01-05 10"),
    *("2026-01-05 10:20:30UTC", "2026-01-05 10:20UTC", "2026-01-05 10:20z"),
    *("2026-01-05 10:20:30utc", "2026-01-05\v", "2026-01-05\f", "\v2026-01-05", "\f2026-01-05"),
    *("2026-01-05 10:20:30 z", "2026-01-05T10:20:30Z\f", "2026-01-05 10:20:30.5z\n"),
    *("\n\t\r2026-01-05 10:20 UTC\r", "2026-01-05 24:00:00Z"),
)


def _rows() -> list[tuple[str, str | None, str | None]]:
    singles = {
        "json": JSON_TEXTS,
        "text": (*TEXTS, *NUMBERS, *JSON_TEXTS),
        "number": NUMBERS,
        "integer": INTEGERS,
        "flag": FLAGS,
        "time": TIMES,
    }
    rows = [(kind, text, None) for kind, texts in singles.items() for text in (*texts, None)]
    rows += [("path", document, path) for document in DOCUMENTS for path in PATHS]
    positions = (
        ("freedom", "ee"),
        ("freedom", ""),
        ("", "x"),
        ("a%b", "%"),
        ("日本", "本"),
        ("ö", "o"),
    )
    return rows + [("position", text, part) for text, part in positions]


PROBES = _rows()

ASKED = (Path(__file__).parent / "forms.sql").read_text(encoding="utf-8")


def compiled(target: str) -> str:
    """`ASKED` in the engine's words, by dbt."""
    project = find_project(target=target)
    places = ["--project-dir", str(project.folder), "--profiles-dir", str(project.profiles_folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATABASE_VARIABLE, ":memory:")  # else dbt makes a file in the project
        outcome = dbtRunner().invoke(
            ["compile", *places, "--target", target, "--inline", ASKED, "--log-level", "none"]
        )
        release_database()
    assert outcome.success, outcome.exception
    return outcome.result.results[0].node.compiled_code
