"""The form as one value: all that says how a round is asked and shown.

It is loaded once, from a folder or from what a ledger kept, and handed on; no module
fetches a declaration by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path, PurePosixPath
from typing import Any, Concatenate, ParamSpec, TypeVar

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.declared.resources import DECLARED
from workbook_tools.form.columns import FILE as COLUMNS
from workbook_tools.form.columns import Column, expanded, load_columns
from workbook_tools.form.figure_formats import FigureWords
from workbook_tools.form.lists import ChoiceList, Lights, load_lights, load_lists
from workbook_tools.form.readings import with_readings
from workbook_tools.form.rules.claims import Claims, load_claims
from workbook_tools.form.rules.load import load_rules
from workbook_tools.form.rules.model import Rule
from workbook_tools.form.rules.reading import read_rules
from workbook_tools.form.rules.refused import with_refusals
from workbook_tools.form.rules.structure import (
    StructureRule,
    load_funding_rules,
    load_structure_rules,
)
from workbook_tools.form.sheets import ReturnTemplate, load_return_template
from workbook_tools.form.spreadsheet import SpreadsheetTemplate, load_spreadsheet_template
from workbook_tools.form.years import Years
from workbook_tools.problems import DeclarationError

TEMPLATES, RULES = "workbook_templates", "rules"
"""The two folders of a form; every file in them is part of it but the schemas and the
frameworks, which say what may be declared and who reports what."""


_Asked = ParamSpec("_Asked")
_Declared = TypeVar("_Declared")


def _with_remedy(
    function: Callable[Concatenate[Form, _Asked], _Declared],
) -> Callable[Concatenate[Form, _Asked], _Declared]:
    """Say of what is wrong in a form what can be done about it, where its files know."""

    @wraps(function)
    def told(form: Form, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Declared:
        try:
            return function(form, *args, **kwargs)
        except DeclarationError as error:
            remedy = form.files.remedy
            if not remedy or str(error).endswith(remedy):
                raise
            raise DeclarationError(f"{error} {remedy}") from error

    return told


def _read_once(function: Callable[[Form], _Declared]) -> Callable[[Form], _Declared]:
    """Read what a form declares once for all forms that say the same.

    The form of a folder and the one that its ledger keeps are mostly alike, wherever they are
    from. What is wrong is said of the place that is asked for.
    """
    name, read = function.__name__, _with_remedy(function)

    @wraps(function)
    def once(form: Form, /) -> _Declared:
        sound: dict[str, Any] = _sound.setdefault(form.fingerprint, {})
        if name not in sound:
            sound[name] = read(form)
        declared: _Declared = sound[name]
        return declared

    return once


_sound: dict[str, dict[str, Any]] = {}
"""What forms declare and was found to be right, by fingerprint and name."""


@dataclass(frozen=True, eq=False)
class Form:
    """Columns, sheets, lists, lights, styles, rules, texts and views, as declared."""

    files: DeclaredFiles

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that it says, in hexadecimal; returns carry it."""
        return self.files.fingerprint

    @cached_property
    @_read_once
    def lists(self) -> Mapping[str, ChoiceList]:
        """Every dropdown by id."""
        return load_lists(self.files)

    @cached_property
    @_read_once
    def lights(self) -> Lights:
        """The traffic lights."""
        return load_lights(self.files)

    @cached_property
    @_read_once
    def columns(self) -> Mapping[str, Column]:
        """Every column by id, in declared order; a year column stands for all its years."""
        columns = load_columns(self.files, self.lists)
        columns = with_readings(columns, self.files.path(COLUMNS))
        if not any(column.refused_by_rules for column in columns.values()):
            return columns
        return with_refusals(columns, self._rules_as_read)

    @_with_remedy
    def columns_in(self, years: Years) -> Mapping[str, Column]:
        """Return every column by id for a round, each year column once for every year."""
        if years not in self._expanded:
            found = expanded(self.columns.values(), years)
            updates = [column for column in self.columns.values() if column.each == "updates"]
            # What a formula looks back on is there in a first round, too: blank.
            self._expanded[years] = expanded(updates, years.before(self._looks_back)) | found
        return self._expanded[years]

    @cached_property
    def _looks_back(self) -> int:
        """How many years before the round's its formulas may name."""
        return max((0, *(-holds.years_later for holds in self.returns.aliases.values())))

    @cached_property
    def _expanded(self) -> dict[Years, Mapping[str, Column]]:
        return {}

    @cached_property
    @_read_once
    def returns(self) -> ReturnTemplate:
        """The sheets of a return."""
        return load_return_template(self.files, self.columns)

    @cached_property
    @_read_once
    def spreadsheet(self) -> SpreadsheetTemplate:
        """The sheets of the LAA spreadsheet."""
        return load_spreadsheet_template(self.files, self.columns, self.returns.aliases)

    @cached_property
    @_read_once
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, errors first."""
        return load_rules(self.files, self._rules_as_read, self.columns, self.returns)

    @cached_property
    @_read_once
    def _rules_as_read(self) -> Sequence[Rule]:
        """The rules before anybody has looked whether their columns are there."""
        return read_rules(self.files)

    @cached_property
    @_read_once
    def structure_rules(self) -> Mapping[str, StructureRule]:
        """The texts of the checks of a return's structure, by rule id."""
        return load_structure_rules(self.files)

    @cached_property
    @_read_once
    def funding_rules(self) -> Mapping[str, StructureRule]:
        """The texts of the checks of funding tables, by rule id."""
        return load_funding_rules(self.files)

    @cached_property
    @_read_once
    def claims(self) -> Claims | None:
        """How words are held against figures; None where the form does not say."""
        return load_claims(self.files)

    @cached_property
    @_read_once
    def figure_words(self) -> FigureWords:
        """What is said of a figure besides the number."""
        declared = {name: text for name, text in self.texts("figures").items() if name[0] != "$"}
        return FigureWords(**declared)

    @cached_property
    @_read_once
    def styles(self) -> Mapping[str, Any]:
        """The named styles of cells, and the one that all are based on."""
        styles: Mapping[str, Any] = self.texts("styles")
        return styles

    @_with_remedy
    def texts(self, name: str) -> Any:
        """Return the declared texts of a report or sheet, such as ``receipt``; checked.

        What a form of an earlier version does not have is said in the toolkit's own words.

        Raises:
            DeclarationError: there is no such file, or it breaks its schema.
        """
        if name not in self._texts:
            path = f"{TEMPLATES}/{name}.json"
            is_own = path in self.files.contents or not (DECLARED / path).is_file()
            files = self.files if is_own else DeclaredFiles.read(DECLARED, [path])
            self._texts[name] = load_json(files, path, name)
        return self._texts[name]

    @cached_property
    def _texts(self) -> dict[str, Any]:
        return {}

    def check(self) -> None:
        """Look through all that it declares, before something is kept that goes by it.

        Raises:
            DeclarationError: something in it is wrong.
        """
        _ = self.rules, self.spreadsheet, self.structure_rules, self.lights, self.figure_words
        _ = self.claims, self.funding_rules
        for name in self.files.contents:
            path = PurePosixPath(name)
            if path.suffix == ".json":
                self.texts(path.stem)

    def __hash__(self) -> int:
        """Two forms that say the same are the same."""
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and other.fingerprint == self.fingerprint


def load_form(place: Path = DECLARED) -> Form:
    """Return the form in a folder: the one that the toolkit ships, or a working folder's own.

    Loading the same unchanged files again returns the same form. What it declares is
    checked when it is first asked for.

    Raises:
        DeclarationError: the folder holds no form, or a file cannot be read.
    """
    names = list(form_files(place))
    if not names:
        raise DeclarationError(
            f"{place} holds no form: there are no declared files in {place / TEMPLATES}; put them "
            "back, or run “laa init” to have them made."
        )
    files = DeclaredFiles.read(place, names)
    return form_of(files)


def form_of(files: DeclaredFiles) -> Form:
    """Return the form that kept files declare."""
    return _loaded.setdefault((files.place, files.fingerprint), Form(files))


def form_files(place: Path) -> Iterator[str]:
    """Yield the names of a form's files in a folder, in a fixed order."""
    for folder in (TEMPLATES, RULES):
        for path in sorted((place / folder).rglob("*")):
            name = path.relative_to(place)
            if path.is_file() and _is_part(name):
                yield str(PurePosixPath(*name.parts))


def _is_part(name: Path) -> bool:
    is_elsewhere = len(name.parts) > 2 and name.parts[1] in ("schemas", "frameworks")
    return name.suffix in _ENDINGS and not is_elsewhere


_ENDINGS = (".json", ".toml", ".html", ".css", ".js")


_loaded: dict[tuple[Path, str], Form] = {}
"""Forms by place and fingerprint: what is declared is read and checked once."""
