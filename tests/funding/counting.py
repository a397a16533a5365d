"""How many injected errors are found in the right cell, and how many are explained."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from funding.generated import generated
from funding.mutations import KNOWABLE, MUTATIONS, Injected
from funding.printing import Printed
from funding.published_tables import annex_3, corrected, tables_of_2005
from workbook_tools.form import Form
from workbook_tools.funding.explaining import Explanation, explain
from workbook_tools.funding.model import Control

FIRST = 3
"""So many explanations are looked at for the injected cause."""


@dataclass
class Count:
    """What became of the errors of one kind."""

    injected: int = 0
    shown: int = 0
    """Those that change a control, so that it does not cast."""
    found: int = 0
    """Those of them with a failing control that the right cell is in."""
    knowable: int = 0
    """Those of which arithmetic can know the cause."""
    explained: int = 0
    """Those of them with the injected cause among the first explanations."""
    seconds: float = 0.0
    missed: list[Injected] = field(default_factory=list)
    """Those that were not found, or not explained although arithmetic can know."""


def tables(many: int) -> Iterator[Printed]:
    """Yield tables that cast: the published ones, then so many made-up ones."""
    yield from annex_3()
    yield from map(corrected, tables_of_2005())
    yield from map(generated, range(many))


def injected(clean: Iterable[Printed], times: int, seed: int = 0) -> Iterator[Injected]:
    """Yield each kind of error, so many times in each table, each by itself."""
    for number, printed in enumerate(clean):
        for mutation in MUTATIONS:
            random = Random(f"{seed} {number} {mutation.__name__}")
            for _ in range(times):
                one = mutation(printed, random)
                if one is not None:
                    yield one


def counted(form: Form, errors: Iterable[Injected]) -> dict[str, Count]:
    """Count what becomes of errors, by their kind."""
    counts: dict[str, Count] = {}
    for one in errors:
        count = counts.setdefault(one.kind, Count())
        count.injected += 1
        table = one.printed.table()
        failing = [control for control in table.controls if not control.casts]
        if not failing:
            continue
        count.shown += 1
        begun = time.process_time()
        explanations = explain(form, table)
        count.seconds += time.process_time() - begun
        is_found = any(one.cells & cells_in(control) for control in failing)
        count.found += is_found
        is_knowable = 0 < one.others <= KNOWABLE
        is_explained = any(says(each, one) for each in explanations[:FIRST])
        count.knowable += is_knowable
        count.explained += is_knowable and is_explained
        if not is_found or (is_knowable and not is_explained):
            count.missed.append(one)
    return counts


def cells_in(control: Control) -> set[tuple[int, int]]:
    """Return the cells of a control."""
    return {control.total.place, *(addend.figure.place for addend in control.addends)}


def says(explanation: Explanation, one: Injected) -> bool:
    """Whether an explanation is the injected cause: its kind, in its cell."""
    first = explanation.cells[0].place
    return explanation.kind in one.causes and first in one.cells
