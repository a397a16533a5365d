"""The LAA spreadsheet as ``laa-spreadsheet.json`` declares it: its views, its other sheets.

What a sheet cannot be made of is refused when the form is loaded, in a sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.form.columns import Column, expanded
from workbook_tools.form.sheets import PlainSheet, refuse_unknown
from workbook_tools.form.years import ROUND, Years
from workbook_tools.problems import DeclarationError

SPREADSHEET = "workbook_templates/laa-spreadsheet.json"


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
    package: Mapping[str, Any] = field(default_factory=dict)
    """The tables of the data package that goes with a public copy."""


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
        document.get("package", {}),
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
            refuse_unknown(path, views[0].name, [sheet.spec["counted"]], shown)
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
        refuse_unknown(path, counted_in, spec.values(), had)


INDICATORS = "indicators"
"""The kind of a sheet with a row for each indicator, whose columns are declared by id."""

OF_LIGHTS = ("lights", INDICATORS)
"""The kinds of sheets whose rows begin with the reference of an indicator, and may hold lights."""


def _check_indicators(
    path: Path, sheet: PlainSheet, columns: Mapping[str, Column], aliases: Collection[str]
) -> None:
    """Refuse columns that are not declared, and what is said of columns it does not show."""
    spec = sheet.spec
    refuse_unknown(path, sheet.name, spec["columns"], {*columns, *aliases})
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
    refuse_unknown(path, sheet.name, said, frozenset(spec["columns"]))


def _check_page(path: Path, sheet: PlainSheet, columns: Mapping[str, Column]) -> None:
    """Refuse unknown columns, and as many widths as there are no headings."""
    spec = sheet.spec
    named = spec.get("columns", [])
    refuse_unknown(path, sheet.name, [*named, *filter(None, [spec.get("about")])], columns)
    totals = spec.get("totals", {}) if sheet.kind in _OF_RETURNS else {}
    refuse_unknown(path, sheet.name, [totals[n] for n in ("by", "amount") if totals], named)
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
        refuse_unknown(path, where["in"], [where["column"]], had)
    refuse_unknown(path, sheet.name, [spec["light"]], spec["looked_up"])
    for source in spec["actions"]["from"]:
        register = plain.get(source["sheet"])
        if register is None or register.kind not in _OF_RETURNS:
            raise DeclarationError(
                f"{path}: the sheet {sheet.name} lists actions of “{source['sheet']}”, which is no "
                "register of the spreadsheet; name one, or take it out."
            )
        named = [source[each] for each in _SAID_OF_ACTIONS if each in source]
        shown = [register.spec.get("about", ""), *register.spec["columns"]]
        refuse_unknown(path, register.name, named, shown)


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


def _view(path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column]) -> ViewSheet:
    numbered = [column.id for column in columns.values() if column.number]
    wanted = numbered if spec["columns"] == "all numbered" else spec["columns"]
    shown = _named(path, spec["name"], wanted, columns)
    layout = [spec["freeze_after"], spec["repeat_through"], *spec["new_page_at"]]
    known = frozenset(column.id.replace("{year}", f"{{{ROUND}}}") for column in shown)
    refuse_unknown(path, spec["name"], layout, known)
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
    refuse_unknown(path, sheet, ids, frozenset(columns))
    return tuple(columns[column_id] for column_id in ids)
