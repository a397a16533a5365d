"""Whether the LAA spreadsheet that was issued last still shows what counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workbook_tools.folder.rounds import Terms
from workbook_tools.ledger import Ledger, Publication, name_of, rounds_before
from workbook_tools.values.days import long_date


def counted_in(ledger: Ledger, terms: Terms) -> frozenset[int]:
    """Return the ids of the submissions that count, of a round and of those before it."""
    framework = terms.framework.id
    if terms.closing is not None:
        return frozenset(terms.closing.counted)
    rounds = (terms.round, *rounds_before(ledger, terms.framework, terms.round.id))
    return frozenset(each.id for of in rounds for each in ledger.current(framework, of.id).values())


def news_since(ledger: Ledger, terms: Terms) -> str:
    """Say in a line that the last issue of a round's LAA spreadsheet is out of date, and why.

    Empty where it is not, or where none was issued.
    """
    issues = ledger.publications(terms.framework.id, terms.round.id)
    if not issues:
        return ""
    last, counted = issues[-1], counted_in(ledger, terms)
    causes = sorted(_causes(ledger, last, counted))
    if causes:
        said = [words for _, words in causes[:_FEW]]
        more = [f"{len(causes) - _FEW} more"] if len(causes) > _FEW else []
        since = long_date(causes[0][0].date())
        return (
            f"{_capital(last.name)} of the LAA spreadsheet is out of date since {since}: "
            f"{', '.join(said + more)}"
        )
    changed = [
        what
        for what, before, after in (
            ("framework", last.framework_fingerprint, terms.framework.fingerprint),
            ("form", last.form_fingerprint, terms.form.fingerprint),
        )
        if before != after
    ]
    if changed:
        verb = "were" if len(changed) > 1 else "was"
        what = " and ".join(changed)
        return (
            f"{_capital(last.name)} of the LAA spreadsheet may be out of date: {what} {verb} "
            "changed since"
        )
    return ""


def _causes(
    ledger: Ledger, last: Publication, counted: frozenset[int]
) -> Iterator[tuple[datetime, str]]:
    """Yield what makes an issue out of date, each with when that was."""
    replaced = set()
    for number in counted - last.counted:
        file = ledger.file(number)
        replaced.add((file.round, file.theme_group))
        decision = ledger.decision_on(file)
        at = decision.at if decision else ledger.entered_at(number)
        yield at, f"{name_of(ledger, file)} {decision.kind if decision else 'came in'}"
    for number in last.counted - counted:
        file = ledger.file(number)
        decision = ledger.decision_on(file)
        if decision is not None and file.status == "withdrawn":
            yield decision.at, f"{name_of(ledger, file)} withdrawn"
        elif (file.round, file.theme_group) not in replaced:
            yield last.at, f"{name_of(ledger, file)} does not count any more"


_FEW = 3
"""So many causes are named."""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
