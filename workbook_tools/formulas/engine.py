"""Working formulas out, with Excel's semantics.

The one module that knows ``formualizer``. Everything goes to it in blocks: set
and read cell by cell it takes about ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TypeAlias

from workbook_tools.workbooks.address import parse_area

Value: TypeAlias = float | str | bool | None
"""What a cell holds; dates are days as Excel counts them."""


@dataclass(slots=True)
class Grid:
    """One sheet to be worked out: values from the top left, and formulas over them.

    ``values`` is a list of equally long rows. ``formulas`` is keyed by 1-based
    (row, column); a formula begins with ``=`` and uses A1 references. A value may be a
    :class:`FormulaError`.
    """

    values: list[list[Value]]
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


class FormulaError(str):
    """An Excel error, such as ``#VALUE!``, as the result of a formula."""

    __slots__ = ()


class Calculation:
    """Sheets worked out once, of which more can be asked without laying them out again."""

    def __init__(self, grids: Mapping[str, Grid]) -> None:
        """Lay the sheets out, by name, and work out every formula in them."""
        # Imported here: commands that work nothing out need not wait for it.
        import formualizer

        self._workbook = formualizer.Workbook(config=_of_one_thread())
        self._workbook.set_temporal_egress("serial")
        for name, grid in grids.items():
            self._lay_out(name, grid)
        self._workbook.evaluate_all()
        self._sheets = len(grids)
        self.results = {
            name: _results(self._workbook.sheet(name), name, grid.formulas)
            for name, grid in grids.items()
        }
        """The result of every formula, by sheet name and (row, column): a float, a text, a
        boolean, None for a reference to a blank cell, or a :class:`FormulaError`."""

    def ask(self, formulas: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], Value]:
        """Return the results of more formulas over the sheets, by (row, column).

        They stand on a sheet of their own; laid out as a square they are worked out
        several times quicker than in one long column.
        """
        self._sheets += 1
        name = f"asked {self._sheets}"
        self._lay_out(name, Grid([], dict(formulas)))
        self._workbook.evaluate_all()
        return _results(self._workbook.sheet(name), name, formulas)

    def _lay_out(self, name: str, grid: Grid) -> None:
        sheet = self._workbook.sheet(name)
        formulas = dict(grid.formulas)
        for row, column, values in _value_blocks(grid, formulas):
            sheet.set_values_batch(row, column, len(values), 1, values)
        for row, column, block in _formula_blocks(formulas):
            sheet.set_formulas_batch(row, column, len(block), 1, block)


@cache
def _of_one_thread() -> Any:
    """Return how the engine works sheets as small as ours out: its threads cost more than they
    save, a tenth of the time of a processor."""
    import formualizer

    config = formualizer.EvaluationConfig()
    config.enable_parallel = False
    mode = formualizer.WorkbookMode.Interactive
    return formualizer.WorkbookConfig(mode=mode, eval_config=config)


def evaluate(grids: Mapping[str, Grid]) -> dict[str, dict[tuple[int, int], Value]]:
    """Return the result of every formula of some sheets, by sheet name and (row, column)."""
    return Calculation(grids).results


def reached(formula: str, here: str, sheet: Callable[[str], Grid | None]) -> dict[str, Grid]:
    """Return the sheets that a formula on ``here`` looks at, straight or by way of others.

    Of their formulas only those are left that it comes by: to work out one formula that
    takes a fraction of what working out the whole sheets takes. ``sheet`` returns a sheet
    by its name, and None where there is none.
    """
    whole: dict[str, Grid] = {}
    grids: dict[str, Grid] = {}
    pending = [(here, formula)]
    while pending:
        here, formula = pending.pop()
        for name, (top, left, bottom, right) in areas_in(formula):
            at = name or here
            found = whole.get(at) or sheet(at)
            if found is None:
                continue
            whole[at] = found
            grid = grids.setdefault(at, Grid(found.values))
            for (row, column), text in found.formulas.items():
                is_in = top <= row <= bottom and left <= column <= right
                if is_in and (row, column) not in grid.formulas:
                    grid.formulas[row, column] = text
                    pending.append((at, text))
    return grids


@lru_cache(maxsize=20_000)
def areas_in(formula: str) -> tuple[tuple[str, tuple[int, int, int, int]], ...]:
    """Return the areas that a formula looks at, each with its sheet or an empty text.

    What looks like one within a text is taken for one, too.
    """
    found = []
    for match in _AREA.finditer(formula):
        area = parse_area(match["area"])
        if area is not None:
            found.append((match["sheet"] or (match["quoted"] or "").replace("''", "'"), area))
    return tuple(dict.fromkeys(found))


_AREA = re.compile(
    r"""(?:(?:(?P<sheet>\w+)|'(?P<quoted>(?:[^']|'')+)')!)?
        (?P<area>\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)""",
    re.VERBOSE,
)


def recalculated(content: bytes) -> bytes:
    """Return a workbook's bytes with the cached value of every formula filled in.

    No other part of the package is touched, and the clock is fixed, so that the
    same bytes in give the same bytes out.
    """
    import formualizer

    result = formualizer.recalculate_xlsx_bytes(
        content, deterministic_timestamp_utc=datetime(2000, 1, 1, tzinfo=UTC)
    )
    output: bytes = result["bytes"]
    return output


def results_in(
    content: bytes, formulas: Mapping[str, Collection[tuple[int, int]]]
) -> dict[str, dict[tuple[int, int], Value]]:
    """Return the results of a workbook's formulas, by sheet name and (row, column).

    ``formulas`` says where they stand, by sheet name.
    """
    import formualizer

    workbook = formualizer.load_workbook_bytes(content)
    workbook.set_temporal_egress("serial")
    workbook.evaluate_all()
    return {
        name: _results(workbook.sheet(name), name, dict.fromkeys(places, ""))
        for name, places in formulas.items()
    }


def functions_used(formula: str) -> frozenset[str]:
    """Return the names of the functions that a formula calls, in capitals.

    Raises:
        ValueError: it is not a formula.
    """
    import formualizer

    try:
        formualizer.parse(formula)
        tokens = formualizer.tokenize(formula)
    except (formualizer.ParserError, formualizer.TokenizerError) as error:
        raise ValueError(str(error)) from error
    return frozenset(
        token.value.rstrip("(").upper()
        for token in tokens
        if token is not None and (str(token.token_type), str(token.subtype)) == ("Func", "Open")
    )


def parsed(formula: str) -> Mapping[str, Any]:
    """Return a formula, over column ids too, as a tree of functions, operators and references.

    Raises:
        ValueError: it is not a formula.
    """
    import formualizer

    try:
        tree: Mapping[str, Any] = formualizer.parse(formula).to_dict()
    except (formualizer.ParserError, formualizer.TokenizerError) as error:
        raise ValueError(str(error)) from error
    return tree


def _value_blocks(
    grid: Grid, formulas: dict[tuple[int, int], str]
) -> Iterable[tuple[int, int, list[list[Value]]]]:
    """Group values that stand directly under each other: ``(row, column, block)``.

    Blanks are left out: they take as long as values, and one where a formula is to stand would
    hide the formula's result. For each value that is an error a formula is added that gives one;
    which error is the same.
    """
    for column, values in enumerate(zip(*grid.values, strict=True), start=1):
        block: list[list[Value]] = []
        for row, value in enumerate(values, start=1):
            if value.__class__ is FormulaError:
                formulas[row, column] = "=NA()"
            elif value is not None and (row, column) not in formulas:
                block.append([value])
                continue
            if block:
                yield row - len(block), column, block
                block = []
        if block:
            yield len(values) + 1 - len(block), column, block


def _formula_blocks(
    formulas: Mapping[tuple[int, int], str],
) -> Iterable[tuple[int, int, list[list[str]]]]:
    """Group formulas that stand directly under each other: ``(row, column, block)``."""
    block: list[list[str]] = []
    start = (0, 0)
    for row, column in sorted(formulas, key=lambda place: (place[1], place[0])):
        if block and (column, row) != (start[1], start[0] + len(block)):
            yield start[0], start[1], block
            block = []
        if not block:
            start = (row, column)
        block.append([formulas[row, column]])
    if block:
        yield start[0], start[1], block


def _results(
    sheet: Any, name: str, formulas: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], Value]:
    import formualizer

    if not formulas:
        return {}
    last_row = max(row for row, _ in formulas)
    last_column = max(column for _, column in formulas)
    area = formualizer.RangeAddress(name, 1, 1, last_row, last_column)
    values: Sequence[Sequence[object]] = sheet.get_values(area)
    return {(row, column): _plain(values[row - 1][column - 1]) for row, column in formulas}


def _plain(value: object) -> Value:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str):
        return value
    kind = str(value.get("kind")) if isinstance(value, Mapping) else ""
    return FormulaError(_ERRORS.get(kind, "#VALUE!"))


_ERRORS = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
