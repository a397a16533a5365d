"""What is compared: a file, a folder of files, or a round of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from workbook_tools.checks import CheckedReturn
from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.formulas.engine import FormulaError, Value
from workbook_tools.framework import HEADLINE, Framework, Round
from workbook_tools.ledger import Ledger
from workbook_tools.ledger.earlier import home_of
from workbook_tools.ledger.returned import plans_of, results_of
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.problems import LaaError
from workbook_tools.values.records import Record


@dataclass(frozen=True, slots=True)
class Submitted:
    """The values of one theme group's return."""

    group: str
    round: Round
    file: str
    """Name of the file they came in, without its folder."""
    records: tuple[Record, ...]
    """What was entered and what was worked out from it, whether or not the ledger keeps it."""
    files: Mapping[Record, str] = field(default_factory=dict)
    """The files of the values that came in others than its own."""

    def file_of(self, record: Record) -> str:
        """Return the name of the file that a value came in."""
        return self.files.get(record, self.file)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    name: str
    """As it is called by whoever asks: a path, or a round."""
    returns: Mapping[str, Submitted]
    """By theme group id."""


def at_home(framework: Framework, side: Side) -> Side:
    """Return a side with every value under the theme group that it belongs to now.

    A group that has become a part of another, and an indicator that moved, are compared there.
    """
    returns = side.returns
    home = home_of(
        framework, ((g, record) for g, each in returns.items() for record in each.records)
    )
    moved: dict[str, list[tuple[Record, Submitted]]] = {}
    for group, each in returns.items():
        for record in each.records:
            moved.setdefault(home(group, record), []).append((record, each))
    found = {}
    for group, records in moved.items():
        sources = list(dict.fromkeys(each.group for _, each in records))
        first = returns[group if group in sources else sources[0]]
        names = dict.fromkeys(returns[source].file for source in sources)
        found[group] = Submitted(
            group,
            first.round,
            " and ".join(names),
            tuple(record for record, _ in records),
            {record: each.file for record, each in records},
        )
    # A return in which nothing was entered is one all the same.
    for group, each in returns.items():
        if not each.records:
            found.setdefault(group, each)
    return Side(side.name, found)


def side_of_files(
    name: str, checked: Iterable[CheckedReturn], groups: Collection[str] = ()
) -> Side:
    """Return one side: returns that were checked, kept to some theme groups; empty for all.

    Raises:
        LaaError: one cannot be placed, or two are of one theme group, or none is left.
    """
    found: dict[str, tuple[Path, Submitted]] = {}
    for each in checked:
        path, submitted = each.workbook.path, _of_file(each)
        if submitted.group in found:
            raise LaaError(
                f"{found[submitted.group][0]} and {path} are both returns of {submitted.group}; "
                "name the one to compare, or take the other out of the folder."
            )
        found[submitted.group] = path, submitted
    return _side(name, {group: submitted for group, (_, submitted) in found.items()}, groups)


def side_of_round(
    name: str,
    form: Form,
    framework: Framework,
    round_: Round,
    ledger: Ledger,
    groups: Collection[str] = (),
) -> Side:
    """Return one side: what counts in a round of the ledger, kept to some theme groups.

    Raises:
        LaaError: nothing of the round has been accepted, or none of these groups.
    """
    records = ledger.records(framework.id, round_.id)
    received = ledger.current(framework.id, round_.id)
    plans = plans_of(form, framework, ledger, round_, received)
    if not received:
        raise LaaError(
            f"No return of the round {round_.id} has been accepted yet; “laa status” shows which "
            "have come in."
        )
    of_groups = {group: tuple(own) for group, own in groupby(records, lambda r: r.theme_group)}
    returns = {
        group: Submitted(
            group,
            round_,
            each.file,
            (*of_groups.get(group, ()), *_of_kept(plans[group], of_groups.get(group, ()))),
        )
        for group, each in received.items()
    }
    return _side(name, returns, groups)


def _side(name: str, returns: Mapping[str, Submitted], groups: Collection[str]) -> Side:
    kept = {group: each for group, each in returns.items() if not groups or group in groups}
    if not kept:
        wanted = f"return of {', '.join(groups)}" if groups else "return"
        raise LaaError(f"{name} holds no {wanted}; name another file, folder or round.")
    return Side(name, kept)


def _of_file(checked: CheckedReturn) -> Submitted:
    path, plan = checked.workbook.path, checked.plan
    if plan is None:
        raise LaaError(
            f"{path} cannot be compared, because it does not say which return it is; “laa check” "
            "on it says more."
        )
    records = [*checked.records, *_unread(checked, plan)]
    for table, key, column, value in _unkept(plan, checked.results):
        submitted = checked.tables.get(table.name)
        cell = submitted.cell(key, column.id) if submitted else None
        if submitted and cell:
            place = submitted.sheet.name, cell.address
            records.append(_record(plan, key, column, value, *place))
    return Submitted(plan.group.id, plan.round, path.name, tuple(records))


def _of_kept(plan: ReturnPlan, records: Iterable[Record]) -> Iterator[Record]:
    """Work out from a group's values in the ledger what the ledger does not keep."""
    for table, key, column, value in _unkept(plan, results_of(plan, records)):
        yield _record(plan, key, column, value, table.name, "")


def _unkept(
    plan: ReturnPlan, results: Mapping[str, Mapping[str, Mapping[str, Value]]]
) -> Iterator[tuple[PlannedTable, str, Column, float | str]]:
    """Return the results that the adviser sees and the ledger does not keep: the variance."""
    for table in plan.tables:
        shown = [c for c in table.formulas if c.holds is None and c.id not in table.hidden]
        for key, row in results.get(table.name, {}).items():
            for column in shown:
                value = row.get(column.id)
                if value is not None and value != "" and not isinstance(value, FormulaError):
                    yield table, key, column, value


def _unread(checked: CheckedReturn, plan: ReturnPlan) -> Iterator[Record]:
    """Return what was entered and could not be understood, as the words in the cell."""
    for name, rows in checked.entries.items():
        submitted = checked.tables[name]
        columns = {column.id: column for column in submitted.table.columns}
        for key, cells in rows.items():
            for column_id, entry in cells.items():
                cell = submitted.cell(key, column_id)
                if entry.value is None and entry.text and cell:
                    place = submitted.sheet.name, cell.address
                    yield _record(plan, key, columns[column_id], entry.text, *place)


def _record(
    plan: ReturnPlan, key: str, column: Column, value: float | str, sheet: str, cell: str
) -> Record:
    holds = plan.holds(column)
    return Record(
        indicator=key,
        field=holds.field if holds else column.id,
        year=holds.year if holds else plan.round.year,
        area=_area(plan, key, holds.area) if holds else "",
        measure=holds.measure if holds else "",
        value=float(value) if isinstance(value, float | int) else None,
        text=f"{value:.10g}" if isinstance(value, float | int) else value,
        state="",
        column=column.id,
        sheet=sheet,
        cell=cell,
    )


def _area(plan: ReturnPlan, key: str, area: str) -> str:
    """Return an area's id, that of the row's own for the headline."""
    areas = {row.id: row.area for row in plan.framework.indicators}
    return areas.get(key, "") if area == HEADLINE else area
