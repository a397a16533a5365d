"""Trying a rule on its own examples: rows it must pass, and rows it must fail.

An example says only what matters to the rule. The rest of its row is an ordinary
indicator: a percentage for the city, higher is better, on its way from a baseline of
40 by way of 42 and 44 to targets of 46, 48, 50 and 52, with nothing entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from workbook_tools.engine import Grid, Value, evaluate
from workbook_tools.figure_formats import plain_format
from workbook_tools.framework import Block, Framework, Indicator, ThemeGroup, load_framework
from workbook_tools.returns.plan import FIRST_ROW, HEADING_ROW, ReturnPlan, plan_return
from workbook_tools.rules.instances import CHECKS_SHEET, declared_formula
from workbook_tools.rules.model import Example, Rule
from workbook_tools.templates import TableSheet

_ORDINARY: Mapping[str, Value] = {
    "row": "1",
    "outcome": "More people are better off",
    "measure": "Share of people who are better off",
    "units": "%",
    "better_when": "Higher is better",
    "area": "City average",
    "baseline_date": "2003-04",
    "baseline_city": 40.0,
    "target_2005_06": 46.0,
    "target_2006_07": 48.0,
    "target_2007_08": 50.0,
    "target_2008_09": 52.0,
    "update_2004_05_date": "2004-05",
    "update_2004_05_city": 42.0,
    "update_2005_06_date": "2005-06",
    "update_2005_06_city": 44.0,
    "decimals": 1.0,
    "sign": 1.0,
    "profile": "from baseline",
    "share": 1.0,
    "below": 0.0,
}
"""What stands in a cell that an example does not mention."""

_INDICATOR = Indicator(
    id="EX-1",
    theme_group="example",
    source_line=1,
    row="1",
    is_heading=False,
    heading="",
    outcome="",
    printed="Share of people who are better off",
    wording="",
    wording_source="",
    units_printed="%",
    unit="%",
    unit_type="percent",
    decimals=1,
    polarity="higher",
    kind="rate",
    profile="from baseline",
    area="city",
    lpsa=False,
    floor=None,
    note="",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One example, tried."""

    rule: Rule
    example: Example
    should_pass: bool
    message: str
    """What the rule said; empty where it found nothing."""

    @property
    def is_right(self) -> bool:
        """Whether the rule did as the example says, in the words it expects."""
        if self.should_pass:
            return not self.message
        return bool(self.message) and self.example.says in self.message


def try_examples(rule: Rule) -> list[Trial]:
    """Try every example of a rule, in its declared order: the passing ones first."""
    return [
        Trial(rule, example, should_pass, _message(rule, example))
        for should_pass, examples in ((True, rule.passes), (False, rule.fails))
        for example in examples
    ]


def _message(rule: Rule, example: Example) -> str:
    lines: list[Mapping[str, Value]] = [example.row, *example.others]
    plan = _plan(tuple(int(_number(line.get("decimals"), 1)) for line in lines))
    table = plan.table(rule.sheet)
    declared = declared_formula(rule, table, plain_format(plan.rows[0]))
    place = (table.name, FIRST_ROW)
    grids = {each.name: _grid(plan, each, lines if each is table else []) for each in plan.tables}
    grids[CHECKS_SHEET] = Grid(
        [], {(1, 1): plan.placing.place(declared, *place, seen_from=CHECKS_SHEET)}
    )
    said = evaluate(grids)[CHECKS_SHEET][1, 1]
    return "" if said is None else str(said)


@cache
def _plan(decimals: tuple[int, ...]) -> ReturnPlan:
    """Return the plan of a return with as many rows as an example has."""
    shipped = load_framework()
    group = ThemeGroup("example", "example", "Example", "Example", "EX")
    rows = tuple(
        replace(_INDICATOR, id=f"EX-{place}", source_line=place, decimals=each)
        for place, each in enumerate(decimals, start=1)
    )
    framework: Framework = replace(
        shipped,
        blocks=(Block("example", "Example"),),
        theme_groups=(group,),
        outcomes=(),
        indicators=rows,
        figures=(),
    )
    return plan_return(framework, shipped.rounds[0].id, group.id)


def _grid(plan: ReturnPlan, table: TableSheet, lines: list[Mapping[str, Value]]) -> Grid:
    """Lay the rows of an example out; a formula that an example overrides is left out."""
    given = {column_id for line in lines for column_id in line}
    values: list[list[Value]] = [[None] * len(table.columns) for _ in range(HEADING_ROW)]
    formulas: dict[tuple[int, int], str] = {}
    for number, line in enumerate(lines, start=FIRST_ROW):
        cells: list[Value] = []
        ordinary = {**_ORDINARY, "key": plan.rows[number - FIRST_ROW].id}
        for place, column in enumerate(table.columns, start=1):
            worked_out = bool(column.formula) and column.id not in given
            if worked_out:
                formulas[number, place] = plan.placing.place(column.formula, table.name, number)
            cells.append(
                None if worked_out else _cell(line.get(column.id, ordinary.get(column.id)))
            )
        values.append(cells)
    return Grid(values, formulas)


def _cell(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _number(value: Value, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
