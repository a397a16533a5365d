"""Why a funding table does not cast: the explanations that fit exactly, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from workbook_tools.form import Form
from workbook_tools.funding.explaining.cells import cell_causes
from workbook_tools.funding.explaining.imbalance import Imbalance, key_of
from workbook_tools.funding.explaining.known import Known
from workbook_tools.funding.explaining.lines import exchanged_cells, line_causes
from workbook_tools.funding.explaining.model import Cause, Explanation, KnownLine
from workbook_tools.funding.explaining.together import causes_together
from workbook_tools.funding.explaining.unknown import unknown_causes
from workbook_tools.funding.explaining.wording import Wording, wording_of
from workbook_tools.funding.model import Table


def explain(form: Form, table: Table, known: Iterable[KnownLine] = ()) -> tuple[Explanation, ...]:
    """Return what would put the failing controls of a table right, the likeliest first.

    An explanation fits exactly: with it every control that it touches casts, within the control's
    tolerance, and none that casts as it stands is upset. What puts more controls right at once
    comes first: one wrong digit that mends a row and its column is likelier than two coincidences.
    Then what is likelier by its kind, then what needs no rounding and what stands nearer. None is
    a fact.

    Args:
        form: whose words and limits are used.
        table: the table with its controls.
        known: its lines as they are known from another year or from the framework.

    Raises:
        DeclarationError: the form's words for explanations break their schema.
    """
    imbalance = Imbalance(table)
    if not imbalance.failing:
        return ()
    wording = wording_of(form)
    ranked = _Ranked(imbalance, wording)
    elsewhere = Known(imbalance, known)
    single = chain(
        cell_causes(imbalance, elsewhere),
        line_causes(imbalance, elsewhere),
        exchanged_cells(imbalance),
        unknown_causes(imbalance),
    )
    ranked.take(single)
    ranked.take(causes_together(imbalance, elsewhere, ranked.without_reason(), wording.parts))
    return tuple(ranked.told())


class _Ranked:
    """Causes in order of what they put right and how likely they are."""

    def __init__(self, imbalance: Imbalance, wording: Wording) -> None:
        self._imbalance = imbalance
        self._wording = wording
        self._causes: list[tuple[Cause, tuple[int, ...]]] = []

    def take(self, causes: Iterable[Cause]) -> None:
        """Take the causes that put something right."""
        for cause in causes:
            mended = self._imbalance.mended(cause.shifts)
            if mended:
                self._causes.append((cause, mended))

    def without_reason(self) -> tuple[int, ...]:
        """Return the failing controls of which only something that always fits can be said."""
        reasoned = {
            number for cause, mended in self._causes if not cause.surprise for number in mended
        }
        return tuple(each for each in self._imbalance.failing if each not in reasoned)

    def told(self) -> Iterator[Explanation]:
        """Yield the explanations, as many of each control as are told."""
        told: dict[int, int] = {}
        said: set[tuple[str, tuple[object, ...]]] = set()
        for cause, mended in self._in_order():
            what = (cause.kind, tuple(map(key_of, cause.cells)))
            if what in said or all(told.get(each, 0) >= self._wording.most for each in mended):
                continue
            said.add(what)
            for each in mended:
                told[each] = told.get(each, 0) + 1
            controls = self._imbalance.controls
            mends = tuple(controls[each] for each in mended)
            leaves = tuple(controls[each] for each in self._imbalance.failing if each not in mended)
            words = self._wording.said(cause, mends)
            yield Explanation(cause.kind, words, cause.cells, mends, leaves)

    def _in_order(self) -> list[tuple[Cause, tuple[int, ...]]]:
        """Return the causes in order: a kind that fits in many places gives way to others."""
        likely = sorted(self._causes, key=lambda each: self._order(*each))
        counted: dict[tuple[str, tuple[int, ...]], int] = {}
        turns = []
        for cause, mended in likely:
            which = (cause.kind, mended)
            counted[which] = counted.get(which, -1) + 1
            turn = counted[which] // self._wording.of_a_kind + max(cause.surprise - 1, 0)
            turns.append((-len(mended), turn))
        places = sorted(range(len(likely)), key=lambda place: (turns[place], place))
        return [likely[place] for place in places]

    def _order(self, cause: Cause, mended: tuple[int, ...]) -> tuple[int, ...]:
        differences = self._imbalance.differences
        remains = sum(abs(differences[each] + cause.shifts[each]) for each in mended)
        likelihood = self._wording.likelihood[cause.kind]
        return (-len(mended), likelihood, remains, cause.distance)
