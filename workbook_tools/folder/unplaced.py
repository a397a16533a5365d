"""Files that were received and have no place: of an unknown round, or from nobody who is known.

They are in the ledger, in error, and in the state of no theme group. Each is told until a return
that takes its place is accepted, one of the same theme group or of the same name, or until it is
withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import Terms, terms_of
from workbook_tools.framework.rounds import UnknownRoundError
from workbook_tools.ledger import Ledger, ReceivedFile, name_of


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file without a place."""

    id: str
    """By which it can be got back."""
    file: ReceivedFile
    why: str
    """What is wrong with it, in a sentence."""
    fix: str
    """What its sender is to do."""


def unplaced_files(contents: Contents, ledger: Ledger, terms: Terms) -> Iterator[Unplaced]:
    """Yield the files that nobody has dealt with, in the order of their rounds and their receipt.

    Those of another round that is known are told with that one.
    """
    framework, round_id = terms.framework, terms.round.id
    reporters = {each.id for each in framework.reporters}
    taken = [
        file
        for file in ledger.received(framework.id, round_id)
        if file.status in ("accepted", "superseded")
    ]
    for other in ledger.rounds_received(framework.id):
        is_this = other == round_id
        if not is_this and _is_known(contents, other):
            continue
        for file in ledger.received(framework.id, other):
            if file.status != "in error" or (is_this and file.theme_group in reporters):
                continue
            if file.decision == "withdrawn":
                continue
            if not any(_takes_the_place_of(file, later) for later in taken):
                error = next(f for f in ledger.findings(file.id) if f.severity == "error")
                yield Unplaced(name_of(ledger, file), file, error.message, error.fix)


def _takes_the_place_of(file: ReceivedFile, later: ReceivedFile) -> bool:
    return later.id > file.id and (later.theme_group == file.theme_group or later.file == file.file)


def _is_known(contents: Contents, round_id: str) -> bool:
    try:
        terms_of(contents, round_id)
    except UnknownRoundError:
        return False
    return True
