"""What a receipt tells, taken from the ledger: it can be made again at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbook_tools.form import Form
from workbook_tools.form.rules.structure import for_adviser
from workbook_tools.framework import Framework, Indicator, Round, ThemeGroup
from workbook_tools.ledger import Decision, Ledger, ReceivedFile
from workbook_tools.ledger.decisions import name_of, number_of
from workbook_tools.ledger.returned import plans_of, results_of
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.reports.differences.rows import RowWords
from workbook_tools.reports.differences.wording import is_worked_out
from workbook_tools.reports.receipts.wanting import Answer, Wanting, wanting
from workbook_tools.values.comparing import Change, compare_records
from workbook_tools.values.days import day_of
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record


@dataclass(frozen=True)
class Facts:
    """One accepted return, as the ledger has it."""

    framework: Framework
    plan: ReturnPlan
    """What it was issued with, as far as the ledger tells."""
    group: ThemeGroup
    round: Round
    received: ReceivedFile
    id: str
    """Under which it is withdrawn and reinstated, and its receipt is kept."""
    number: int
    """Which of the group's accepted returns it is, in the order of entering; from 1."""
    seal: str
    """The seal of its entry in the ledger."""
    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    """Those that concern the adviser, who gets the receipt."""
    previous: ReceivedFile | None
    """The accepted return received before it; None where there is none."""
    changes: tuple[Change, ...]
    """How its values differ from those of the one before."""
    instead: ReceivedFile | None
    """The return that counts in its place; None where it counts itself, or none does."""
    decisions: tuple[Decision, ...] = ()
    """What was decided of it, in the order of that."""

    @cached_property
    def words(self) -> RowWords:
        """What the rows are about, those that are not there any more among them."""
        before = [change.before for change in self.changes if change.before]
        return RowWords(self.plan, before, self.records)

    def wanting(self, asked: Iterable[Answer]) -> Iterator[Wanting]:
        """Yield what is not answered of what is asked for besides the indicators' figures."""
        results = results_of(self.plan, self.records)
        return wanting(self.plan, asked, self.records, results, self.words)

    def is_carried(self, record: Record) -> bool:
        """Whether a value stood in the return when it was issued."""
        try:
            row = self.plan.table(declared_sheet(self.plan.form, record)).row(record.indicator)
        except KeyError:
            return False
        return record.column in row.facts

    @cached_property
    def missing(self) -> tuple[tuple[Indicator, str, date | None], ...]:
        """The indicators without a figure, each with why, empty where nobody says so, and
        the day on which it is expected."""
        return tuple(self._missing())

    @cached_property
    def provisional(self) -> tuple[tuple[Indicator, date | None], ...]:
        """The indicators whose figure is provisional, each with the day it is to be final."""
        return tuple(
            (row, self._expected(row.id))
            for row in self._measures
            if (row.id, "value") in self._actuals and (row.id, "provisional") in self._actuals
        )

    @cached_property
    def untouched(self) -> tuple[Indicator, ...]:
        """The indicators of which nothing was entered at all."""
        return tuple(row for row in self._measures if row.id not in self._entered)

    @cached_property
    def lights(self) -> Mapping[str, str]:
        """The final light of each row that has one, by row key."""
        return self._light("final")

    @cached_property
    def overridden(self) -> Mapping[str, str]:
        """The calculated light of each row where the adviser's judgement stands instead."""
        calculated = self._light("calculated")
        return {
            key: calculated.get(key, "")
            for key, word in self._light("judgement").items()
            if word != calculated.get(key, "")
        }

    @property
    def _measures(self) -> Iterator[Indicator]:
        return (row for row in self.framework.rows_of(self.group.id) if not row.is_heading)

    @cached_property
    def _entered(self) -> frozenset[str]:
        """The rows of the indicators' own sheet in which something was entered."""
        sheets = {t.name for t in self.plan.form.returns.tables if t.rows == "indicators"}
        return frozenset(
            record.indicator
            for record in self.records
            if declared_sheet(self.plan.form, record) in sheets
            and not is_worked_out(self.plan.form, record)
        )

    @cached_property
    def _actuals(self) -> Mapping[tuple[str, str], Record]:
        """What is said of each row's own figure of the round, by row key and measure."""
        areas = {row.id: row.area for row in self._measures}
        return {
            (record.indicator, record.measure): record
            for record in self.records
            if (record.field, record.year) == ("actual", self.round.year)
            and record.area == areas.get(record.indicator)
        }

    def _missing(self) -> Iterator[tuple[Indicator, str, date | None]]:
        for row in self._measures:
            if (row.id, "value") in self._actuals or row.id not in self._entered:
                continue
            status = self._actuals.get((row.id, "status"))
            yield row, status.text.lower() if status else "", self._expected(row.id)

    def _expected(self, key: str) -> date | None:
        """Return the day on which a row's figure is expected; None where nobody says."""
        expected = self._actuals.get((key, "expected"))
        return None if expected is None or expected.value is None else day_of(expected.value)

    def _light(self, measure: str) -> dict[str, str]:
        return {
            record.indicator: record.text
            for record in self.records
            if (record.field, record.measure) == ("light", measure)
        }


def facts_of(form: Form, framework: Framework, ledger: Ledger, received_id: int) -> Facts | None:
    """Return what there is to say of a received file; None where nothing of it counted yet.

    A file that was received under another framework has none either: this one cannot say
    what its rows are.

    Raises:
        KeyError: no file has this id.
        LaaError: the ledger cannot be read.
    """
    received = ledger.file(received_id)
    known = received.round in {each.id for each in framework.rounds}
    known = known and received.theme_group in {group.id for group in framework.reporters}
    if not received.has_receipt or received.framework != framework.id or not known:
        return None
    round_ = framework.round(received.round)
    plans = plans_of(form, framework, ledger, round_, [received.theme_group])
    records = ledger.records_of(received_id)
    previous = None if received.supersedes is None else ledger.file(received.supersedes)
    current = ledger.current(framework.id, received.round)
    return Facts(
        framework,
        plans[received.theme_group],
        framework.group(received.theme_group),
        round_,
        received,
        name_of(ledger, received),
        number_of(ledger, received),
        ledger.told_seal(received_id),
        records,
        for_adviser(ledger.findings(received_id), form.structure_rules),
        previous,
        compare_records(ledger.records_of(previous.id), records) if previous else (),
        None if received.status == "accepted" else current.get(received.theme_group),
        ledger.decisions_on(received_id),
    )
