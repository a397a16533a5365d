"""The lines of the funding tables: what a theme group or the accountants of a block report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from workbook_tools.form.types.money import Money
from workbook_tools.framework.funding import (
    AMOUNT_KINDS,
    POOLINGS,
    Allocation,
    FundingLine,
)
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Issue, Row, RowKind

_Pairs: TypeAlias = tuple[tuple[FundingLine, Allocation], ...]


class Streams(RowKind):
    """A row for each amount of a stream in the year of the round: capital and revenue apart.

    They stand by how they are pooled, in published order, each pooling under a heading and
    over its sub totals; then come the totals. Only the amounts are filled in; every total is
    worked out. ``in`` is the column of the stream's name; ``columns`` are those for whether it
    is capital or revenue, and for the amount.
    """

    name = "streams"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield headings, streams, sub totals and totals; none where nothing is reported."""
        spec = issue.sheet.rows_spec
        pairs = issue.framework.funding.reported_by(issue.group.id, issue.round.year)
        poolings = [each for each in POOLINGS if any(line.pooling == each for line, _ in pairs)]
        for number, pooling in enumerate(poolings, start=1):
            pooled = tuple(pair for pair in pairs if pair[0].pooling == pooling)
            key, title = (
                f"{issue.group.code}-{spec['heading']['key']}{number}",
                spec["poolings"][pooling],
            )
            role = spec["heading"]["role"]
            yield Row(key, role, facts={spec["in"]: Known(title)}, is_heading=True, runs_on=True)
            for line, allocation in pooled:
                yield _stream(spec, line, allocation)
            for kind in _kinds(pooled):
                words = spec["subtotal"]["text"].format(pooling=title, kind=_word(spec, kind))
                yield _total(spec, f"{key}-{_letter(kind)}", words, _of(pooled, kind))
        key = f"{issue.group.code}-{spec['total']['key']}"
        kinds = _kinds(pairs)
        for kind in kinds if len(kinds) > 1 else ():
            words = spec["total"]["text"].format(kind=_word(spec, kind))
            yield _total(spec, f"{key}-{_letter(kind)}", words, _of(pairs, kind))
        if pairs:
            yield _total(spec, key, spec["total"]["all"], pairs)


def key_of(line: FundingLine, allocation: Allocation) -> str:
    """Return the key of the row of an amount: ``CYP-F984-R`` for a line's revenue."""
    return f"{line.id}-{_letter(allocation.kind)}"


def keys_of(line: FundingLine) -> tuple[str, ...]:
    """Return the keys of all rows that a line can have."""
    return tuple(f"{line.id}-{_letter(kind)}" for kind in AMOUNT_KINDS)


def _letter(kind: str) -> str:
    return kind[0].upper()


def _word(spec: Mapping[str, Any], kind: str) -> str:
    word: str = spec["kinds"][kind]
    return word.lower()


def _kinds(pairs: _Pairs) -> list[str]:
    return [kind for kind in AMOUNT_KINDS if _of(pairs, kind)]


def _of(pairs: _Pairs, kind: str) -> _Pairs:
    return tuple(pair for pair in pairs if pair[1].kind == kind)


def _stream(spec: Mapping[str, Any], line: FundingLine, allocation: Allocation) -> Row:
    """Return the row of one amount. What is not quantified stands in it as printed."""
    columns, pounds = spec["columns"], allocation.pounds
    amount = allocation.amount if pounds is None else float(pounds)
    printed = f"{allocation.source}: {allocation.printed}" if allocation.source else ""
    facts = {
        spec["in"]: Known(line.title, note=line.reason),
        columns["kind"]: Known(spec["kinds"][allocation.kind]),
        columns["amount"]: Known(amount, Money.own_format, note=printed),
    }
    return Row(key_of(line, allocation), spec["role"], facts=facts)


def _total(spec: Mapping[str, Any], key: str, words: str, pairs: _Pairs) -> Row:
    facts = {spec["in"]: Known(words)}
    keys = tuple(key_of(*pair) for pair in pairs)
    return Row(key, spec["subtotal"]["role"], facts=facts, is_heading=True, adds_up=keys)
