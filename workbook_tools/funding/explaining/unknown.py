"""What is not wrong: an amount that nobody knows yet, or that was rounded before it was added."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.funding.explaining.imbalance import Imbalance
from workbook_tools.funding.explaining.model import Cause
from workbook_tools.values.money import spelt


def unknown_causes(imbalance: Imbalance) -> Iterator[Cause]:
    """Yield where a difference may be what is not quantified, or comes from rounding."""
    for number in imbalance.failing:
        control, lacks = imbalance.controls[number], imbalance.lacks(number)
        slots = {
            "amounts": spelt(imbalance.decimal(abs(lacks))),
            "total": control.total.cell,
        }
        shifts = {number: -lacks}
        if control.unquantified and lacks > 0:
            first = control.unquantified[0]
            words = {**slots, "cell": first.cell, "shown": first.said}
            cells = (*control.unquantified, control.total)
            yield Cause("unquantified", cells, shifts, words, surprise=1)
        if 2 * abs(lacks) <= len(control.addends) and not control.tolerance:
            yield Cause("rounding", (control.total,), shifts, slots, surprise=1)
