"""Columns that say whether a figure breaks a rule: their formulas are made of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workbook_tools.form.columns import Column
from workbook_tools.form.rules.model import ROW, Rule
from workbook_tools.formulas.placing import own_columns_of


def with_refusals(columns: Mapping[str, Column], rules: Iterable[Rule]) -> Mapping[str, Column]:
    """Return the columns, each that says whether a number is refused with its formula.

    It is 1 where the number in the column it is about breaks a rule that must be mended.
    What is asked of a blank cell, and what follows from the light, is left out.
    """
    blocking = [rule for rule in rules if rule.severity == "error" and rule.scope == ROW]
    lights = frozenset(name for name, column in columns.items() if column.kind.is_light)
    return {
        name: replace(column, formula=_formula(column.refused_by_rules, blocking, lights))
        if column.refused_by_rules
        else column
        for name, column in columns.items()
    }


def _formula(column: str, blocking: Iterable[Rule], lights: frozenset[str]) -> str:
    number = f"ISNUMBER([@{column}])"
    broken = [
        f"IF({rule.when[1:] or 'TRUE'},NOT({rule.check[1:]}),FALSE)"
        for rule in blocking
        if rule.field == column and number in rule.when and lights.isdisjoint(_named(rule))
    ]
    return f"=IF({number},IF(OR({','.join(broken)}),1,0),0)" if broken else "=0"


def _named(rule: Rule) -> tuple[str, ...]:
    return own_columns_of(f"{rule.when}{rule.check}")
