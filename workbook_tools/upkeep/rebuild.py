"""The files of a framework after its changes: rows ended, begun and added, never overwritten.

Contacts, due days and the calendar, which have no validity, are the exception: they are
changed where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework import (
    Change,
    Figure,
    Indicator,
    Round,
    UnknownRoundError,
    history_of,
    round_of_id,
)
from workbook_tools.framework.funding import ALLOCATION, Allocation
from workbook_tools.framework.load import FILES, SETTINGS
from workbook_tools.framework.save import table_bytes
from workbook_tools.problems import DeclarationError
from workbook_tools.upkeep.compare import Comparison, slug
from workbook_tools.upkeep.content import Exported
from workbook_tools.upkeep.edits import Edit, Said
from workbook_tools.upkeep.fields import empty, source_of, values_of, wording_of
from workbook_tools.upkeep.figures import CannotBeReadError, figures_of
from workbook_tools.upkeep.mistakes import Mistake, NotApplicableError
from workbook_tools.upkeep.rounds import kept_until, last_before
from workbook_tools.upkeep.wording import agreement, words_of
from workbook_tools.values.money import amount_of_number


@dataclass(frozen=True, slots=True)
class Planned:
    """What an edited workbook changes: in words, and the framework's files as they would be."""

    lines: tuple[str, ...]
    """One sentence for each changed row; none where nothing is changed."""
    files: DeclaredFiles
    """All the files; checked, and not yet written."""
    changed: tuple[str, ...]
    """The names of those that differ."""


def rebuilt(
    exported: Exported,
    comparison: Comparison,
    entered_by: str = "",
    entered_on: date | None = None,
) -> Planned:
    """Return the framework's files with the changes made, all of them.

    Raises:
        NotApplicableError: something is wrong with the changes, or with the framework that
            they would make.
    """
    if comparison.mistakes:
        raise NotApplicableError(comparison.mistakes)
    rebuilding = _Rebuilding(exported)
    ids = rebuilding.change_ids(comparison.said)
    for edit in comparison.edits:
        rebuilding.make(edit, ids.get(id(edit.said), ""))
    for said in comparison.said:
        if said.since:
            rebuilding.know(said.since)
    rebuilding.ask_for_equal_shares(comparison.edits)
    if rebuilding.mistakes:
        raise NotApplicableError(rebuilding.mistakes)
    told: dict[int, list[tuple[str, str]]] = {}
    lines = []
    for edit in comparison.edits:
        words = words_of(exported, edit)
        lines.append(f"{edit.key}, {words}{agreement(edit)}.")
        told.setdefault(id(edit.said), []).append((edit.key, words))
    for said in comparison.said:
        # A line about a contact changes nothing that is agreed.
        if id(said) in told:
            rebuilding.log(said, ids[id(said)], told[id(said)], entered_by, entered_on)
    return rebuilding.planned(tuple(lines))


class _Rebuilding:
    """The rows of a framework while they are changed."""

    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        self._history = exported.history
        tables = exported.history.tables
        self._tables: dict[str, list[Any]] = {
            name: [line.row for line in getattr(tables, name.removesuffix(".csv"))]
            for name in FILES
        }
        self._settings = json.loads(exported.history.files.text(SETTINGS))
        self._untouched = json.dumps(self._settings)
        self.mistakes: list[Mistake] = []

    def make(self, edit: Edit, change: str) -> None:
        """Make one edit; what cannot be made is added to the mistakes."""
        _MAKE[edit.spec.rows](self, edit, change)

    # Rows that hold from a round until a round -----------------------------------

    def lasting(self, edit: Edit, change: str) -> None:
        """Change a theme group, an outcome or an indicator."""
        name = f"{edit.spec.rows}.csv"
        given = {
            column.id: edit.changed[column.id][1] for column in edit.columns if not column.contact
        }
        values = values_of(FILES[name], given)
        if values.get("until"):
            values["until"] = kept_until(self._history, self._history.round(values["until"])).id
        if "text" in given:
            values |= wording_of(edit)
        if "unit" in given:
            values["unit_source"] = source_of(edit)
        if edit.spec.rows == "theme_groups" and "title" in values:
            values["printed"] = values["title"]
        if edit.spec.rows == "streams" and edit.before is None and not values.get("stream"):
            values["stream"] = slug(values["title"])
        contacts = values_of(
            FILES[name], {c.id: edit.changed[c.id][1] for c in edit.columns if c.contact}
        )
        if edit.before is None:
            since = _since(edit)
            values |= contacts | {"id": edit.key, "since": since.id, "change": change}
            self._tables[name].append(empty(FILES[name], **values))
            return
        row = self._last(name, edit.key)
        if contacts:
            row = self._put(name, row, replace(row, **contacts))
        if not values:
            return
        until = values.pop("until", None)
        if not values and until:
            self._end(edit, name, row, until, change)
        else:
            self._take_place(edit, name, row, values, until, change)

    def _end(self, edit: Edit, name: str, row: Any, until: str, change: str) -> None:
        last = self._history.round(until)
        too_late = row.until and self._history.round(row.until).order < last.order
        too_early = row.since and last.order < self._history.round(row.since).order
        if too_late:
            # It did not hold in the rounds between; from when it does again is to be said.
            self._take_place(edit, name, row, {}, until, change)
        elif too_early:
            self._refuse(edit, "until", f"{edit.key} begins only with the round {row.since}")
        else:
            self._put(name, row, replace(row, until=until))

    def _take_place(
        self,
        edit: Edit,
        name: str,
        row: Any,
        values: Mapping[str, Any],
        until: str | None,
        change: str,
    ) -> None:
        """Let another row begin in the place of one."""
        if edit.said is None or edit.said.since is None:
            self._refuse(edit, edit.place(), f"{edit.key}: choose the round from which it holds")
            return
        since = edit.said.since
        ends = row.until if until is None else until
        begun = replace(row, **values, since=since.id, until=ends, change=change)
        if ends and self._history.round(ends).order < since.order:
            self._refuse(edit, edit.place(), f"{edit.key} ends with the round {ends}, before that")
        elif self._makes_room(edit, name, row, since):
            self._tables[name].append(begun)

    def _makes_room(self, edit: Edit, name: str, row: Any, since: Round) -> bool:
        """End a row before a round; whether another may begin with it."""
        if row.until and self._history.round(row.until).order < since.order:
            return True
        if row.since:
            began = self._history.round(row.since)
            if began.order == since.order and not self._exported.known.issued_from(since):
                # It has never been shown to anybody: the log keeps that it was agreed.
                self._tables[name].remove(row)
                return True
            if began.order >= since.order:
                self._refuse(
                    edit,
                    edit.place(),
                    f"{edit.key} was changed from the round {row.since} on already; choose a "
                    "later round for what comes after that",
                )
                return False
        self._put(name, row, replace(row, until=last_before(self._history, since).id))
        return True

    def _last(self, name: str, key: str) -> Any:
        last = getattr(self._exported, name.removesuffix(".csv"))[key]
        # Its contacts may have been changed where it stands.
        return next((r for r in self._tables[name] if r.id == key and r.since == last.since), last)

    def _put(self, name: str, row: Any, changed: Any) -> Any:
        rows = self._tables[name]
        rows[rows.index(row)] = changed
        return changed

    def _refuse(self, edit: Edit, column_id: str, message: str) -> None:
        self.mistakes.append(edit.row.mistake(column_id, message))

    # Figures -----------------------------------------------------------------------

    def figures(self, edit: Edit, change: str) -> None:
        """Change the targets of an indicator, or its baseline and earlier figures."""
        indicators = [row for row in self._tables["indicators.csv"] if row.id == edit.key]
        if not indicators:
            sheet = self._exported.sheet_of("indicators")
            self._refuse(edit, "id", f"there is no indicator {edit.key} on the sheet {sheet}")
            return
        if indicators[-1].is_heading:
            self._refuse(edit, "id", f"{edit.key} is a heading, which has no figures")
            return
        for column_id in _cells(edit):
            try:
                self._cell(edit, indicators[-1], column_id, change)
            except CannotBeReadError as problem:
                self._refuse(edit, column_id, str(problem))

    def _cell(self, edit: Edit, indicator: Indicator, column_id: str, change: str) -> None:
        field, _, year = column_id.partition(":")
        period_id = ":".join(filter(None, (f"{field}_period", year)))
        period = str(edit.row.cells.get(period_id) or "")
        before = self._exported.figures.get((edit.key, field, year), ())
        since = _since(edit)
        if column_id in edit.changed or not before:
            blank = empty(
                Figure,
                indicator=edit.key,
                field=field,
                year=year,
                area=indicator.area,
                measure="value",
                period=period,
                basis="printed",
                share=1.0,
            )
            others = [f for f in self._tables["figures.csv"] if f.indicator == edit.key]
            now = figures_of(edit.row.cells[column_id], blank, indicator, before, others)
        else:
            now = tuple(replace(figure, period=period) for figure in before)
        rooms = [self._makes_room(edit, "figures.csv", figure, since) for figure in before]
        if all(rooms):
            self._tables["figures.csv"] += [
                replace(figure, since=since.id, until="", change=change) for figure in now
            ]
        if field == "target" and year not in self._settings["years"]:
            self._settings["years"] = sorted([*self._settings["years"], year])

    def ask_for_equal_shares(self, edits: Sequence[Edit]) -> None:
        """Ask for the same target in all rows that share one, where some were changed."""
        shared: dict[tuple[str, str], list[Figure]] = {}
        for figure in self._tables["figures.csv"]:
            if figure.joint and not figure.until:
                shared.setdefault((figure.joint, figure.year), []).append(figure)
        for figures in shared.values():
            if len({(figure.value, figure.limit) for figure in figures}) == 1:
                continue
            rows = [figure.indicator for figure in figures]
            for edit in edits:
                column_id = f"target:{figures[0].year}"
                if edit.spec.rows == "targets" and edit.key in rows and column_id in edit.changed:
                    others = " and ".join(row for row in rows if row != edit.key)
                    self._refuse(
                        edit,
                        column_id,
                        f"{edit.key} shares this target with {others}; write the "
                        "same in all of them",
                    )

    # Money -------------------------------------------------------------------------

    def allocations(self, edit: Edit, change: str) -> None:
        """Change what a line is allocated in some years."""
        lines = [row for row in self._tables["streams.csv"] if row.id == edit.key]
        if not lines:
            sheet = self._exported.sheet_of("streams")
            self._refuse(edit, "id", f"there is no stream {edit.key} on the sheet {sheet}")
            return
        for column in edit.columns:
            kind, _, year = column.id.partition(":")
            now = edit.changed[column.id][1]
            before = self._exported.allocations.get((edit.key, year, kind, ALLOCATION))
            if before and not self._makes_room(edit, "allocations.csv", before, _since(edit)):
                continue
            if now is not None:
                amount = f"{amount_of_number(now).value:f}" if isinstance(now, float) else str(now)
                self._tables["allocations.csv"].append(
                    Allocation(
                        line=edit.key,
                        year=year,
                        kind=kind,
                        basis=ALLOCATION,
                        amount=amount,
                        unit="£",
                        named=lines[-1].title,
                        heading=before.heading if before else "",
                        printed=amount,
                        source=source_of(edit),
                        note="",
                        since=_since(edit).id,
                        change=change,
                    )
                )

    # What has no validity ------------------------------------------------------------

    def round(self, edit: Edit, _: str) -> None:
        """Change the day on which a round is due, or declare one."""
        due = edit.changed["due"][1]
        try:
            round_ = self._history.round(edit.key.casefold())
        except KeyError as error:
            self._refuse(edit, "id", str(error).rstrip("."))
            return
        if not isinstance(due, date) or due < round_.starts:
            self._refuse(edit, "due", f"{round_.id} begins on {round_.starts:%d/%m/%Y}, after that")
            return
        self._declare(replace(round_, due=due))

    def know(self, round_: Round) -> None:
        """Declare a round whose id alone does not say when it is."""
        declared = {each["id"] for each in self._settings["rounds"]}
        try:
            round_of_id(round_.id)
        except UnknownRoundError:
            if round_.id not in declared:
                self._declare(round_)

    def _declare(self, round_: Round) -> None:
        for declared in self._settings["rounds"]:
            if declared["id"] == round_.id:
                declared["due"] = round_.due.isoformat()
                return
        values = {each.name: getattr(round_, each.name) for each in fields(Round)}
        self._settings["rounds"].append(
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in values.items()
            }
        )

    def duty(self, edit: Edit, _: str) -> None:
        """Change a duty of the calendar, or add one."""
        kind = FILES["calendar.csv"]
        values = values_of(kind, {column.id: edit.changed[column.id][1] for column in edit.columns})
        rows = self._tables["calendar.csv"]
        if edit.before is None:
            rows.append(empty(kind, id=edit.key, **values))
            return
        place = next(place for place, row in enumerate(rows) if row.id == edit.key)
        rows[place] = replace(rows[place], **values)

    # The log -------------------------------------------------------------------------

    def change_ids(self, said: Sequence[Said]) -> dict[int, str]:
        """Return an id for each line of the sheet Changes."""
        taken = {change.id for change in self._tables["changes.csv"]}
        free = (f"CH-{number}" for number in range(1, len(taken) + len(said) + 1))
        unused = (id_ for id_ in free if id_ not in taken)
        return {id(each): next(unused) for each in said}

    def log(
        self,
        said: Said,
        change: str,
        told: Sequence[tuple[str, str]],
        by: str,
        on: date | None,
    ) -> None:
        """Add an entry to the log; ``told`` are the rows that are changed, and what in them."""
        rows = list(dict.fromkeys(key for key, _ in told))
        is_one = len(rows) == 1
        words = "; ".join(each if is_one else f"{key}, {each}" for key, each in told)
        self._tables["changes.csv"].append(
            Change(
                id=change,
                row=", ".join(rows),
                what=f"{said.what}: {words}" if said.what else words,
                since=said.since.id if said.since else "",
                agreed_on=said.agreed_on,
                agreed_by=said.agreed_by,
                why=said.why,
                entered_by=by,
                entered_on=on,
            )
        )

    def planned(self, lines: tuple[str, ...]) -> Planned:
        """Return the files, once it is certain that they make a framework."""
        files = self._history.files
        contents = dict(files.contents)
        for name, rows in self._tables.items():
            if rows != [
                line.row for line in getattr(self._history.tables, name.removesuffix(".csv"))
            ]:
                # As they are held once they are read.
                contents[name] = table_bytes(FILES[name], rows).removeprefix(b"\xef\xbb\xbf")
        if json.dumps(self._settings) != self._untouched:
            text = json.dumps(self._settings, ensure_ascii=False, indent=2)
            contents[SETTINGS] = f"{text}\n".encode()
        changed = tuple(name for name, text in contents.items() if text != files.contents.get(name))
        rebuilt_files = DeclaredFiles(files.place, contents)
        try:
            history_of(rebuilt_files)
        except DeclarationError as error:
            raise NotApplicableError(_of_framework(error)) from error
        return Planned(lines, rebuilt_files, changed)


_MAKE: Mapping[str, Callable[[_Rebuilding, Edit, str], None]] = {
    **dict.fromkeys(("theme_groups", "outcomes", "indicators", "streams"), _Rebuilding.lasting),
    "allocations": _Rebuilding.allocations,
    **dict.fromkeys(("targets", "updates"), _Rebuilding.figures),
    "rounds": _Rebuilding.round,
    "calendar": _Rebuilding.duty,
}


def _of_framework(error: DeclarationError) -> Iterator[Mistake]:
    """Yield what is wrong with the framework that the changes would make.

    The lines that the sentences name are not there to be looked at; what they say is.
    """
    for sentence in str(error).splitlines():
        _, _, message = sentence.partition(": ")
        yield Mistake("All changes together", "", (message or sentence).rstrip("."))


def _since(edit: Edit) -> Round:
    assert edit.said is not None
    assert edit.said.since is not None
    return edit.said.since


def _cells(edit: Edit) -> list[str]:
    """Return the columns of the figures that are changed, be it their date only, each once."""
    ids = (column_id.replace("_period", "") for column_id in edit.changed)
    return list(dict.fromkeys(ids))
