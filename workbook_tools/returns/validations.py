"""What stops a wrong entry at the door: dropdowns, number and date limits, input messages.

What a cell may hold follows from its column's type, and from the rules that limit it.
Pasting goes round all of these; the checks find the same things again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.form.rules.model import Rule
from workbook_tools.values.findings import SEVERITIES

_MESSAGE_LIMIT = 225
"""Characters that Excel shows of what it says about a wrong entry."""

_TITLE_LIMIT = 32
"""Excel's limit for the title of an input message."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What one rule lets a cell hold, with the days of the round filled in."""

    rule: Rule
    severity: str
    """In the round: only an error stops an entry."""
    minimum: float | date | None
    maximum: float | date | None
    whole: bool


def limit_of(rule: Rule, severity: str, parameters: Mapping[str, Any]) -> Limit:
    """Return what a rule that has limits lets a cell hold in a round."""
    assert rule.limits is not None
    low, high = (
        parameters[bound] if isinstance(bound, str) else bound
        for bound in (rule.limits.minimum, rule.limits.maximum)
    )
    return Limit(rule, severity, low, high, rule.limits.whole)


def limited(column: Column, limits: Sequence[Limit]) -> dict[str, Any]:
    """Return the validation of a cell that rules limit.

    A cell has one validation only: it takes all the rules of the worst severity together.
    """
    # A waived error is a note, wherever it stands.
    worst = min((limit.severity for limit in limits), key=SEVERITIES.index)
    plain = validation(column)
    held = [limit for limit in limits if limit.severity == worst]
    words = [f"{limit.rule.title}." for limit in held] + [limit.rule.fix for limit in held]
    return plain | {
        "validate": "integer" if any(limit.whole for limit in held) else plain["validate"],
        "criteria": "between",
        "minimum": max(_filled((limit.minimum for limit in held), plain["minimum"])),
        "maximum": min(_filled((limit.maximum for limit in held), plain["maximum"])),
        "error_type": _STYLES[worst],
        "error_message": textwrap.shorten(" ".join(words), _MESSAGE_LIMIT, placeholder=" …"),
    }


def _filled(bounds: Iterable[Any], otherwise: Any) -> list[Any]:
    """Return the bounds that there are; where there are none, the column's own."""
    return [bound for bound in bounds if bound is not None] or [otherwise]


_STYLES = {"error": "stop", "query": "warning", "note": "information"}
"""What Excel does with an entry beyond the limits: it refuses it, asks whether it is meant, or
says so."""


def validation(column: Column) -> dict[str, Any]:
    """Return XlsxWriter's options for the validation of an entry column."""
    message = {
        "input_title": _message_title(column),
        "input_message": column.prompt,
        "error_title": _message_title(column),
        "ignore_blank": True,
    }
    return {**column.kind.validation(column), **message}


def _message_title(column: Column) -> str:
    """Return a column's heading as the title of a message; a long one is cut after a word."""
    if len(column.heading) <= _TITLE_LIMIT:
        return column.heading
    return column.heading[: _TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…"
