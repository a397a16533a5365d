"""Reading a formula: what tells its sure result on a row, from its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from workbook_tools.formulas.engine import FormulaError, Value, parsed
from workbook_tools.formulas.foregone.numbers import (
    ARITHMETIC,
    NUMBER_FUNCTIONS,
    OVER_CELLS,
    UNARY,
    of_numbers,
)
from workbook_tools.formulas.foregone.texts import TEXT_FUNCTIONS, joined
from workbook_tools.formulas.foregone.values import (
    ALONE,
    COMPARED,
    ERROR,
    FOUND,
    UNKNOWN,
    Constant,
    Mark,
    Reading,
    Row,
    Sure,
    compare,
    same_text,
)


@cache
def reading_of(formula: str) -> Reading:
    """Return what tells the sure result of a declared condition on a row.

    It is for those who ask only where nothing that the condition looks at is an error: what
    is not known counts as no error.
    """
    return _Reader(is_strict=False).read(parsed(formula))


@cache
def result_of(formula: str) -> Callable[[Row], Value | Mark]:
    """Return what tells the sure result of a declared formula on a row, errors reckoned with.

    The result is a number, a text, a truth value or :data:`UNKNOWN`.
    """
    node = parsed(formula)
    read, named = _STRICT.read(node), _names_in(node)
    if len(named) != 1:
        return lambda row: _as_result(read(row))
    # Most rows hold the same in the one cell that such a formula looks at: nothing.
    said: dict[Value, Value | Mark] = {}
    name = next(iter(named))

    def result(row: Row) -> Value | Mark:
        if name not in row:
            return UNKNOWN
        value = row[name]
        if value is not None and value != "":
            return _as_result(read(row))
        if value not in said:
            said[value] = _as_result(read(row))
        return said[value]

    return result


def _as_result(said: Sure) -> Value | Mark:
    # What a blank cell gives to a formula that repeats it is for the engine to say.
    return UNKNOWN if said is None or isinstance(said, Mark) else said


def _names_in(node: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the cells and parameters that a formula looks at."""
    if node["node_type"] == "Reference":
        return frozenset([_name_of(node["reference"]) or node["reference"]])
    if node["node_type"] == "Array":
        return frozenset([_parameter_in(node["rows"]) or str(node["rows"])])
    parts = [node[each] for each in ("left", "right", "operand") if each in node]
    return frozenset().union(*map(_names_in, [*parts, *node.get("args", ())]))


_CELL = re.compile(r"(.*)\[([@!&])([a-z][a-z0-9_]*)\]")


def _name_of(reference: str) -> str:
    """Return the name by which a row holds a cell; empty for what is no single cell."""
    match = _CELL.fullmatch(reference)
    if not match:
        return ""
    sheet, mark, column = match.groups()
    return reference if sheet else column if mark == "@" else f"{mark}{column}"


class _Reader:
    """Reads formulas, strictly or not: whether what is unknown may turn out to be an error."""

    def __init__(self, *, is_strict: bool) -> None:
        self._is_strict = is_strict

    def read(self, node: Mapping[str, Any]) -> Reading:
        """Return the reading of a formula, or of a part of one."""
        kind = node["node_type"]
        if kind == "Literal":
            return Constant(node["value"])
        if kind == "Reference":
            return _cell(_name_of(node["reference"]))
        if kind == "Array":
            return _cell(_parameter_in(node["rows"]))
        if kind == "UnaryOp":
            return of_numbers(UNARY.get(node["operator"]), [self.read(node["operand"])])
        if kind == "BinaryOp":
            return _cell_beside_text(node) or self._binary(node)
        if kind == "Function":
            return self._function(node["name"].upper(), node["args"])
        return Constant(UNKNOWN)

    def _binary(self, node: Mapping[str, Any]) -> Reading:
        sign, left, right = node["operator"], self.read(node["left"]), self.read(node["right"])
        if sign in ARITHMETIC:
            return of_numbers(ARITHMETIC[sign], [left, right])
        if sign in COMPARED:
            return lambda row: compare(sign, left(row), right(row))
        return joined(left, right) if sign == "&" else Constant(UNKNOWN)

    def _function(self, name: str, arguments: Sequence[Mapping[str, Any]]) -> Reading:
        # What is asked whether it is an error may be one.
        reader = _STRICT if name in ("IFERROR", "ISERROR") else self
        operands = [reader.read(each) for each in arguments]
        if name in OVER_CELLS:
            # These pass over texts in cells, but stumble over texts that a formula gives.
            are_cells = [each["node_type"] == "Reference" for each in arguments]
            operands = [
                each if is_cell else _number_only(each)
                for each, is_cell in zip(operands, are_cells, strict=True)
            ]
        if name in ("AND", "OR"):
            return self._any_of(operands, name == "OR")
        if name == "IF":
            return _if(operands, may_be_error=self._is_strict)
        return _FUNCTIONS[name](operands) if name in _FUNCTIONS else Constant(UNKNOWN)

    def _any_of(self, operands: Sequence[Reading], decides: bool) -> Reading:
        """Read a function that one operand can decide, if none of the others is an error."""
        if self._is_strict:
            return lambda row: _decided([operand(row) for operand in operands], decides)

        def reading(row: Row) -> Sure:
            is_certain = True
            for operand in operands:
                result = operand(row)
                if result is decides:
                    return decides
                is_certain = is_certain and result is (not decides)
            return not decides if is_certain else UNKNOWN

        return reading


_STRICT = _Reader(is_strict=True)


def _number_only(operand: Reading) -> Reading:
    def reading(row: Row) -> Sure:
        value = operand(row)
        return value if isinstance(value, float) else UNKNOWN

    return reading


def _decided(results: Sequence[Sure], decides: bool) -> Sure:
    if not all(isinstance(result, bool) for result in results):
        return UNKNOWN
    return decides if decides in results else not decides


def _cell(name: str) -> Reading:
    if not name:
        return Constant(UNKNOWN)

    def reading(row: Row) -> Sure:
        if name not in row:
            return UNKNOWN
        value = row[name]
        if value.__class__ is int:
            return float(value)
        return ERROR if isinstance(value, FormulaError) else value

    return reading if not name.startswith("&") else _only(name[1:])


def _only(name: str) -> Reading:
    """Read the cells of the rows that share a target, where the row shares it with no other."""
    own = _cell(name)
    return lambda row: own(row) if ALONE in row else UNKNOWN


def _parameter_in(rows: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    """Return the name of a parameter, which is parsed as a list of one; empty for other lists."""
    one = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else None
    is_name = one is not None and one["node_type"] == "Reference"
    return f"{{{one['reference']}}}" if one is not None and is_name else ""


def _cell_beside_text(node: Mapping[str, Any]) -> Reading | None:
    """Read the comparison of a cell with a text, which most conditions are, in one step."""
    sign, left, right = node["operator"], node["left"], node["right"]
    is_plain = left["node_type"] == "Reference" and right["node_type"] == "Literal"
    name = _name_of(left["reference"]) if is_plain else ""
    if not name or sign not in ("=", "<>") or not isinstance(right["value"], str):
        return None
    text, same = right["value"], sign == "="

    def reading(row: Row) -> Sure:
        value = row.get(name, _NOT_THERE)
        if value.__class__ is str:
            is_same = same_text(value, text)
            return is_same if is_same is UNKNOWN else is_same is same
        if value is None:
            return (not text) is same
        return (not same) if value.__class__ is float else UNKNOWN

    return reading


_NOT_THERE: Any = UNKNOWN


# Functions of any values -------------------------------------------------------------


def _not(operands: Sequence[Reading]) -> Reading:
    def reading(row: Row) -> Sure:
        result = operands[0](row)
        return not result if isinstance(result, bool) else UNKNOWN

    return reading


def _if(operands: Sequence[Reading], *, may_be_error: bool) -> Reading:
    if len(operands) != 3:
        return Constant(UNKNOWN)
    condition, then, other = operands

    def reading(row: Row) -> Sure:
        result = condition(row)
        if isinstance(result, bool):
            return then(row) if result else other(row)
        if result is ERROR or may_be_error:
            return result if result is ERROR else UNKNOWN
        first, second = then(row), other(row)
        # Both ways end the same.
        return first if isinstance(first, bool) and first is second else UNKNOWN

    return reading


def _if_error(operands: Sequence[Reading]) -> Reading:
    if len(operands) != 2:
        return Constant(UNKNOWN)
    first, second = operands

    def reading(row: Row) -> Sure:
        result = first(row)
        if result is ERROR:
            return second(row)
        return UNKNOWN if result is None else result

    return reading


def _tells(known: Callable[[Sure], bool]) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function that tells of what kind a value is."""

    def read(operands: Sequence[Reading]) -> Reading:
        operand = operands[0]

        def reading(row: Row) -> Sure:
            value = operand(row)
            return UNKNOWN if value is UNKNOWN else known(value)

        return reading

    return read


_FUNCTIONS: Mapping[str, Callable[[Sequence[Reading]], Reading]] = {
    "NOT": _not,
    "IFERROR": _if_error,
    "ISNUMBER": _tells(lambda value: value is FOUND or isinstance(value, float)),
    "ISTEXT": _tells(lambda value: isinstance(value, str)),
    "ISERROR": _tells(lambda value: value is ERROR),
    **TEXT_FUNCTIONS,
    **NUMBER_FUNCTIONS,
}
"""The functions that are read, besides AND, OR and IF."""
