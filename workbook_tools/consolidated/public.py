"""The public copy: what must not be told of a few people is taken out before anything is written.

Everything in the spreadsheet is made of a book; this makes the book that the public may see, so
that no sheet can tell what the book does not hold. Small counts of people are suppressed in every
year and area, with whatever they could be worked out from: the rate that they are behind, the
light that they were given, what was written about them, what was expected on the way from them,
the light of a total that they are in, and another part of the city where the whole and the other
parts would give a part away. Names of persons, wherever they stand, their words on what they
decided, and the names of the files that they sent are taken out as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from workbook_tools.consolidated.book import AcceptedReturn, Book
from workbook_tools.consolidated.nameless import Names
from workbook_tools.framework import Figure, Framework, Indicator
from workbook_tools.ledger import ReceivedFile, SourcedRecord
from workbook_tools.problems import LaaError

Place = tuple[str, str, str, str]
"""What a figure is of: indicator, ``actual`` or ``baseline``, year, area."""

_OBSERVED = ("actual", "baseline")
"""The fields that tell what was counted; a target tells what is wanted."""

_FROM_BASELINE = "from baseline"
"""The profile of a target that is reached step by step from the baseline."""

_OF_WHAT = re.compile(r"\b(?:by|for|from|in|of|to|with)\b")
"""Ends, in a unit, the words for what is counted."""

_WHOLE, _PARTS = "city", ("pn", "rest")
"""The areas of which one is the sum of the others."""


def public_book(book: Book) -> Book:
    """Return what the public may see of a book.

    Raises:
        LaaError: the form does not say what is suppressed.
    """
    spec = book.form.spreadsheet.public
    if not spec:
        raise LaaError(
            "The form of this round does not say what a public copy leaves out; declare “public” "
            "in laa-spreadsheet.json, or take the form of a later version."
        )
    return _Redaction(book, spec).book()


def suppressed_in(book: Book) -> frozenset[Place]:
    """Return the places of a book whose figures a public copy suppresses."""
    return _Redaction(book, book.form.spreadsheet.public).suppressed


@dataclass(frozen=True)
class _Redaction:
    """What is taken out of a book."""

    whole: Book
    spec: Mapping[str, Any]

    def book(self) -> Book:
        """Return the book without it."""
        records = self._records(self.whole.records)
        earlier = tuple(
            (round_, self._records(of_round)) for round_, of_round in self.whole.earlier
        )
        told, before = _counted(records), self.whole.previous
        return replace(
            self.whole,
            framework=self._framework(self.whole.framework),
            records=records,
            earlier=earlier,
            received={
                group: self._file(each, told.get(group, 0))
                for group, each in self.whole.received.items()
            },
            returns=tuple(
                AcceptedReturn(each.id, self._file(each.file, each.file.values), ())
                for each in self.whole.returns
            ),
            findings={},
            sealed=None,
            previous=before and replace(before, records=self._records(before.records)),
            is_public=True,
        )

    # Which figures

    def is_of_people(self, row: Indicator) -> bool:
        """Whether an indicator counts people, or what happened to them.

        It does unless its unit counts something else, so that a new one is suppressed rather
        than told: “Number of schools” counts no people, “Number of pupils in schools” does.
        """
        counted = _OF_WHAT.split(row.unit.casefold().removeprefix("number of "))[0]
        return "count" in row.kind and not set(counted.split()) & set(self.spec["not_of_people"])

    @cached_property
    def suppressed(self) -> frozenset[Place]:
        """The places whose figures are suppressed."""
        found: set[Place] = set()
        known: set[Place] = set()
        for place, measure, value in self._figures():
            row = self._rows.get(place[0])
            if row is None or value is None:
                continue
            if measure == "value":
                known.add(place)
            is_small = value < self.spec["under"]
            if is_small and (measure == "numerator" or self.is_of_people(row)):
                found.add(place)
        for indicator, field, year, _ in sorted(found):
            found |= self._given_away((indicator, field, year), found, known)
        return frozenset(found)

    def _given_away(
        self, of: tuple[str, str, str], found: set[Place], known: set[Place]
    ) -> set[Place]:
        """Return the place that has to go, too, where the others would give one away."""
        places = {area: (*of, area) for area in (_WHOLE, *_PARTS)}
        if not all(place in known for place in places.values()):
            return set()
        gone = [area for area, place in places.items() if place in found]
        if len(gone) != 1:
            return set()
        # The part that is left goes; the whole, of which most is known already, stays.
        left = [area for area in _PARTS if area not in gone]
        return {places[left[0]]}

    def _figures(self) -> Iterable[tuple[Place, str, float | None]]:
        """Yield everything that was counted: the place, the measure, the value."""
        figures = self.whole.framework.figures
        for figure in (*figures, *(before for _, before in self.whole.framework.replaced)):
            if figure.field in _OBSERVED:
                yield _place(figure), figure.measure, figure.value
        for record in self._all_records():
            if record.field in _OBSERVED and record.measure in ("value", "numerator"):
                yield _place(record), record.measure, record.value

    def _all_records(self) -> Iterable[SourcedRecord]:
        yield from self.whole.records
        for _, of_round in self.whole.earlier:
            yield from of_round
        yield from self.whole.previous.records if self.whole.previous else ()

    @cached_property
    def _rows(self) -> Mapping[str, Indicator]:
        return {row.id: row for row in self.whole.framework.indicators if not row.is_heading}

    @cached_property
    def silent(self) -> frozenset[tuple[str, str]]:
        """The indicators of whose figure of a year nothing may be said: by id and year."""
        return frozenset((indicator, year) for indicator, _, year, _ in self.suppressed)

    @cached_property
    def unsaid(self) -> frozenset[str]:
        """The indicators about which words are withheld, whatever year they are of.

        People tell what was before, and what several rows come to together.
        """
        silent = {indicator for indicator, _ in self.silent}
        return frozenset(silent.union(*(self._with(*each) for each in self.silent)))

    @cached_property
    def unlit(self) -> frozenset[tuple[str, str]]:
        """The indicators whose own figure of a year is suppressed, and with it its light.

        So is that of those that share its target: it is of their total.
        """
        return frozenset(
            (each, year)
            for indicator, _, year, area in self.suppressed
            if area == self._rows[indicator].area
            for each in (indicator, *self._with(indicator, year))
        )

    def _with(self, indicator: str, year: str) -> tuple[str, ...]:
        """Return the indicators that share a target of a year, or that of any for a baseline."""
        framework = self.whole.framework
        years = [year] if year else sorted({figure.year for figure in framework.figures})
        return tuple(each for year in years for each in framework.joint_rows(indicator, year))

    @cached_property
    def startless(self) -> frozenset[str]:
        """The indicators whose baseline is suppressed: what is expected on the way tells it."""
        return frozenset(
            indicator
            for indicator, field, _, area in self.suppressed
            if field == "baseline" and area == self._rows[indicator].area
        )

    def _is_unlit(self, record: SourcedRecord) -> bool:
        """Whether the light of a record would tell of what is suppressed."""
        row = self._rows.get(record.indicator)
        if row is None or record.field != "light":
            return False
        if (row.id, record.year) in self.unlit:
            return True
        target = self.whole.framework.headline(row.id, "target", record.year)
        is_on_the_way = row.profile == _FROM_BASELINE or (target is not None and target.share < 1)
        return row.id in self.startless and is_on_the_way

    @cached_property
    def names(self) -> Names:
        """The persons who are known by name."""
        signers = self.spec.get("named", ())
        return Names.of(
            self.spec.get("name", ""),
            (each.text for each in self._all_records() if each.column in signers),
            self.whole.framework.reporters,
        )

    # What is said

    def _records(self, records: Iterable[SourcedRecord]) -> tuple[SourcedRecord, ...]:
        told: list[SourcedRecord] = []
        for record in records:
            said = self._unnamed(record)
            said = said and self._said(said)
            if said is not None:
                text = self.names.left_out(said.text) if said.value is None else said.text
                told.append(replace(said, text=text, file=self._name(record.theme_group)))
        return tuple(told)

    def _unnamed(self, record: SourcedRecord) -> SourcedRecord | None:
        """Return a record without the name of a person; that somebody signed may be told."""
        if record.field == "sign-off":
            return replace(record, text=self.spec["signed"], value=None)
        return None if record.column in self.spec["persons"] else record

    def _said(self, record: SourcedRecord) -> SourcedRecord | None:
        """Return what may be said of a record; None for nothing."""
        word, is_silent = self.spec["word"], (record.indicator, record.year) in self.silent
        if record.field == "expected" and record.indicator in self.startless:
            return None
        if record.field == "actual" and record.measure in ("value", "numerator"):
            if _place(record) not in self.suppressed:
                return record
            if record.measure == "numerator":
                return None
            # Of the figure of the row it is why there is none; of another area, the cell's word.
            is_own = record.area == self._rows[record.indicator].area
            measure = "status" if is_own else "value"
            return replace(record, value=None, text=word, measure=measure, state=word)
        if self._is_unlit(record) and record.measure in ("calculated", "final", "judgement"):
            return self._without_light(record)
        if record.indicator in self.unsaid and record.measure in self.spec["words_of_figures"]:
            return replace(record, text=self.spec["withheld"], value=None)
        if is_silent and record.field == "actual" and record.measure not in ("period", "status"):
            return None
        about = self._about(record)
        if about is not None and any(about.startswith(key) for key, _ in self.silent):
            return replace(record, text=self.spec["withheld"], value=None)
        return record

    def _without_light(self, record: SourcedRecord) -> SourcedRecord | None:
        """Return what stands in the place of a light that is not told; None for nothing.

        Where its own figure is told, the sheets work out a light: it stands as a judgement then.
        """
        told = replace(record, text=self.spec["light"])
        if (record.indicator, "actual", record.year, record.area) in self.suppressed:
            return None if record.measure == "judgement" else told
        if record.measure != "calculated":
            return told
        is_judged = (record.round, record.indicator) in self._judged
        return None if is_judged else replace(told, measure="judgement", column=self._judgement)

    @cached_property
    def _judgement(self) -> str:
        """The id of the column of judgements."""
        held = ((each.id, each.holds) for each in self.whole.form.columns.values())
        light = ("light", "judgement")
        return next(id_ for id_, holds in held if holds and (holds.field, holds.measure) == light)

    @cached_property
    def _judged(self) -> frozenset[tuple[str, str]]:
        """The rounds and indicators with a judgement."""
        return frozenset(
            (each.round, each.indicator)
            for each in self._all_records()
            if (each.field, each.measure) == ("light", "judgement")
        )

    def _about(self, record: SourcedRecord) -> str | None:
        """Return what the line of a plan is about, where the record is words of such a line."""
        if record.column not in self.spec["words_about"]:
            return None
        return self._lines.get((record.round, record.theme_group, record.indicator))

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str, str], str]:
        return {
            (record.round, record.theme_group, record.indicator): record.text
            for record in self._all_records()
            if record.column == self.spec["about"]
        }

    def _file(self, received: ReceivedFile, values: int) -> ReceivedFile:
        return replace(received, file=self._name(received.theme_group), values=values)

    def _name(self, group: str) -> str:
        return str(self.spec["file"].format(group=group))

    # What was known beforehand

    def _framework(self, framework: Framework) -> Framework:
        silent = self.unsaid
        return replace(
            framework,
            figures=tuple(
                figure for each in framework.figures if (figure := self._figure(each)) is not None
            ),
            replaced=tuple(pair for pair in framework.replaced if pair[0].indicator not in silent),
            changes=tuple(
                change
                for change in framework.changes
                if not silent & {each.strip() for each in change.row.split(",")}
            ),
            # What was worked out for the whole framework is not for this one.
            fingerprint=f"{framework.fingerprint}+public",
        )

    def _figure(self, figure: Figure) -> Figure | None:
        if figure.field not in _OBSERVED or _place(figure) not in self.suppressed:
            return figure
        if figure.measure == "numerator":
            return None
        word = self.spec["word"]
        return replace(
            figure, value=None, status="not available", printed=word, remark="", note="", since=""
        )


def _place(figure: Figure | SourcedRecord) -> Place:
    return figure.indicator, figure.field, figure.year, figure.area


def _counted(records: Iterable[SourcedRecord]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for record in records:
        found[record.theme_group] = found.get(record.theme_group, 0) + 1
    return found
