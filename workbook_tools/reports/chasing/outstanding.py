"""What is outstanding of a theme group: no return, errors, open queries, what is missing in it.

All of it is taken from the ledger, as it stands on a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook_tools.form import Form
from workbook_tools.form.rules.structure import for_adviser
from workbook_tools.framework import Framework, ThemeGroup
from workbook_tools.ledger import GroupStatus, Ledger, ReceivedFile
from workbook_tools.reports.chasing.wording import filled
from workbook_tools.reports.receipts.facts import Facts, facts_of
from workbook_tools.values.days import long_date
from workbook_tools.values.findings import Finding, answered_queries, open_queries

_FEW = 3
"""So many rows without an answer are named with what they are about; of more, the keys."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Where a theme group stands, and what it still has to do."""

    group: ThemeGroup
    status: GroupStatus
    wrong: ReceivedFile | None
    """The file that is to be corrected; None where there is none."""
    errors: tuple[Finding, ...]
    """Those in that file."""
    queries: tuple[Finding, ...]
    """Those that are open, in the return that counts, or else in the file to be corrected."""
    answered: int
    """How many of its queries are answered."""
    missing: tuple[str, ...] = ()
    """What is missing in the return that counts, a sentence each."""

    @property
    def is_to_be_chased(self) -> bool:
        """Whether anything is outstanding."""
        is_there = bool(self.status.file) and self.status.state != "withdrawn"
        return not is_there or bool(self.errors or self.queries or self.missing)


def outstanding_of(
    form: Form,
    framework: Framework,
    ledger: Ledger,
    round_id: str,
    status: GroupStatus,
    words: Mapping[str, Any] | None,
    day: date,
) -> Outstanding:
    """Return what is outstanding of a theme group on a day.

    Args:
        form: the form in force in the round.
        framework: the framework in force in it.
        ledger: where the files are.
        round_id: the round.
        status: where the group stands in it.
        words: how a figure that is missing is told, as ``chasing-letter.json`` declares it;
            without them nobody looks what is missing, which takes a moment.
        day: figures that are expected later are not missing yet.
    """
    group = framework.group(status.theme_group)
    received = ledger.received(framework.id, round_id, group.id)
    counts = next((each for each in received if each.status == "accepted"), None)
    last = max(
        (each for each in received if each.status in ("accepted", "in error")),
        key=lambda each: (each.received_at, each.id),
        default=None,
    )
    wrong = last if last and last.status == "in error" else None
    found = for_adviser(ledger.findings(wrong.id), form.structure_rules) if wrong else ()
    facts = facts_of(form, framework, ledger, counts.id) if counts else None
    told = facts.findings if facts else found
    return Outstanding(
        group,
        status,
        wrong,
        tuple(each for each in found if each.severity == "error"),
        open_queries(told),
        len(answered_queries(told)),
        tuple(_missing(form, facts, words, day)) if facts and words else (),
    )


def _missing(form: Form, facts: Facts, words: Mapping[str, Any], day: date) -> Iterator[str]:
    """Yield what is missing, row by row, then what is asked for besides figures."""
    told = dict(_figures(facts, words["figures"], day))
    for row in facts.framework.rows_of(facts.group.id):
        if row.id in told:
            yield filled(words["figure"], {"key": row.id, "words": row.text, "what": told[row.id]})
    for each in facts.wanting(form.texts("receipt")["expected"]["answers"]):
        number, total = len(each.rows), each.of
        text = each.text.format(sheet=each.sheet, number=number, total=total)
        yield text + (f": {_rows(each.rows)}" if number < total or number <= _FEW else "")


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    if len(rows) > _FEW:
        return ", ".join(key for key, _ in rows)
    return "; ".join(" ".join(filter(None, row)) for row in rows)


def _figures(facts: Facts, words: Mapping[str, str], day: date) -> Iterator[tuple[str, str]]:
    """Yield the rows whose figure is missing on a day, and why; what is expected later is not."""
    for row in facts.untouched:
        yield row.id, words["untouched"]
    for row, status, expected in facts.missing:
        if expected and expected < day:
            past = filled(words["past"], {"status": status, "day": long_date(expected)})
            yield row.id, past.removeprefix("; ")
        elif not status and not expected:
            yield row.id, words["unsaid"]
    for row, final in facts.provisional:
        if final and final < day:
            yield row.id, filled(words["provisional"], {"day": long_date(final)})
