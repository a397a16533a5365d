"""Checking returns of a working folder, one or many: what they share is looked up once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path

from workbook_tools.checks import CheckedReturn, Outcome, check_file, outcome_of
from workbook_tools.checks.issued import issued_plan
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.errand import Errand, errand_in
from workbook_tools.folder.rounds import (
    Terms,
    kept_form,
    kept_history,
    round_in_hand,
    terms_of,
    waivers_in,
)
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.framework.rounds import UnknownRoundError
from workbook_tools.hands import Hands, Lost, each_done
from workbook_tools.problems import LaaError
from workbook_tools.returns.identity import Identity
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.rules.waivers import Waiver
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.source import read_source
from workbook_tools.workbooks.unreadable import Unreadable

_TIDIED = 50
"""Files after which what a check leaves behind is cleared; 50 leave 15 MB."""


class Checking:
    """Checks returns by what they were issued with, whatever has changed since.

    What is in force is looked up when the first is checked, and holds for all of them.
    """

    def __init__(self, contents: Contents, expected_round: str = "") -> None:
        """Check in a working folder; with ``expected_round`` it is an error to be of another."""
        self._contents = contents
        self._expected = expected_round
        self._checked = 0
        self._known: dict[tuple[str, str, str], tuple[Form, Framework]] = {}

    def check(self, file: Path | Source) -> CheckedReturn:
        """Check one return.

        Raises:
            UnreadableFileError: the file cannot be read as a spreadsheet.
            NotAReturnError: it is a spreadsheet, but not a return.
            LaaError: the check itself went wrong on it.
        """
        terms = self._terms
        try:
            return check_file(
                file, terms.form, terms.framework, self._expected, self._waivers, self._issued_with
            )
        except LaaError:
            raise
        except Exception as error:
            path = file if isinstance(file, Path) else file.path
            raise LaaError(
                f"{path}: the check itself went wrong ({type(error).__name__}: {error}); please "
                "report this with the file."
            ) from error

    def outcome(self, file: Path | Source) -> Outcome | LaaError:
        """Return what a check finds in one file, or why it cannot be checked."""
        self._checked += 1
        if self._checked % _TIDIED == 0:
            gc.collect()  # Left to itself it comes so seldom that memory grows with the files.
        try:
            return outcome_of(self.check(file))
        except LaaError as error:
            return error

    def plan_of(self, outcome: Outcome) -> IssuedReturn | None:
        """Return the plan again that a return was checked by; None where it could not be told."""
        if outcome.round is None:
            return None
        return issued_plan(outcome.identity, *self._issued_with(outcome.identity), self._waivers)

    def errand(self) -> Errand:
        """Return what another process has to know to check as this one does."""
        return errand_in(self._contents, self._expected)

    @cached_property
    def _terms(self) -> Terms:
        return terms_of(self._contents, self._expected or round_in_hand(self._contents))

    @cached_property
    def _waivers(self) -> tuple[Waiver, ...]:
        return waivers_in(self._contents, self._terms)

    def _issued_with(self, identity: Identity) -> tuple[Form, Framework]:
        key = identity.round, identity.form_fingerprint, identity.fingerprint
        if key not in self._known:
            self._known[key] = _issued_with(self._contents, self._terms, identity)
        return self._known[key]


def _issued_with(contents: Contents, terms: Terms, identity: Identity) -> tuple[Form, Framework]:
    """Return the form and framework that a return was issued with, as they stood in its round.

    Where nobody knows them, they are those in force in its round.
    """
    try:
        own = terms if identity.round == terms.round.id else terms_of(contents, identity.round)
    except UnknownRoundError:
        return terms.form, terms.framework
    form = kept_form(contents, identity.form_fingerprint) or own.form
    history = kept_history(contents, identity.fingerprint)
    if history is None:
        return form, own.framework
    return form, history.with_rounds(own.framework.rounds).at(own.round)


def check_many(
    checking: Checking, files: Sequence[Path | Source], hands: Hands
) -> Iterator[Outcome | LaaError]:
    """Yield what checks find in some files, in their order: outcomes, or why there is none.

    Where others do the work, they see the working folder and the files at the same place.
    """
    if hands.is_alone(len(files)):
        yield from map(checking.outcome, files)
        return
    errand = checking.errand()
    tasks = [
        _Task(each.absolute(), each) if isinstance(each, Path) else _Task(each, each.path)
        for each in files
    ]
    for task, answer in zip(tasks, each_done(hands, partial(_check, errand), tasks), strict=True):
        yield LaaError(f"{task.told}: {answer.reason}.") if isinstance(answer, Lost) else answer


@dataclass(frozen=True, slots=True)
class _Task:
    file: Path | Source
    """Where it lies; what came packed in another comes with its content."""
    told: Path
    """What it is called."""


def _check(errand: Errand, task: _Task) -> Outcome | LaaError:
    """Check one file in another process."""
    file = task.file
    if isinstance(file, Path):
        try:
            file = replace(read_source(file), path=task.told)
        except Unreadable:
            file = task.told  # The check says what is wrong with it.
    try:
        return _checking(errand).outcome(file)
    except Exception as error:  # It would end the others' work, too.
        return LaaError(f"{task.told} could not be checked ({type(error).__name__}: {error}).")


@lru_cache(maxsize=2)
def _checking(errand: Errand) -> Checking:
    return Checking(Contents(errand.folder), errand.round)
