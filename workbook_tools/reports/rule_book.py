"""The rule book: every rule in words and formulas, with examples and source.

Formulas are shown as they are written; a sheet says what the conditions in them mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from workbook_tools.form import Form
from workbook_tools.form.rules.model import Condition, Example, Rule
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import WHOLE_YEAR, Framework
from workbook_tools.rules.examples import Trial, try_examples
from workbook_tools.writing.workbook import Writing, workbook_bytes

_HEADING_ROW = 3
"""0-based row of the headings."""

_DATED = date(2000, 1, 1)
"""The rules have no date; a fixed one keeps the same rules the same file."""


def rule_book_bytes(form: Form, framework: Framework) -> bytes:
    """Return the rule book as an ``.xlsx`` file's bytes; the same form gives the same bytes."""
    spec = form.texts("rule-book")

    def build(writing: Writing) -> None:
        _write_table(writing, spec, "", [_line(form, framework, rule) for rule in form.rules])
        _write_table(writing, spec, "conditions_", _conditions(form.rules))
        _write_table(writing, spec, "columns_", _columns(form))
        blank = ("",) * len(spec["sign_headings"])
        _write_table(writing, spec, "sign_", [blank] * spec["sign_lines"], height=34)

    return workbook_bytes(form, spec["title"], _DATED, build)


def example_in_words(example: Example) -> str:
    """Return what an example says of its row: ``units “%”, actual_city 1222``."""
    said = [f"{column} {_value_in_words(value)}" for column, value in example.row.items()]
    if example.round_months != WHOLE_YEAR:
        said.append(f"in a round of {example.round_months} months")
    return ", ".join(said) or "nothing entered"


def _value_in_words(value: Value) -> str:
    if value is None or value == "":
        return "blank"
    return f"“{value}”" if isinstance(value, str) else f"{value:g}"


def _line(form: Form, framework: Framework, rule: Rule) -> tuple[str, ...]:
    trials = try_examples(form, framework, rule)
    passes, fails = ([t for t in trials if t.should_pass is good] for good in (True, False))
    return (
        rule.id,
        rule.title,
        rule.severity,
        rule.when_written or "everywhere",
        rule.check_written,
        rule.message,
        rule.fix,
        rule.source,
        "\n".join(example_in_words(trial.example) for trial in passes),
        "\n".join(_failing(trial) for trial in fails),
    )


def _failing(trial: Trial) -> str:
    return f"{example_in_words(trial.example)}: “{trial.message}”"


def _conditions(rules: Iterable[Rule]) -> list[tuple[str, ...]]:
    """List the conditions that rules are written with, by name, and which rules they are."""
    users: dict[Condition, list[str]] = {}
    for rule in rules:
        for condition in rule.conditions:
            users.setdefault(condition, []).append(rule.id)
    return [
        (condition.usage, condition.meaning, condition.formula, ", ".join(users[condition]))
        for condition in sorted(users, key=lambda condition: condition.id)
    ]


def _columns(form: Form) -> list[tuple[str, ...]]:
    """List the columns of the return's tables, each once."""
    template, declared = form.returns, form.columns
    columns: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(name for table in template.tables for name in table.column_ids):
        if name in template.aliases:
            columns[name] = (name, "", template.alias_help[name])
        else:
            columns[name] = (name, declared[name].title, declared[name].help)
    return list(columns.values())


def _write_table(
    writing: Writing,
    spec: Mapping[str, Any],
    part: str,
    lines: Sequence[tuple[str, ...]],
    height: float = 0,
) -> None:
    sheet = writing.add_sheet(spec[f"{part}name"], "A3" if not part else "A4")
    widths = spec[f"{part}widths"]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, spec[f"{part}title"], writing.style("title"))
    sheet.write_string(1, 0, spec.get(f"{part}note", ""), writing.style("note"))
    sheet.write_row(_HEADING_ROW, 0, spec[f"{part}headings"], writing.style("column-heading"))
    # Formulas are broken anywhere, and their capitals and brackets are wide.
    narrow = [width * 0.75 for width in widths]
    for row, texts in enumerate(lines, start=_HEADING_ROW + 1):
        writing.write_texts(sheet, row, texts, narrow)
        if height:
            sheet.set_row(row, height)
    sheet.freeze_panes(_HEADING_ROW + 1, 0)
    sheet.repeat_rows(_HEADING_ROW)
