"""The runner's list of raw columns and the one in the dbt macros are the same list."""

import ast
import re
from pathlib import Path

import pytest
from conversion_goals.raw_tables import RAW_TABLES, column_kind

MACRO = Path(__file__).parents[2] / "macros" / "raw_contract.sql"


def macro_contract() -> dict[str, dict]:
    found = re.search(r"return\((\{.*\})\)", MACRO.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return ast.literal_eval(found[1])


def test_both_name_the_same_tables() -> None:
    assert set(macro_contract()) == set(RAW_TABLES)


@pytest.mark.parametrize("table", RAW_TABLES.values(), ids=lambda table: table.name)
def test_both_name_the_same_columns_keys_and_times(table) -> None:
    contract = macro_contract()[table.name]
    assert tuple(contract["columns"]) == table.columns
    assert tuple(contract["key"]) == table.key
    assert contract.get("own_time") == table.own_time
    assert tuple(contract.get("later_vintage", ())) == table.later_columns
    # A filter is text to the macros, since its model checks it; to a loader it is JSON.
    kinds = {column: column_kind(column).replace("json", "text") for column in table.columns}
    assert {
        column: kind.replace("json", "text") for column, kind in contract["columns"].items()
    } == kinds
