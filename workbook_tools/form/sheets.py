"""The sheets of a return: which columns they show, under which words, how laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.rows_declared import ROLES_OF_FRAMEWORK, columns_in, roles_in
from workbook_tools.framework import Round
from workbook_tools.framework.model import ACCOUNTANTS, THEME_GROUP
from workbook_tools.problems import DeclarationError
from workbook_tools.values.findings import SEVERITIES

RETURN = "workbook_templates/return.json"


@dataclass(frozen=True, slots=True)
class GivesPoints:
    """The rows of a sheet that others can be about: they are words of the list of points."""

    roles: frozenset[str]
    """The roles of such rows."""
    rank: int
    """Where they stand in the list; less comes first."""
    column: str
    """The column whose words put some of them first; empty for none."""
    first: tuple[str, ...]
    """Those words, most urgent first."""


@dataclass(frozen=True)
class TableSheet:
    """A sheet of a return with a table in it, as the template declares it."""

    name: str
    rows: str
    """Its kind of row, by the name in :mod:`workbook_tools.plan.rows`."""
    rows_spec: Mapping[str, Any]
    """What that kind is told: roles, keys, texts."""
    points: GivesPoints | None
    """Which of its rows others can be about; None for none."""
    title: str
    note: str
    empty_note: str
    """Stands in the place of the note where there are no rows."""
    lines: tuple[Mapping[str, str], ...]
    """What stands between the note and the table."""
    paper: str
    pages: int
    """How many pages it is printed on at most; 0 for as many as it takes."""
    freeze_after: str
    """The last column that stays on the screen; empty for none, nor the headings."""
    repeat_through: str
    """The last of the columns that are printed again on every page."""
    new_page_at: tuple[str, ...]
    """The columns that begin a new page beside the one before; empty for one page wide."""
    numbers_shown_as: str
    """The format of the printed numbers over its columns; empty for the bare number."""
    column_ids: tuple[str, ...]
    """Its columns; aliases are among them."""
    bands: Mapping[str, str]
    """Words over groups of columns, by the first column of each."""
    least_lines: int
    """How many lines of text every row has room for."""
    headings: Mapping[str, str]
    """Headings that are other than declared, by column id."""
    widths: Mapping[str, float]
    """Widths that are other than declared."""
    hidden: frozenset[str]
    hidden_where_empty: tuple[str, ...]
    """Columns that are hidden where nothing stands in them when the return is issued."""
    described_by: str
    """The column that says what a row is about; empty where the key does."""
    answer_in: str
    """The column in which an adviser answers what a query asks; empty for none."""
    answer_counts_in: str
    """The column that is blank where what stands there is no answer."""
    asked_in_months: tuple[int, ...]
    """The rounds in which its rows are asked, by the months that they cover; empty for all."""
    counts: str
    """The column with a number for each row that is asked: 1 where it is filled in, else 0."""
    only_with_rows: bool
    """Whether a return without rows for it has no such sheet."""
    asked_of: frozenset[str]
    """Whose returns have it, by the words of ``REPORTER_KINDS``."""

    def is_asked_in(self, round_: Round) -> bool:
        """Whether its rows are asked in a round."""
        return not self.asked_in_months or round_.months in self.asked_in_months


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet whose layout its kind decides; ``spec`` is its declaration."""

    name: str
    kind: str
    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Noun:
    """A word of the form for something that there may be several of."""

    one: str
    many: str

    def counted(self, number: int) -> str:
        """Return a number of them: ``1 theme group``, ``2 theme groups``."""
        return f"{number:,} {self.one if number == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class ReturnTemplate:
    """The return: its sheets in order, and the form's identity."""

    form: str
    version: str
    contact: str
    """Whom to ask where nobody is named."""
    group: Noun
    """What those who complete a return are called."""
    round: Noun
    """What a reporting exercise is called."""
    severities: Mapping[str, Noun]
    """What findings are called, by severity."""
    aliases: Mapping[str, Holds]
    """Names that formulas use for the column of the round's year: ``[@target]``."""
    alias_help: Mapping[str, str]
    """What each of them stands for, in words."""
    sheets: tuple[TableSheet | PlainSheet, ...]

    @property
    def tables(self) -> tuple[TableSheet, ...]:
        """The sheets with a table."""
        return tuple(sheet for sheet in self.sheets if isinstance(sheet, TableSheet))

    @property
    def asked(self) -> frozenset[str]:
        """Who completes a return, by the words of ``REPORTER_KINDS``."""
        return frozenset(kind for table in self.tables for kind in table.asked_of)

    def table(self, name: str) -> TableSheet:
        """Return a sheet with a table by its name. Raises KeyError where there is none."""
        return {sheet.name: sheet for sheet in self.tables}[name]

    def page(self, kind: str) -> Mapping[str, Any] | None:
        """Return the declaration of the first sheet of another kind; None where it has none."""
        pages = (sheet for sheet in self.sheets if isinstance(sheet, PlainSheet))
        return next((sheet.spec for sheet in pages if sheet.kind == kind), None)


def load_return_template(files: DeclaredFiles, columns: Mapping[str, Column]) -> ReturnTemplate:
    """Return the template of the return.

    Raises:
        DeclarationError: the file breaks its schema, or names an unknown column.
    """
    path = files.path(RETURN)
    document = load_json(files, RETURN, "return")
    alias_help = {name: spec.pop("help") for name, spec in document["aliases"].items()}
    aliases = {name: Holds(**spec) for name, spec in document["aliases"].items()}
    sheets = tuple(
        _table(path, spec, columns, frozenset(aliases))
        if spec["kind"] == "table"
        else PlainSheet(spec["name"], spec["kind"], spec)
        for spec in document["sheets"]
    )
    nouns = {name: Noun(**words) for name, words in document["nouns"].items()}
    return ReturnTemplate(
        document["form"],
        document["version"],
        document["contact"],
        nouns["group"],
        nouns["round"],
        {severity: nouns[severity] for severity in SEVERITIES},
        aliases,
        alias_help,
        sheets,
    )


def _table(
    path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column], aliases: frozenset[str]
) -> TableSheet:
    refuse_unknown(path, spec["name"], spec["columns"], frozenset(columns) | aliases)
    layout = [spec["freeze_after"] or "key", spec["repeat_through"], *spec["hidden"]]
    layout += spec.get("hidden_where_empty", ())
    layout += spec.get("new_page_at", ())
    layout += [*spec.get("headings", ()), *spec.get("widths", ()), *spec.get("bands", ())]
    layout += [spec.get("described_by") or "key", spec.get("counts") or "key"]
    layout += [*columns_in(spec["rows"]), *columns_in(spec.get("points"))]
    for name in spec["columns"]:
        layout += columns[name].draws if name in columns else ()
    # A form of an earlier version names the column alone.
    answer = spec.get("answer", {"in": spec["explained_by"]} if "explained_by" in spec else {})
    layout += answer.values()
    _refuse_unknown_roles(path, spec, columns)
    refuse_unknown(path, spec["name"], layout, frozenset(spec["columns"]))
    return TableSheet(
        name=spec["name"],
        rows=spec["rows"]["kind"],
        rows_spec=spec["rows"],
        points=_points(spec["points"]) if "points" in spec else None,
        title=spec["title"],
        note=spec["note"],
        empty_note=spec["empty_note"],
        lines=tuple(spec.get("lines", ())),
        paper=spec["paper"],
        pages=spec.get("pages", 0),
        freeze_after=spec["freeze_after"],
        repeat_through=spec["repeat_through"],
        new_page_at=tuple(spec.get("new_page_at", ())),
        numbers_shown_as=spec.get("numbers_shown_as", ""),
        column_ids=tuple(spec["columns"]),
        bands=spec.get("bands", {}),
        least_lines=spec["least_lines"],
        headings=spec.get("headings", {}),
        widths=spec.get("widths", {}),
        hidden=frozenset(spec["hidden"]),
        hidden_where_empty=tuple(spec.get("hidden_where_empty", ())),
        described_by=spec.get("described_by", ""),
        answer_in=answer.get("in", ""),
        answer_counts_in=answer.get("counts_in", answer.get("in", "")),
        asked_in_months=tuple(spec.get("asked_in_months", ())),
        counts=spec.get("counts", ""),
        only_with_rows=spec.get("only_with_rows", False),
        asked_of=_asked_of(spec),
    )


def _asked_of(spec: Mapping[str, Any]) -> frozenset[str]:
    """Return whose returns have a sheet; that of theme groups where nothing is said."""
    # A form of an earlier version says only whether accountants have it, too.
    more = [ACCOUNTANTS] if spec.get("for_accountants") else []
    return frozenset([*spec.get("for", [THEME_GROUP]), *more])


def is_part_for(spec: Mapping[str, Any], kind: str) -> bool:
    """Whether a part of a sheet (a line, a section, a signer) is there in a kind of return."""
    return kind in spec.get("for", (kind,))


def _points(spec: Mapping[str, Any]) -> GivesPoints:
    first = spec.get("first", {"in": "", "words": ()})
    return GivesPoints(frozenset(spec["roles"]), spec["rank"], first["in"], tuple(first["words"]))


def _refuse_unknown_roles(
    path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column]
) -> None:
    """Refuse a role that no row of a sheet has: what is said of it would never be."""
    known = {*ROLES_OF_FRAMEWORK, *roles_in(spec["rows"])}
    said = [
        (f"column {name}", (*columns[name].on, *columns[name].formula_on))
        for name in spec["columns"]
        if name in columns
    ]
    said.append(("list of points", spec.get("points", {}).get("roles", ())))
    for what, roles in said:
        unknown = [role for role in roles if role not in known]
        if unknown:
            raise DeclarationError(
                f"{path}: on the sheet {spec['name']} the {what} is for rows of the role "
                f"“{unknown[0]}”, which no row there has; use {', '.join(sorted(known))}."
            )


def refuse_unknown(path: Path, sheet: str, ids: Iterable[str], known: Collection[str]) -> None:
    unknown = [column_id for column_id in ids if column_id not in known]
    if unknown:
        raise DeclarationError(
            f"{path}: the sheet {sheet} names the column {unknown[0]}, which columns.json does "
            "not declare or the sheet does not show; correct the name, or add the column."
        )
