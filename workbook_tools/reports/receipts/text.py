"""The receipt as plain text, in the declared words and lines short enough for an e-mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from workbook_tools.form import Form
from workbook_tools.ledger import Decision
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.reports.differences.rows import order_of
from workbook_tools.reports.differences.wording import is_worked_out, one_line, what
from workbook_tools.reports.receipts.facts import Facts
from workbook_tools.reports.wrapping import in_lines
from workbook_tools.values.comparing import Change
from workbook_tools.values.days import long_date
from workbook_tools.values.findings import Finding, answered_queries, counts, open_queries
from workbook_tools.values.records import Record

_FEW = 3
"""So many rows without an answer are named with what they are about; of more, the keys."""

Lines = Iterator[tuple[int, str]]
"""Paragraphs, each with the number of characters it is moved in by."""


def receipt_text(facts: Facts, contact: str = "") -> str:
    """Return the receipt; ``contact`` is whom to tell of a mistake."""
    spec = facts.plan.form.texts("receipt")
    wrapped = partial(in_lines, width=spec["width"])
    parts = ["\n".join(wrapped(0, text) for text in _head(facts, spec)), _table(facts, spec)]
    for name, paragraphs in _SECTIONS.items():
        if name == "changes" and facts.previous is None:
            continue
        previous = facts.previous.file if facts.previous else ""
        title = wrapped(0, spec[name]["title"].format(file=previous))
        rule = "-" * max(len(line) for line in title.splitlines())
        body = [wrapped(moved, text, hanging=2) for moved, text in paragraphs(facts, spec[name])]
        parts.append("\n".join([title, rule, *(body or [wrapped(0, spec[name]["none"])])]))
    contact = contact or facts.plan.words["contact"]
    parts.append(wrapped(0, spec["closing"].format(contact=contact)))
    return "\n\n".join(parts) + "\n"


def _head(facts: Facts, spec: Mapping[str, Any]) -> Iterator[str]:
    yield spec["title"].format(number=facts.number, group=facts.group.title)
    said = [spec["accepted"], *_decided(facts)]
    if facts.received.status == "accepted":
        said.append(spec["counts"])
        if facts.previous:
            day = long_date(facts.previous.received_at.date())
            said.append(spec["takes_place"].format(file=facts.previous.file, day=day))
    else:
        said.append(_not_counted(facts, spec))
    yield " ".join(said)


def _decided(facts: Facts) -> Iterator[str]:
    """Return what was decided of the return, a sentence each."""
    spec = facts.plan.form.texts("decisions")
    for decision in facts.decisions:
        yield sentence_on(spec, decision)


def sentence_on(spec: Mapping[str, Any], decision: Decision) -> str:
    """Return a decision in the declared words."""
    return str(
        spec["said"][decision.kind].format(
            day=long_date(decision.at.date()),
            by=spec["by"].format(who=decision.by) if decision.by else "",
            why=decision.why.rstrip(". "),
        )
    )


def _not_counted(facts: Facts, spec: Mapping[str, Any]) -> str:
    """Say that the return does not count, and which one does."""
    instead, decided = facts.instead, facts.plan.form.texts("decisions")
    if instead is None:
        return str(decided["not_counted"])
    came_later = instead.received_at >= facts.received.received_at and not facts.decisions
    words = spec["instead"] if came_later else decided["counts_instead"]
    return str(words.format(file=instead.file, day=long_date(instead.received_at.date())))


def _table(facts: Facts, spec: Mapping[str, Any]) -> str:
    """Return the facts one below the other, what they are on the left."""
    received = facts.received
    timing = spec["late" if received.late else "in_time"]
    words = {
        "id": facts.id,
        "round_title": facts.round.title,
        "file": received.file,
        "sha256": received.sha256,
        "application": received.application or spec["application_unknown"],
        "day": long_date(received.received_at.date()),
        "timing": timing.format(due=long_date(facts.round.due)),
        "entry": str(received.id),
        "seal": facts.seal,
        "findings": _findings(facts, spec["no_findings"]),
    }
    return table_of(spec["facts"], words, spec["width"])


def table_of(declared: Mapping[str, str], words: Mapping[str, str], width: int) -> str:
    """Return declared facts one below the other, what they are on the left."""
    widest = max(map(len, declared)) + 3
    lines = []
    for label, text in declared.items():
        value = in_lines(0, text.format(**words), width - widest)
        lines.append(f"{label:<{widest}}" + value.replace("\n", "\n" + " " * widest))
    return "\n".join(lines)


def _findings(facts: Facts, none: str) -> str:
    nouns = facts.plan.form.returns.severities
    return ", ".join(
        nouns[severity].counted(number) if number else none.format(noun=nouns[severity].many)
        for severity, number in counts(facts.findings).items()
    )


def _counted(words: Mapping[str, str], number: int, **slots: str) -> str:
    """Return the declared words for one of something, or for several, with the number in them."""
    return words["one" if number == 1 else "many"].format(number=f"{number:,}", **slots)


def _values(facts: Facts, spec: Mapping[str, Any]) -> Lines:
    """How many values were taken, by sheet and by column."""
    by_sheet: dict[str, list[Record]] = {}
    for record in facts.records:
        by_sheet.setdefault(declared_sheet(facts.plan.form, record), []).append(record)
    for sheet, records in by_sheet.items():
        typed = [record for record in records if not is_worked_out(facts.plan.form, record)]
        entered = [record for record in typed if not facts.is_carried(record)]
        said = [_counted(spec["entered"], len(entered))]
        for name, more in (
            ("carried", len(typed) - len(entered)),
            ("worked_out", len(records) - len(typed)),
        ):
            said += [_counted(spec[name], more)] if more else []
        yield 0, spec["sheet"].format(sheet=sheet, counts=", ".join(said))
        order = _column_order(facts.plan.form, sheet)
        headings = Counter(
            what(facts.plan.form, r)
            for r in sorted(entered, key=lambda r: order.get(r.column, len(order)))
        )
        if headings:
            yield 2, "; ".join(f"{heading} {number}" for heading, number in headings.items())


def _changes(facts: Facts, spec: Mapping[str, Any]) -> Lines:
    for (_, key), changes in groupby(_in_order(facts), key=partial(_row, facts.plan.form)):
        rows = list(changes)
        words = facts.words.of(rows[0].record)
        yield 0, spec["row"].format(key=key, words="" if words == key else words)
        yield from ((2, one_line(facts.plan.form, facts.framework, change)) for change in rows)


def _row(form: Form, change: Change) -> tuple[str, str]:
    return declared_sheet(form, change.record), change.record.indicator


def _in_order(facts: Facts) -> list[Change]:
    order = order_of(facts.plan)
    return sorted(facts.changes, key=lambda change: order(change.record))


def _lights(facts: Facts, spec: Mapping[str, Any]) -> Lines:
    by_word: dict[str, list[str]] = {light.word: [] for light in facts.plan.form.lights.lights}
    for key, word in facts.lights.items():
        by_word.setdefault(word, []).append(key)
    rows = facts.framework.rows_of(facts.group.id)
    by_word[spec["none_yet"]] = [
        row.id for row in rows if not row.is_heading and row.id not in facts.lights
    ]
    for word, keys in by_word.items():
        if keys:
            yield 0, spec["light"].format(word=word, number=len(keys), keys=", ".join(keys))
    if facts.overridden:
        said = (
            spec["was"].format(key=key, word=word or spec["no_word"])
            for key, word in facts.overridden.items()
        )
        yield 0, _counted(spec["overridden"], len(facts.overridden), keys=", ".join(said))


def _expected(facts: Facts, spec: Mapping[str, Any]) -> Lines:
    missing = {row: _why(status, day, spec) for row, status, day in facts.missing}
    untouched = frozenset(row.id for row in facts.untouched)
    for row in facts.framework.rows_of(facts.group.id):
        if row in missing or row.id in untouched:
            yield 0, spec["row"].format(key=row.id, words=row.text)
            yield 2, missing.get(row, spec["untouched"]) or spec["unsaid"]
    for each in facts.wanting(spec["answers"]):
        number, total = len(each.rows), each.of
        yield 0, each.text.format(sheet=each.sheet, number=number, total=total)
        if number <= _FEW:
            yield from ((2, " ".join(filter(None, row))) for row in each.rows)
        elif number < total:
            yield 2, ", ".join(key for key, _ in each.rows)


def _why(status: str, expected: date | None, spec: Mapping[str, Any]) -> str:
    """Return why there is no figure, and when it will be there; empty where nobody said."""
    by = spec["by"].format(day=long_date(expected)) if expected else ""
    return ", ".join(filter(None, (status, by)))


def _queries(facts: Facts, spec: Mapping[str, Any]) -> Lines:
    still_open, answers = open_queries(facts.findings), answered_queries(facts.findings)
    for finding in still_open:
        yield 0, _query(facts, finding, spec)
    if not still_open:
        yield 0, spec["none"]
    if answers:
        yield 0, _counted(spec["explained"], len(answers))


def _query(facts: Facts, finding: Finding, spec: Mapping[str, Any]) -> str:
    if not finding.row_key:
        sheet = finding.sheet or spec["return"]
        return str(spec["whole"].format(sheet=sheet, message=finding.message))
    column = facts.plan.columns.get(finding.field)
    return str(
        spec["row"].format(
            key=finding.row_key,
            what=column.title if column else finding.field,
            sheet=finding.sheet,
            cell=finding.cell,
            message=finding.message,
        )
    )


def _column_order(form: Form, sheet: str) -> Mapping[str, int]:
    for table in form.returns.tables:
        if table.name == sheet:
            return {column_id: place for place, column_id in enumerate(table.column_ids)}
    return {}


_SECTIONS = {
    "values": _values,
    "changes": _changes,
    "lights": _lights,
    "expected": _expected,
    "queries": _queries,
}
"""The sections in their order, by their name in the declaration."""
