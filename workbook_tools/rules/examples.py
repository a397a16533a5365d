"""Trying a rule on its own examples: rows it must pass, and rows it must fail.

An example says only what matters to the rule. The rest of its row is an ordinary
indicator: a percentage for the framework's first area, higher is better, on its way from
a baseline of 40 by way of 42 and 44 to targets of 46, 48, 50 and 52, with nothing entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbook_tools.form import Form
from workbook_tools.form.rules.model import Example, Rule
from workbook_tools.formulas.engine import Grid, Value, evaluate, reached
from workbook_tools.framework import (
    Block,
    Figure,
    Framework,
    Indicator,
    Outcome,
    Round,
    ThemeGroup,
)
from workbook_tools.framework.funding import (
    ALLOCATION,
    POOLINGS,
    Allocation,
    Funding,
    FundingLine,
)
from workbook_tools.framework.registers import Activity, Community, Recommendation
from workbook_tools.framework.rounds import standard_rounds, years_after
from workbook_tools.plan.return_plan import CHECKS_SHEET, ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.issued import plan_return
from workbook_tools.rules.placed import declared_formula

_TARGETS = {-1: 46.0, 0: 48.0, 1: 50.0, 2: 52.0}
"""The targets of the ordinary indicator, by how many years they are from the round's."""

_ACTUALS = {-2: 42.0, -1: 44.0}
"""Its earlier figures, in the same way."""

_BASELINE, _BASELINE_YEAR = 40.0, -3

Line = Mapping[str, Value]
"""A row of an example, by column id or alias."""

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
    unit_source="",
    unit_type="percent",
    decimals=1,
    polarity="higher",
    kind="rate",
    profile="from baseline",
    area="",
    lpsa=False,
    floor=None,
    note="",
)

_GROUP, _BOARD = "example", "example-board"
"""Ids of the theme group whose return has the rows of an example, and of the board."""

_OUTCOMES = tuple(
    Outcome(f"EX-O{number}", _GROUP, "group", f"Example {number}", "", "", None)
    for number in range(1, 6)
)
"""The outcomes that the theme group answers for."""


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


def try_examples(form: Form, framework: Framework, rule: Rule) -> list[Trial]:
    """Try every example of a rule, in its declared order: the passing ones first."""
    return [
        Trial(rule, example, should_pass, _message(form, framework, rule, example))
        for should_pass, examples in ((True, rule.passes), (False, rule.fails))
        for example in examples
    ]


def _message(form: Form, framework: Framework, rule: Rule, example: Example) -> str:
    lines: list[Line] = [example.row, *example.others]
    named = next((each.id for each in form.columns.values() if each.says == "decimals"), "")
    decimals = tuple(int(_number(line.get(named), 1)) for line in lines)
    round_ = _round(framework, example.round_months)
    plans = (_plan(form, framework, round_, decimals, group) for group in (_GROUP, _BOARD))
    plan = next(plan for plan in plans if _has_row_for(plan, rule.sheet, lines[0]))
    table = plan.table(rule.sheet)
    rows = _rows_for(table, lines)
    declared = declared_formula(rule, table, rows[0].figure_format)
    place = (table.name, table.row_numbers[rows[0].id])
    written = {table.name: {row.id: line for row, line in zip(rows, lines, strict=False)}}
    for sheet, line in example.elsewhere.items():
        other = plan.table(sheet)
        key = rows[0].id if rows[0].id in other.row_numbers else _first_row(other).id
        written[sheet] = {key: line}
    asked = plan.placing.place(declared, *place, seen_from=CHECKS_SHEET)

    def laid_out(name: str) -> Grid | None:
        return _grid(plan, tables[name], written.get(name, {})) if name in tables else None

    tables = {each.name: each for each in plan.tables}
    grids = reached(asked, CHECKS_SHEET, laid_out) | {CHECKS_SHEET: Grid([], {(1, 1): asked})}
    said = evaluate(grids)[CHECKS_SHEET][1, 1]
    return "" if said is None else str(said)


def _first_row(table: PlannedTable) -> Row:
    return next(row for row in table.rows if not row.is_heading)


def _role_of(table: PlannedTable, line: Line) -> Value:
    """Return the role that a line of an example says its row has; empty where it says none."""
    return line.get(table.sheet.rows_spec.get("role_in", ""), "")


def _has_row_for(plan: ReturnPlan, sheet: str, line: Line) -> bool:
    """Whether a return has the sheet of an example, and a row of its role; the board's has all."""
    if plan.group.id == _BOARD:
        return True
    if not plan.has(sheet):
        return False
    table = plan.table(sheet)
    role = _role_of(table, line)
    return not role or any(row.role == role for row in table.rows)


def _rows_for(table: PlannedTable, lines: Sequence[Line]) -> list[Row]:
    """Return a row for each line of an example, of the role that it names if it names one."""
    role = _role_of(table, lines[0])
    rows = [row for row in table.rows if not row.is_heading]
    first = next((row for row in rows if row.role == role), rows[0])
    return [first, *(row for row in rows if row is not first)][: len(lines)]


def _round(framework: Framework, months: int) -> Round:
    """Return a round of so many months: a declared one, or one of the first one's year."""
    for round_ in framework.rounds:
        if round_.months == months:
            return round_
    rounds = standard_rounds(framework.rounds[0].year)
    return next(round_ for round_ in rounds if round_.months == months)


_plans: dict[tuple[str, str, Round, tuple[int, ...], str], ReturnPlan] = {}
"""Plans made before, by the fingerprints of form and framework, round, decimals and who returns."""


def _plan(
    form: Form, framework: Framework, round_: Round, decimals: tuple[int, ...], group: str
) -> ReturnPlan:
    """Return the plan of a return with as many indicators as an example has rows."""
    key = (form.fingerprint, framework.fingerprint, round_, decimals, group)
    if key not in _plans:
        area = framework.areas[0].id
        rows = tuple(
            replace(_INDICATOR, id=f"EX-{place}", source_line=place, decimals=each, area=area)
            for place, each in enumerate(decimals, start=1)
        )
        example = replace(
            framework,
            blocks=(Block("example", "Example"),),
            theme_groups=(ThemeGroup(_GROUP, "example", "Example", "Example", "EX"),),
            outcomes=_OUTCOMES,
            indicators=rows,
            figures=tuple(_figures(framework, rows, round_.year)),
            replaced=(),
            rounds=(round_,),
            funding=_funding(round_.year),
            board=(ThemeGroup(_BOARD, "", "", "Example board", "EXB"),),
            accountants=(),
            asked_from={},
            activities=_activities(len(decimals)),
            recommendations=_recommendations(len(decimals)),
            communities=(Community("EX-I1", "Example people", "example", "", "", "", "", ""),),
        )
        _plans[key] = plan_return(form, example, round_.id, group)
    return _plans[key]


def _activities(number: int) -> tuple[Activity, ...]:
    """Return so many ordinary activities of the theme group."""
    return tuple(
        Activity(f"EX-T{each}", _GROUP, "why", "", "", "", "", f"Example {each}", "", "")
        for each in range(1, number + 1)
    )


def _recommendations(number: int) -> tuple[Recommendation, ...]:
    """Return so many ordinary recommendations to the theme group."""
    return tuple(
        Recommendation(
            f"EX-R{each}", _GROUP, "why", "", "", f"Example {each}", "", "", None, "", ""
        )
        for each in range(1, number + 1)
    )


def _funding(year: str) -> Funding:
    """Return an ordinary stream with an ordinary allocation in the year of the round."""
    line = FundingLine(
        id="EX-F1",
        stream="example",
        title="Example fund",
        aliases="",
        block="example",
        pooling=POOLINGS[0],
        previously_pooled="",
        reported_by="example",
        reason="It is the example.",
        became="",
        note="",
    )
    allocation = Allocation(
        line=line.id,
        year=year,
        kind="revenue",
        basis=ALLOCATION,
        amount=f"{_ALLOCATED}",
        unit="£",
        named=line.title,
        heading="",
        printed="",
        source="",
        note="",
    )
    return Funding((line,), (allocation,))


_ALLOCATED = 100_000


def _figures(framework: Framework, rows: Sequence[Indicator], year: str) -> Iterator[Figure]:
    """Yield what is known of the ordinary indicators, when the year of the round is ``year``.

    Long ago there were figures for all areas, so that they are asked for where areas are
    compared.
    """
    for row in rows:
        began = years_after(year, _BASELINE_YEAR)
        yield _figure(row, "baseline", "", _BASELINE, began)
        for later, value in _TARGETS.items():
            yield _figure(row, "target", years_after(year, later), value)
        for later, value in _ACTUALS.items():
            of = years_after(year, later)
            yield _figure(row, "actual", of, value, of)
        for area in framework.areas[1:]:
            yield _figure(replace(row, area=area.id), "actual", began, _BASELINE, began)


def _figure(row: Indicator, field: str, year: str, value: float, period: str = "") -> Figure:
    return Figure(
        indicator=row.id,
        field=field,
        year=year,
        area=row.area,
        measure="value",
        value=value,
        status="number",
        limit="",
        joint="",
        share=1.0,
        span="",
        due="",
        period=period,
        printed="",
        remark="",
        basis="printed",
        column=None,
        source_line=None,
        note="",
    )


def _grid(plan: ReturnPlan, table: PlannedTable, lines: Mapping[str, Line]) -> Grid:
    """Lay the rows of an example out; a formula that an example overrides is left out."""
    overridden = {table.column(name).id for line in lines.values() for name in line}
    values: list[list[Value]] = [[None] * len(table.columns) for _ in range(table.heading_row)]
    formulas: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table.rows, start=table.first_row):
        line = lines.get(row.id)
        given = _by_column(table, line or {})
        cells: list[Value] = []
        for place, column in enumerate(table.columns, start=1):
            formula = column.formula_in(row)
            if formula and column.id not in overridden:
                formulas[number, place] = plan.placing.place(formula, table.name, number)
                cells.append(None)
            else:
                cells.append(_cell(given.get(column.id, table.known(row, column).value)))
        values.append(cells)
    return Grid(values, formulas)


def _by_column(table: PlannedTable, line: Line) -> dict[str, Value]:
    """Return the values of a line by column id; what the table does not show is left out."""
    shown = table.named_positions
    return {table.column(name).id: value for name, value in line.items() if name in shown}


def _cell(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _number(value: Value, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
