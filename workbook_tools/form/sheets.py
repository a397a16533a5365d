"""The sheets of the workbooks: which columns they show, under which words, how laid out.

``return.json`` declares the return, ``laa-spreadsheet.json`` the LAA spreadsheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.form.columns import Column, Holds, expanded
from workbook_tools.form.rows_declared import ROLES_OF_FRAMEWORK, columns_in, roles_in
from workbook_tools.form.years import ROUND, Years
from workbook_tools.framework import Round
from workbook_tools.framework.model import ACCOUNTANTS, THEME_GROUP
from workbook_tools.problems import DeclarationError
from workbook_tools.values.findings import SEVERITIES

RETURN = "workbook_templates/return.json"
SPREADSHEET = "workbook_templates/laa-spreadsheet.json"


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


@dataclass(frozen=True, slots=True)
class ViewSheet:
    """A view of the LAA spreadsheet: columns in printed order, rows by theme group."""

    name: str
    title: str
    note: str
    paper: str
    freeze_after: str
    repeat_through: str
    new_page_at: tuple[str, ...]
    no_rows: str
    """What stands over a theme group without rows; ``{group}`` is its name."""
    declared: tuple[Column, ...]
    """Its columns as declared: a year column stands for all its years."""
    printed: bool = True
    """Whether it is printed with the workbook; else its title only, until somebody wants it."""

    def columns_in(self, years: Years) -> tuple[Column, ...]:
        """Return its columns in a round, each year column once for every year."""
        return tuple(expanded(self.declared, years).values())


@dataclass(frozen=True, slots=True)
class SpreadsheetTemplate:
    """The LAA spreadsheet: its sheets in order."""

    title: str
    sheets: tuple[ViewSheet | PlainSheet, ...]
    footer: Mapping[str, str] = field(default_factory=dict)
    """What stands at the foot of every page; where nothing is said, the sheet's name and page."""
    public: Mapping[str, Any] = field(default_factory=dict)
    """What a public copy leaves out; empty for a form that has none."""
    packs: Mapping[str, Any] = field(default_factory=dict)
    """What is handed in for reviews, by the name of the pack."""


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


def load_spreadsheet_template(
    files: DeclaredFiles, columns: Mapping[str, Column], aliases: Collection[str]
) -> SpreadsheetTemplate:
    """Return the template of the LAA spreadsheet.

    Args:
        files: the declared files.
        columns: every column by id.
        aliases: the names that the returns have for the columns of the round's year.

    Raises:
        DeclarationError: the file breaks its schema, names an unknown column, has no view, or
            has headings without a width.
    """
    path = files.path(SPREADSHEET)
    document = load_json(files, SPREADSHEET, "laa-spreadsheet")
    sheets = tuple(
        _view(path, spec, columns)
        if spec["kind"] == "view"
        else PlainSheet(spec["name"], spec["kind"], spec)
        for spec in document["sheets"]
    )
    _refuse_without_view(path, sheets)
    for sheet in sheets:
        if isinstance(sheet, PlainSheet) and sheet.kind == INDICATORS:
            _check_indicators(path, sheet, columns, aliases)
        elif isinstance(sheet, PlainSheet):
            _check_page(path, sheet, columns)
    for sheet in sheets:
        if isinstance(sheet, PlainSheet) and sheet.kind == "exceptions":
            _check_exceptions(path, sheet, sheets)
    _refuse_without_counts(path, sheets)
    _check_packs(path, document.get("packs", {}), {sheet.name for sheet in sheets})
    return SpreadsheetTemplate(
        document["title"],
        sheets,
        document.get("footer", {}),
        document.get("public", {}),
        document.get("packs", {}),
    )


def _check_packs(path: Path, packs: Mapping[str, Any], names: Collection[str]) -> None:
    """Refuse packs of sheets that the spreadsheet has not, and documents of others than theirs."""
    for pack, spec in packs.items():
        for name in spec["sheets"]:
            if name not in names:
                raise DeclarationError(
                    f"{path}: the pack {pack} has the sheet “{name}”, which the spreadsheet has "
                    "not; correct the name, or take it out."
                )
        for section in spec["sections"]:
            if section["sheet"] not in spec["sheets"]:
                raise DeclarationError(
                    f"{path}: the document of the pack {pack} is made of the sheet "
                    f"“{section['sheet']}”, which is not in its workbook; add it to “sheets”."
                )
            if len(section["widths"]) != len(section["columns"]):
                raise DeclarationError(
                    f"{path}: in the pack {pack}, “{section['heading']}” has "
                    f"{len(section['columns'])} columns and {len(section['widths'])} widths; give "
                    "each column one."
                )


def _refuse_without_counts(path: Path, sheets: Iterable[ViewSheet | PlainSheet]) -> None:
    """Refuse sheets whose figures stand on one that the spreadsheet has not."""
    kinds = {sheet.kind for sheet in sheets if isinstance(sheet, PlainSheet)}
    for kind, needed in (
        ("board summary", "summary"),
        ("checks", "summary"),
        ("funding lights", "summary"),
        ("funding lights", "funding table"),
        ("funding matrix", "funding table"),
        ("funding checks", "funding table"),
    ):
        if kind in kinds and needed not in kinds:
            raise DeclarationError(
                f"{path}: a sheet of the kind “{kind}” looks at one of the kind “{needed}”, which "
                "the spreadsheet does not have; add one, or take the first out."
            )


def _refuse_without_view(path: Path, sheets: Iterable[ViewSheet | PlainSheet]) -> None:
    """Refuse a spreadsheet without a view, and a count of lights that the first does not show."""
    views = [sheet for sheet in sheets if isinstance(sheet, ViewSheet)]
    if not views:
        raise DeclarationError(
            f"{path}: no sheet is a view, and all others point at the first; add one."
        )
    shown = frozenset(column.id for column in views[0].declared)
    for sheet in sheets:
        if isinstance(sheet, PlainSheet) and "counted" in sheet.spec:
            _refuse_unknown(path, views[0].name, [sheet.spec["counted"]], shown)
        if isinstance(sheet, PlainSheet) and sheet.kind in ("summary", "board summary"):
            _refuse_uncounted(path, sheet, sheets)


def _refuse_uncounted(
    path: Path, summary: PlainSheet, sheets: Iterable[ViewSheet | PlainSheet]
) -> None:
    """Refuse to count something by a sheet of lights that has not the columns that say it."""
    for name in ("overridden", "provisional", "direction"):
        spec, had = dict(summary.spec.get(name, ())), frozenset[str]()
        if not spec:
            continue
        counted_in = spec.pop("in")
        # How figures have moved is worked out on sheets of indicators only.
        kinds = (INDICATORS,) if name == "direction" else OF_LIGHTS
        for sheet in sheets:
            if isinstance(sheet, PlainSheet) and sheet.name == counted_in and sheet.kind in kinds:
                had = frozenset(sheet.spec["columns"])
        _refuse_unknown(path, counted_in, spec.values(), had)


INDICATORS = "indicators"
"""The kind of a sheet with a row for each indicator, whose columns are declared by id."""

OF_LIGHTS = ("lights", INDICATORS)
"""The kinds of sheets whose rows begin with the reference of an indicator, and may hold lights."""


def _check_indicators(
    path: Path, sheet: PlainSheet, columns: Mapping[str, Column], aliases: Collection[str]
) -> None:
    """Refuse columns that are not declared, and what is said of columns it does not show."""
    spec = sheet.spec
    _refuse_unknown(path, sheet.name, spec["columns"], {*columns, *aliases})
    declared = [columns[name] for name in spec["columns"] if name in columns]
    if "refused_light" not in spec and any(column.refused_by_rules for column in declared):
        raise DeclarationError(
            f"{path}: the sheet {sheet.name} shows which figures rules refuse and does not say "
            "which light these have; name it in “refused_light”."
        )
    said = [*spec.get("hidden", ()), *spec.get("headings", ()), *spec.get("widths", ())]
    said += [*spec.get("bands", ()), *spec.get("only_with", ()), spec["freeze_after"]]
    said += spec.get("figures_of", ())
    said += (name for column in declared for name in column.draws)
    _refuse_unknown(path, sheet.name, said, frozenset(spec["columns"]))


def _check_page(path: Path, sheet: PlainSheet, columns: Mapping[str, Column]) -> None:
    """Refuse unknown columns, and as many widths as there are no headings."""
    spec = sheet.spec
    named = spec.get("columns", [])
    _refuse_unknown(path, sheet.name, [*named, *filter(None, [spec.get("about")])], columns)
    totals = spec.get("totals", {}) if sheet.kind in _OF_RETURNS else {}
    _refuse_unknown(path, sheet.name, [totals[n] for n in ("by", "amount") if totals], named)
    more = len(named) if sheet.kind in _OF_RETURNS else 0
    wanted, widths = len(spec.get("headings", ())) + more, len(spec["widths"])
    if sheet.kind not in _OTHER_HEADINGS and widths != wanted:
        raise DeclarationError(
            f"{path}: the sheet {sheet.name} has {wanted} columns and {widths} widths; give each "
            "column one."
        )


def _check_exceptions(
    path: Path,
    sheet: PlainSheet,
    sheets: Iterable[ViewSheet | PlainSheet],
) -> None:
    """Refuse to look up what no sheet of indicators has, and to list what no register says."""
    spec = sheet.spec
    plain = {other.name: other for other in sheets if isinstance(other, PlainSheet)}
    for where in spec["looked_up"].values():
        found = plain.get(where["in"])
        is_there = found is not None and found.kind == INDICATORS
        had = found.spec["columns"] if found and is_there else ()
        _refuse_unknown(path, where["in"], [where["column"]], had)
    _refuse_unknown(path, sheet.name, [spec["light"]], spec["looked_up"])
    for source in spec["actions"]["from"]:
        register = plain.get(source["sheet"])
        if register is None or register.kind not in _OF_RETURNS:
            raise DeclarationError(
                f"{path}: the sheet {sheet.name} lists actions of “{source['sheet']}”, which is no "
                "register of the spreadsheet; name one, or take it out."
            )
        named = [source[each] for each in _SAID_OF_ACTIONS if each in source]
        shown = [register.spec.get("about", ""), *register.spec["columns"]]
        _refuse_unknown(path, register.name, named, shown)


_SAID_OF_ACTIONS = ("about", "cause", "what", "owner", "due", "status")
"""What may be said of an action, each in a column of a register."""


_OF_RETURNS = ("register", "entries")
"""The kinds of sheets that list what the returns say in some columns."""

_OTHER_HEADINGS = (
    "board summary",
    "summary",
    "funding matrix",
    "funding years",
    "funding lights",
    "funding returns",
)
"""The kinds of sheets that have more headings than are declared: lights, blocks, years."""


def _table(
    path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column], aliases: frozenset[str]
) -> TableSheet:
    _refuse_unknown(path, spec["name"], spec["columns"], frozenset(columns) | aliases)
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
    _refuse_unknown(path, spec["name"], layout, frozenset(spec["columns"]))
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


def _view(path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column]) -> ViewSheet:
    numbered = [column.id for column in columns.values() if column.number]
    wanted = numbered if spec["columns"] == "all numbered" else spec["columns"]
    shown = _named(path, spec["name"], wanted, columns)
    layout = [spec["freeze_after"], spec["repeat_through"], *spec["new_page_at"]]
    known = frozenset(column.id.replace("{year}", f"{{{ROUND}}}") for column in shown)
    _refuse_unknown(path, spec["name"], layout, known)
    return ViewSheet(
        name=spec["name"],
        title=spec["title"],
        note=spec["note"],
        paper=spec["paper"],
        freeze_after=spec["freeze_after"],
        repeat_through=spec["repeat_through"],
        new_page_at=tuple(spec["new_page_at"]),
        no_rows=spec["no_rows"],
        declared=shown,
        printed=spec.get("printed", True),
    )


def _named(
    path: Path, sheet: str, ids: list[str], columns: Mapping[str, Column]
) -> tuple[Column, ...]:
    _refuse_unknown(path, sheet, ids, frozenset(columns))
    return tuple(columns[column_id] for column_id in ids)


def _refuse_unknown(path: Path, sheet: str, ids: Iterable[str], known: Collection[str]) -> None:
    unknown = [column_id for column_id in ids if column_id not in known]
    if unknown:
        raise DeclarationError(
            f"{path}: the sheet {sheet} names the column {unknown[0]}, which columns.json does "
            "not declare or the sheet does not show; correct the name, or add the column."
        )
