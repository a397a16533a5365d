"""A framework over time: everything its files say, and how it stands in each round."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework.check import problems
from workbook_tools.framework.funding import Funding
from workbook_tools.framework.load import NAMES, OPTIONAL, SETTINGS, Settings, read_tables
from workbook_tools.framework.model import Figure, Framework
from workbook_tools.framework.order import together
from workbook_tools.framework.rounds import Round, UnknownRoundError
from workbook_tools.framework.tables import Line, Tables, refuse
from workbook_tools.framework.timeline import END, Moment, moment, turn_at
from workbook_tools.problems import DeclarationError

_Row = TypeVar("_Row")


def load_history(name_or_path: str | Path = DEFAULT_FRAMEWORK) -> History:
    """Return a framework over time, by the name of one that the toolkit ships or by its folder.

    A text without a folder separator is a name; anything else is the path of a folder.
    Loading the same unchanged folder again returns the same history.

    Raises:
        DeclarationError: there is no such framework, or something in it is wrong. All
            that is wrong is found; the message names file and line of the first few.
    """
    folder = _folder(name_or_path)
    names = (name for name in NAMES if name not in OPTIONAL or (folder / name).exists())
    return history_of(DeclaredFiles.read(folder, names))


def load_framework(name_or_path: str | Path = DEFAULT_FRAMEWORK) -> Framework:
    """Return a framework as it stands when all its changes have taken hold.

    Raises:
        DeclarationError: as :func:`load_history`.
    """
    return load_history(name_or_path).latest


def history_of(files: DeclaredFiles) -> History:
    """Return the framework that some files declare, be they from a folder or from a ledger.

    Raises:
        DeclarationError: something in them is wrong, or one is missing.
    """
    return _loaded(_Content(files.place, files.fingerprint, files))


@dataclass(frozen=True)
class History:
    """Everything a framework's files say, over time; checked when loaded."""

    files: DeclaredFiles
    settings: Settings
    """Its id, title and note."""
    tables: Tables
    """Every row that held or holds or will hold, with its line."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything the files say; returns carry it."""
        return self.files.fingerprint

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds that are declared, and those added by :meth:`with_rounds`."""
        return self.tables.rounds

    def round(self, round_id: str) -> Round:
        """Return a round: a declared one, or the one that the id names, such as 2009-10-q1.

        Raises:
            UnknownRoundError: there is no such round. It is a KeyError, too.
        """
        return self.tables.timeline.round(round_id)

    def with_rounds(self, rounds: Iterable[Round]) -> History:
        """Return the history with these rounds, too; they take the place of those of their id."""
        known = _merged(self.rounds, rounds)
        if known == self.rounds:
            return self
        return replace(self, tables=replace(self.tables, rounds=known))

    def at(self, round_: Round | str) -> Framework:
        """Return the framework as it stands in a round.

        Raises:
            UnknownRoundError: there is no round of this id.
        """
        if isinstance(round_, str):
            return self._at(moment(self.round(round_)))
        if round_ not in self.rounds and round_ != self._named(round_.id):
            return self.with_rounds([round_]).at(round_)
        return self._at(moment(round_))

    @cached_property
    def latest(self) -> Framework:
        """The framework as it stands when all its changes have taken hold."""
        return self._at(END)

    def _named(self, round_id: str) -> Round | None:
        """Return the round that an id stands for; None for an id that says nothing."""
        try:
            return self.round(round_id)
        except UnknownRoundError:
            return None

    def _at(self, at: Moment) -> Framework:
        turn = turn_at(self._turns, at)
        if turn not in self._standing:
            self._standing[turn] = self._stands(turn)
        return self._standing[turn]

    @cached_property
    def _standing(self) -> dict[Moment, Framework]:
        """The framework between one turn and the next, by the turn it begins with."""
        return {}

    @cached_property
    def _turns(self) -> tuple[Moment, ...]:
        """The moments at which other rows hold, or something is added to the log."""
        logged = (line.row.since for line in self.tables.changes if line.row.since)
        return tuple(sorted({*self.tables.turns, *(moment(self.round(each)) for each in logged)}))

    def _stands(self, turn: Moment) -> Framework:
        tables = self.tables.at(turn)
        groups = _rows(tables.theme_groups)
        return Framework(
            id=self.settings.id,
            title=self.settings.title,
            note=self.settings.note,
            years=tables.years,
            printed_years=self.settings.printed_years,
            asked_from=self.settings.asked_from,
            fingerprint=self.fingerprint,
            blocks=_rows(tables.blocks),
            theme_groups=groups,
            outcomes=_rows(tables.outcomes),
            indicators=together(_rows(tables.indicators), [group.id for group in groups]),
            figures=_rows(tables.figures),
            areas=tables.areas,
            rounds=tables.rounds,
            replaced=tuple(self._replaced(turn)),
            changes=tuple(
                change
                for change in _rows(tables.changes)
                if not change.since or moment(self.round(change.since)) <= turn
            ),
            calendar=_rows(tables.calendar),
            funding=Funding(
                _rows(tables.streams),
                _rows(tables.allocations),
                _rows(tables.funding_controls),
            ),
            accountants=_rows(tables.accountants),
            board=_rows(tables.board),
            activities=_rows(tables.activities),
            recommendations=_rows(tables.recommendations),
            communities=_rows(tables.communities),
            reward_targets=_rows(tables.reward_targets),
            reward=self.settings.reward,
            plan=_rows(tables.plan),
            plan_links=_rows(tables.plan_links),
            possible_indicators=_rows(tables.possible_indicators),
            files=self.files,
        )

    def _replaced(self, turn: Moment) -> Iterator[tuple[Figure, Figure]]:
        """Yield each figure that has taken the place of another by then, with that other."""
        begun: dict[tuple[str, ...], list[tuple[Moment, int, Figure]]] = {}
        for line in self.tables.figures:
            begins, _ = self.tables.timeline.span(line.row)
            if begins <= turn:
                begun.setdefault(line.row.cell, []).append((begins, line.number, line.row))
        for figures in begun.values():
            for (*_, before), (*_, after) in pairwise(sorted(figures, key=lambda each: each[:2])):
                yield after, before


@lru_cache(maxsize=8)
def _loaded(content: _Content) -> History:
    # A folder and the ledger beside it hold the same files: they are read and checked once.
    settings, tables = _sound(replace(content, place=Path()))
    return History(content.files, settings, tables.of(content.files))


@lru_cache(maxsize=8)
def _sound(content: _Content) -> tuple[Settings, Tables]:
    settings, tables = read_tables(content.files)
    refuse(list(problems(tables)))
    return settings, tables


@dataclass(frozen=True)
class _Content:
    """Files to load; the same if they say the same and are named the same in messages."""

    place: Path
    fingerprint: str
    files: DeclaredFiles = field(compare=False)


def _rows(lines: tuple[Line[_Row], ...]) -> tuple[_Row, ...]:
    return tuple(line.row for line in lines)


def _folder(name_or_path: str | Path) -> Path:
    is_name = isinstance(name_or_path, str) and not {"/", os.sep} & set(name_or_path)
    folder = FRAMEWORKS / name_or_path if is_name else Path(name_or_path)
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in FRAMEWORKS.glob(f"*/{SETTINGS}")))
        raise DeclarationError(
            f"There is no framework {name_or_path}; give the path of a framework's folder, "
            f"or the name of one that is there: {known}."
        )
    return folder.resolve()


def _merged(rounds: Iterable[Round], others: Iterable[Round]) -> tuple[Round, ...]:
    """Return rounds with others after them; those take the place of the ones of their id."""
    by_id = {round_.id: round_ for round_ in rounds}
    return tuple((by_id | {round_.id: round_ for round_ in others}).values())
