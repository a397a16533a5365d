"""Where a round stands: who has returned, what is outstanding of whom, and the letters for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbook_tools.folder.contents import Contents, refuse_lost
from workbook_tools.folder.out_of_date import news_since
from workbook_tools.folder.rounds import Terms
from workbook_tools.folder.unplaced import Unplaced, unplaced_files
from workbook_tools.ledger import Ledger, RoundStatus, round_status
from workbook_tools.problems import LaaError
from workbook_tools.reports.chasing import (
    Letter,
    LetterFolder,
    Outstanding,
    Sender,
    letter_to,
    outstanding_of,
)
from workbook_tools.reports.receipts import find_receipt


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands on a day."""

    status: RoundStatus
    groups: tuple[Outstanding, ...]
    """In published order."""
    receipts: Mapping[str, Path]
    """The receipt of the return that counts, by theme group, where it is in its folder."""
    unplaced: tuple[Unplaced, ...]
    """The files that belong to no theme group, or to no round, and are still to be dealt with."""
    news: str
    """That the last LAA spreadsheet is out of date, and since when; empty where it is not."""


@dataclass(frozen=True, slots=True)
class Chased:
    """The letters that were written."""

    letters: Mapping[Path, Letter]
    """By the file that each text is in."""
    taken_away: tuple[Path, ...]
    """Those of an earlier day that were not true any more."""


def standing_on(contents: Contents, terms: Terms, day: date, *, in_full: bool = False) -> Standing:
    """Return where a round stands on a day.

    With ``in_full`` it is looked up what is missing in the returns that count, too.

    Raises:
        LaaError: there is no ledger, or it cannot be read.
    """
    settings = contents.settings
    words = letter_words(contents) if in_full else None
    form, framework = terms.form, terms.framework
    refuse_lost(settings)
    with Ledger.open(settings.ledger_path, create=settings.is_declared, read_only=True) as ledger:
        status = round_status(framework, terms.round.id, ledger, day, terms.returning)
        found = {
            group: find_receipt(settings.receipts_path, ledger, received)
            for group, received in ledger.current(framework.id, terms.round.id).items()
        }
        groups = tuple(
            outstanding_of(form, framework, ledger, terms.round.id, each, words, status.day)
            for each in status.groups
        )
        unplaced = tuple(unplaced_files(contents, ledger, terms))
        news = news_since(ledger, terms)
    receipts = {group: receipt for group, receipt in found.items() if receipt}
    return Standing(status, groups, receipts, unplaced, news)


def chase(contents: Contents, standing: Standing, out: Path, today: date) -> Chased:
    """Write a letter to each theme group with something outstanding.

    Raises:
        LaaError: the round is not open, or a letter cannot be written.
    """
    round_, state = standing.status.round, standing.status.state
    if state != "open":
        how = f"reopen {round_.id} --why …" if state == "closed" else f"open {round_.id}"
        raise LaaError(
            f"The round {round_.id} is {state}, so nobody is chased for it; open it first with "
            f"“laa round {how}”, or name another with --round."
        )
    words, contact = letter_words(contents), contents.settings.contact
    sender = Sender(contact.name, contact.email, contents.contact)
    letters = [
        letter_to(each, round_, today, words, sender)
        for each in standing.groups
        if each.is_to_be_chased
    ]
    folder = LetterFolder(out, round_.id)
    taken_away = folder.put(letters, (each.group.id for each in standing.groups))
    return Chased({folder.paths(each.group)[0]: each for each in letters}, taken_away)


def letter_words(contents: Contents) -> Any:
    """Return the declared words of letters: the folder's own, else those that are shipped.

    They are the secretariat's, and no part of how a round is asked: those of now are taken,
    and a folder that is older than letters need not have them.
    """
    return contents.form.texts("chasing-letter")
