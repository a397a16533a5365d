"""Formulas over column ids, and the ordinary A1 formulas they become in a sheet.

A declared formula is an Excel formula that names columns instead of cells:

``[@actual_city]``
    the cell of that column in the formula's own row; of an entry, the one that holds it as
    it is read, where the table has such a cell
``[!actual_city]``
    the cell itself, with what was typed in it
``[&actual_city]``
    the cells of that column in all rows that share the row's target; in most
    rows that is the row's own cell alone
``[+fund_spent]``
    in a row of totals, the cells of that column in the rows that it adds up
``Indicators[light]``, ``'Governors'' view'[light]``
    the whole column of that sheet, without its headings
``Indicators[@light]``
    the cell of that column in the row of that sheet that has the same key; an empty
    text where the sheet has no such row
``{due}``
    a parameter: a number, a text or a date of the round, or a cell that counts

What comes out has A1 references only: structured references are written wrongly
by some programs and not understood by others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from workbook_tools.problems import DeclarationError
from workbook_tools.values.days import serial
from workbook_tools.values.findings import BRIEF
from workbook_tools.workbooks.address import column_letters


class Written(str):
    """A part of a formula, as a parameter: it is written as it is, not as a text."""

    __slots__ = ()


Parameter = float | int | str | date

_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")        # a text in the formula: left as it is
      | (?:(?P<sheet>[A-Z][A-Za-z]*(?:\ [a-z]+)?)|(?P<quoted>'(?:[^']|'')+'))?
        \[(?P<mark>[@&!+]?)(?P<column>[a-z][a-z0-9_]*)\]
      | \{(?P<parameter>[a-z_]+)\}""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one table stands in its sheet."""

    sheet: str
    positions: Mapping[str, int]
    """1-based column of each column id; aliases are in it too."""
    first_row: int
    last_row: int
    joint_rows: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """For a row whose target is for several rows: all of them, itself included."""
    keys: Mapping[int, str] = field(default_factory=dict)
    """The key of each row."""
    read_at: Mapping[str, int] = field(default_factory=dict)
    """1-based column of the cells that hold an entry as it is read, by the entry's column id."""
    added_up: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """For a row of totals: the rows that it adds up, in order."""

    def position(self, column: str, *, as_typed: bool = False) -> int | None:
        """Return the column in which a formula finds one that it names; None for none."""
        if not as_typed and column in self.read_at:
            return self.read_at[column]
        return self.positions.get(column)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A place in a formula for the cells of a column: the row's own, or its joint rows'."""

    before: str
    """The sheet and the column's letters: ``Indicators!R``."""
    joint: Mapping[int, Sequence[int]]

    def at(self, row: int) -> str:
        rows = self.joint.get(row)
        if rows is None:
            return f"{self.before}{row}"
        return ",".join(f"{self.before}{each}" for each in rows)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A place in a formula for the cell in another sheet's row of the same key."""

    before: str
    rows: Mapping[int, int]
    """Row there by row here."""

    def at(self, row: int) -> str:
        return f"{self.before}{self.rows[row]}" if row in self.rows else '""'


@dataclass(frozen=True, slots=True)
class _Addends:
    """A place in a formula for the cells that a total adds up; rows side by side are one range."""

    sheet: str
    letters: str
    rows: Mapping[int, Sequence[int]]

    def at(self, row: int) -> str:
        runs: list[list[int]] = []
        for each in self.rows.get(row, ()):
            if runs and each == runs[-1][-1] + 1:
                runs[-1].append(each)
            else:
                runs.append([each])
        ends = ([run[0], run[-1]] if len(run) > 1 else run for run in runs)
        cells = (":".join(f"{self.letters}{end}" for end in run) for run in ends)
        return ",".join(f"{self.sheet}{each}" for each in cells) or "0"


_Part: TypeAlias = str | _Cells | _Elsewhere | _Addends


@dataclass(frozen=True, slots=True)
class _Read:
    """A formula that was read: each stands in many rows, most of them alike but for the row."""

    parts: tuple[_Part, ...]
    alike: str
    """The formula with a mark for the row's number."""
    apart: frozenset[int]
    """The rows in which it is another one."""
    is_alike: bool
    """Whether there is a row at all in which it looks at its own row only."""

    @classmethod
    def of(cls, parts: tuple[_Part, ...]) -> _Read:
        """Return the parts of a formula, made ready to be placed in many rows."""
        return cls(
            parts,
            "".join(
                part.before + _ROW if isinstance(part, _Cells) else part
                for part in parts
                if isinstance(part, str | _Cells)
            ),
            frozenset(row for part in parts if isinstance(part, _Cells) for row in part.joint),
            all(isinstance(part, str | _Cells) for part in parts),
        )

    def at(self, row: int) -> str:
        """Return the formula for a row."""
        if self.is_alike and row not in self.apart:
            return self.alike.replace(_ROW, str(row))
        return "".join([part if isinstance(part, str) else part.at(row) for part in self.parts])


_ROW = "\0"
"""Stands for a row's number; no formula holds it."""


@dataclass(frozen=True)
class Placing:
    """All that is needed to place declared formulas in one workbook."""

    layouts: Mapping[str, Layout]
    """By sheet name."""
    parameters: Mapping[str, Parameter]
    _read: dict[tuple[str, str, str], _Read] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Formulas read before: each stands in many rows, and is read once."""

    def place(self, formula: str, sheet: str = "", row: int = 0, *, seen_from: str = "") -> str:
        """Return ``formula`` with A1 references, for a cell in ``row`` of ``sheet``.

        A formula outside any table, which names whole columns only, needs neither.
        ``seen_from`` is the sheet the formula is written on, where that is another one.

        Raises:
            DeclarationError: it names a column, sheet or parameter that is not there.
        """
        key = (formula, sheet, seen_from or sheet)
        if key not in self._read:
            self._read[key] = _Read.of(tuple(self._parts(*key)))
        return self._read[key].at(row)

    def _parts(self, formula: str, sheet: str, here: str) -> Iterator[_Part]:
        for name in _names_and_texts(formula):
            yield name if isinstance(name, str) else self._part(name, formula, sheet, here)

    def _part(self, name: _Name, formula: str, sheet: str, here: str) -> _Part:
        if name.parameter:
            return _literal(self._parameter(name.parameter, formula))
        other = name.sheet or sheet
        layout = self._layout(other, formula)
        letters = _letters(layout, name.column, formula, as_typed=name.mark == "!")
        before = f"{quoted(other)}!" if other != here else ""
        if name.mark == "+":
            return _Addends(f"{quoted(other)}!" if other != here else "", letters, layout.added_up)
        if name.mark and other != sheet:
            return _Elsewhere(f"{before}{letters}", self._same_keys(sheet, other))
        if name.mark:
            joint = layout.joint_rows if name.mark == "&" else {}
            return _Cells(f"{before}{letters}", joint)
        return f"{before}${letters}${layout.first_row}:${letters}${layout.last_row}"

    def _same_keys(self, sheet: str, other: str) -> Mapping[int, int]:
        """Return the row in another sheet of each row of a sheet that has one with its key."""
        there = {key: row for row, key in self.layouts[other].keys.items()}
        return {row: there[key] for row, key in self.layouts[sheet].keys.items() if key in there}

    def _parameter(self, name: str, formula: str) -> Parameter:
        if name not in self.parameters:
            raise DeclarationError(
                f"The formula {_short(formula)} names the parameter {{{name}}}, which does "
                f"not exist; use one of {', '.join(sorted(self.parameters))}."
            )
        return self.parameters[name]

    def _layout(self, sheet: str, formula: str) -> Layout:
        if sheet not in self.layouts:
            raise DeclarationError(
                f"The formula {_short(formula)} names the sheet {sheet or '(none)'}, which "
                f"has no table; use one of {', '.join(self.layouts)}."
            )
        return self.layouts[sheet]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a declared formula: of a parameter, or of the cells of a column."""

    sheet: str
    mark: str
    column: str
    parameter: str


def values_of(parameters: Mapping[str, Parameter]) -> dict[str, float | str]:
    """Return the parameters as cells would hold them, by name in braces; cells that count are not
    among them."""
    return {
        f"{{{name}}}": serial(value) if isinstance(value, date) else _plain_value(value)
        for name, value in parameters.items()
        if not isinstance(value, Written)
    }


def _plain_value(value: float | int | str) -> float | str:
    return value if isinstance(value, str) else float(value)


@lru_cache(maxsize=4096)
def _names_and_texts(formula: str) -> tuple[_Name | str, ...]:
    """Return a formula in pieces: the names in it, and what stands between them."""
    pieces: list[_Name | str] = []
    end = 0
    for match in _REFERENCE.finditer(formula):
        if match["text"]:
            continue
        pieces.append(formula[end : match.start()])
        found = (match["mark"] or "", match["column"] or "", match["parameter"] or "")
        pieces.append(_Name(_sheet(match), *found))
        end = match.end()
    return (*pieces, formula[end:])


@lru_cache(maxsize=256)
def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas and links write it, in quotation marks if needed."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def columns_named(formula: str) -> frozenset[str]:
    """Return the ids of the columns that a formula names."""
    return frozenset(column for _, column in names_in(formula))


@lru_cache(maxsize=4096)
def names_in(formula: str) -> frozenset[tuple[str, str]]:
    """Return the (sheet, column id) pairs that a formula names; the sheet may be empty."""
    return frozenset(
        (_sheet(match), match["column"])
        for match in _REFERENCE.finditer(formula)
        if match["column"]
    )


@lru_cache(maxsize=4096)
def own_columns_of(formula: str) -> tuple[str, ...]:
    """Return the columns whose cell in its own row a formula names, in order, each once."""
    return tuple(
        dict.fromkeys(
            m["column"]
            for m in _REFERENCE.finditer(formula)
            if m["mark"] == "@" and not (m["sheet"] or m["quoted"])
        )
    )


@lru_cache(maxsize=4096)
def cells_elsewhere(formula: str) -> tuple[str, ...]:
    """Return the cells of other sheets' rows of the same key that a formula names, each once."""
    return tuple(
        dict.fromkeys(
            m[0]
            for m in _REFERENCE.finditer(formula)
            if m["mark"] == "@" and (m["sheet"] or m["quoted"])
        )
    )


def _sheet(match: re.Match[str]) -> str:
    """Return the sheet that a reference names; empty for the formula's own."""
    return match["sheet"] or (match["quoted"] or "")[1:-1].replace("''", "'")


def plain_of(formula: str) -> str:
    """Return a formula with every name replaced by a cell, to be parsed; texts are blanked."""

    def replace(match: re.Match[str]) -> str:
        return '""' if match["text"] else "A1"

    return _REFERENCE.sub(replace, formula)


def _letters(layout: Layout, column_id: str, formula: str, *, as_typed: bool) -> str:
    position = layout.position(column_id, as_typed=as_typed)
    if position is None:
        raise DeclarationError(
            f"The formula {_short(formula)} names the column {column_id}, which the sheet "
            f"{layout.sheet} does not show; correct the formula or add the column."
        )
    return column_letters(position)


def _short(formula: str) -> str:
    """Return a formula as a message repeats it: what reads an entry is a page long."""
    return formula if len(formula) <= BRIEF else f"{formula[: BRIEF - 1]}…"


def _literal(value: Parameter) -> str:
    for kind, write in _LITERALS:
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"no literal for {type(value).__name__}")


def _date_literal(value: date) -> str:
    return f"DATE({value.year},{value.month},{value.day})"


def text_literal(value: str) -> str:
    """Return a text as a formula writes it."""
    return '"' + value.replace('"', '""') + '"'


_LITERALS: tuple[tuple[type, Callable[..., str]], ...] = (
    (date, _date_literal),
    (Written, str),
    (str, text_literal),
    (float, repr),
    (int, repr),
)
