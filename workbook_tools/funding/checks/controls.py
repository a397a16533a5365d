"""Totals that are not what they must be, each with what would put it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbook_tools.funding.checks.model import Fault, OneTable, apart, check
from workbook_tools.funding.explaining import Explanation, explain
from workbook_tools.funding.explaining.imbalance import key_of
from workbook_tools.funding.model import Control, Figure
from workbook_tools.values.money import spelt

_RULES = {
    "column": "total-differs",
    "blocks": "whole-differs",
    "row": "row-differs",
    "elsewhere": "elsewhere-differs",
}

_MANY = 150
"""Where more controls do not cast, nobody is helped by what would put each of them right."""


@check("controls")
def check_controls(one: OneTable) -> Iterator[Fault]:
    """Find the totals that are not what they add up, columns and rows."""
    for fault, _ in explained(one):
        yield fault


def explained(one: OneTable) -> Iterator[tuple[Fault, Sequence[Explanation]]]:
    """Yield what does not cast, each with what would put it right, the likeliest first."""
    table = one.cast.table
    controls = tuple(each for each in table.controls if not cannot_be_known(each))
    failing = [each for each in controls if not each.casts]
    if not failing:
        return
    explanations: tuple[Explanation, ...] = ()
    if len(failing) <= _MANY:
        explanations = explain(one.file.form, replace(table, controls=controls))
    told: set[int] = set()
    for each in _meeting(failing):
        told.update(map(id, each.controls))
        wanted = {id(control) for control in each.controls}
        chosen = [e for e in explanations if {id(control) for control in e.mends} >= wanted]
        yield _meets(one, each, chosen or explanations), chosen or explanations
    for control in failing:
        if id(control) not in told:
            chosen = [e for e in explanations if any(c is control for c in e.mends)]
            yield _differs(one, control, chosen), chosen


def cannot_be_known(control: Control) -> bool:
    """Whether a difference may be what is not quantified: then nothing is known to be wrong."""
    if control.casts:
        return False
    unknown = {addend.sign for addend in control.addends if addend.figure.unquantified}
    return (1 in unknown and control.difference > 0) or (-1 in unknown and control.difference < 0)


class _Meeting:
    """A figure that several failing controls have in common, and nothing else."""

    def __init__(self, figure: Figure, controls: Sequence[Control]) -> None:
        self.figure, self.controls = figure, controls


def _meeting(failing: Sequence[Control]) -> Iterator[_Meeting]:
    """Yield the figures in which controls that are out by the same amount meet."""
    by_figure: dict[tuple[str, int, int], list[Control]] = {}
    figures: dict[tuple[str, int, int], Figure] = {}
    for control in failing:
        for figure in (control.total, *(each.figure for each in control.addends)):
            key = key_of(figure)
            figures[key] = figure
            by_figure.setdefault(key, []).append(control)
    told: set[int] = set()
    for key, controls in sorted(by_figure.items(), key=lambda each: -len(each[1])):
        if len(controls) < 2 or any(id(each) in told for each in controls):
            continue
        if len({abs(each.difference) for each in controls}) > 1:
            continue
        others = [
            other
            for other, theirs in by_figure.items()
            if other != key
            and len(theirs) >= len(controls)
            and set(map(id, controls)) <= set(map(id, theirs))
        ]
        if others or not _is_by_one(figures[key], controls):
            continue
        told.update(map(id, controls))
        yield _Meeting(figures[key], controls)


def _is_by_one(figure: Figure, controls: Sequence[Control]) -> bool:
    """Whether one change of a figure puts all controls right."""
    changes = set()
    for control in controls:
        effect = int(key_of(control.total) == key_of(figure))
        for addend in control.addends:
            if key_of(addend.figure) == key_of(figure):
                effect -= addend.sign
        changes.add(-effect * control.difference if abs(effect) == 1 else None)
    return len(changes) == 1 and None not in changes


def _meets(one: OneTable, meeting: _Meeting, explanations: Sequence[Explanation]) -> Fault:
    said = [each.said for each in meeting.controls]
    first = meeting.controls[0]
    effect = 1 if key_of(first.total) == key_of(meeting.figure) else -1
    sign = next((a.sign for a in first.addends if key_of(a.figure) == key_of(meeting.figure)), 1)
    meant = meeting.figure.amount - effect * sign * first.difference
    several = one.words.said["several"].format(first=", ".join(said[:-1]), last=said[-1])
    return one.fault(
        "meets-here",
        meeting.figure,
        found=shown(meeting.figure),
        expected=spelt(meant),
        what=several,
        difference=spelt(abs(first.difference)),
        why=why(one, explanations, first),
    )


def _differs(one: OneTable, control: Control, explanations: Sequence[Explanation]) -> Fault:
    fault = one.fault(
        _RULES[control.kind],
        control.total,
        found=shown(control.total),
        expected=spelt(control.worked_out),
        what=control.said,
        difference=apart(one.words, control.difference),
        why=why(one, explanations, control),
    )
    return replace(fault, doubled=_doubled(explanations))


def _doubled(explanations: Sequence[Explanation]) -> frozenset[int]:
    """Return the rows of lines that may stand there twice, if that is what is likeliest."""
    if not explanations or explanations[0].kind != "doubled-line":
        return frozenset()
    return frozenset(figure.place[0] for figure in explanations[0].cells)


def shown(figure: Figure) -> str:
    """Return a figure as people write it."""
    return spelt(figure.value) if figure.value is not None else figure.said


def why(one: OneTable, explanations: Sequence[Explanation], control: Control) -> str:
    """Return what would put a control right, the likeliest first; never as a fact."""
    words = one.words
    most = words.limits["explanations"]
    told = list(dict.fromkeys(each.words for each in explanations))[:most]
    if told:
        listed = " ".join(f"({n}) {text}" for n, text in enumerate(told, 1))
        return words.said["explained"].format(explanations=listed if len(told) > 1 else told[0])
    cells = [addend.figure.cell for addend in control.addends]
    named = cells[0] if len(cells) == 1 else f"{cells[0]} to {cells[-1]}" if cells else ""
    return words.said["unexplained"].format(cells=named)
