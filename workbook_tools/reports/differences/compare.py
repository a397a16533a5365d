"""Comparing two sides, theme group by theme group."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.problems import LaaError
from workbook_tools.reports.differences.rows import RowWords, order_of
from workbook_tools.reports.differences.sides import Side, Submitted, at_home
from workbook_tools.reports.differences.wording import is_worked_out
from workbook_tools.rules.issued import plan_return
from workbook_tools.values.comparing import Change, compare_records, meaning
from workbook_tools.values.records import Record


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs."""

    group: str
    """Id of the theme group."""
    change: Change
    sheet: str
    """Its sheet by the declared name."""
    row: str
    """What its row is about, in words."""
    row_alone: bool
    """Whether only one side has anything entered in its row."""
    old_file: str
    new_file: str
    is_worked_out: bool
    """Whether it is a result, which follows from what was entered."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and all they differ in."""

    old: Side
    new: Side
    differences: tuple[Difference, ...]
    """By theme group, sheet, row and column."""
    compared: int
    """How many entered values were compared: those that either side has."""
    only_old: tuple[str, ...]
    """The theme groups that the other side has no return of."""
    only_new: tuple[str, ...]

    @property
    def entered(self) -> tuple[Difference, ...]:
        """The differences in what was entered."""
        return tuple(each for each in self.differences if not each.is_worked_out)

    @property
    def worked_out(self) -> tuple[Difference, ...]:
        """The differences that follow from those."""
        return tuple(each for each in self.differences if each.is_worked_out)


def compare_sides(form: Form, framework: Framework, old: Side, new: Side) -> Comparison:
    """Compare two sides.

    Values of one round are found again by sheet, row key and column; those of two rounds
    by what they are about, with the year of each round taken for the same. Neither goes
    by where a cell stands.

    Raises:
        LaaError: they have no theme group in common.
    """
    if _rounds(old) != _rounds(new):
        old = at_home(framework, old)
    both = [
        group.id
        for group in framework.reporters
        if group.id in old.returns and group.id in new.returns
    ]
    if not both:
        raise LaaError(
            f"{old.name} is of {', '.join(old.returns)} and {new.name} of "
            f"{', '.join(new.returns)}; name two that have a {form.returns.group.one} in common."
        )
    differences: list[Difference] = []
    compared = 0
    for group in both:
        one, other = old.returns[group], new.returns[group]
        same_round = one.round.id == other.round.id
        keys = [_key(form, each, same_round) for each in (one, other)]
        differences += _differences(form, framework, one, other, keys[0], keys[1])
        compared += len(
            {
                find(record)
                for find, each in zip(keys, (one, other), strict=True)
                for record in each.records
                if not is_worked_out(form, record)
            }
        )
    return Comparison(
        old,
        new,
        tuple(differences),
        compared,
        only_old=_alone(framework, old, both),
        only_new=_alone(framework, new, both),
    )


def _rounds(side: Side) -> frozenset[str]:
    return frozenset(each.round.id for each in side.returns.values())


def _alone(framework: Framework, side: Side, both: Sequence[str]) -> tuple[str, ...]:
    """Return the theme groups of one side alone, those that are there no more last."""
    order = {group.id: place for place, group in enumerate(framework.reporters)}
    alone = (group for group in side.returns if group not in both)
    return tuple(sorted(alone, key=lambda group: (order.get(group, len(order)), group)))


def _key(form: Form, submitted: Submitted, same_round: bool) -> Callable[[Record], Hashable]:
    """Return what the values of a return are found again by."""
    if same_round:
        return lambda record: (declared_sheet(form, record), record.indicator, record.column)
    year = submitted.round.year

    def relative(record: Record) -> Hashable:
        return meaning(replace(record, year="round") if record.year == year else record)

    return relative


def _differences(
    form: Form,
    framework: Framework,
    old: Submitted,
    new: Submitted,
    old_key: Callable[[Record], Hashable],
    new_key: Callable[[Record], Hashable],
) -> list[Difference]:
    changes = compare_records(old.records, new.records, new_key, old_key)
    rows = [
        {_row(form, record) for record in each.records if not is_worked_out(form, record)}
        for each in (old, new)
    ]
    alone = rows[0] ^ rows[1]
    plan = plan_return(form, framework, new.round.id, new.group)
    words = RowWords(plan, old.records, new.records)
    order = order_of(plan)
    return [
        Difference(
            old.group,
            change,
            declared_sheet(form, change.record),
            words.of(change.record),
            _row(form, change.record) in alone,
            old.file_of(change.before) if change.before else "",
            new.file_of(change.after) if change.after else "",
            is_worked_out(form, change.record),
        )
        for change in sorted(changes, key=lambda change: order(change.record))
    ]


def _row(form: Form, record: Record) -> tuple[str, str]:
    return declared_sheet(form, record), record.indicator
