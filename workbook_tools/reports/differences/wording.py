"""Saying one change as a person would: what it is, how it looked, which way it went."""

from __future__ import annotations

from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.form.types import COLUMN_TYPES, GENERAL
from workbook_tools.framework import Framework, Indicator
from workbook_tools.values.comparing import Change, folded
from workbook_tools.values.records import Record

BLANK = "blank"
"""What stands for a value that is not there."""

WORKED_OUT = "worked out"
"""Marks a result, which nobody entered."""

_LONGEST = 90
"""Characters of somebody's own words that are repeated."""

_LEAD = 30
"""Characters before the first difference that are repeated of long words."""


def column_of(form: Form, record: Record) -> Column | None:
    """Return the column that a value was entered in; None for one that is not declared now."""
    return form.columns.get(record.column)


def is_worked_out(form: Form, record: Record) -> bool:
    """Whether a value is a result, not an entry."""
    column = column_of(form, record)
    return column is not None and bool(column.formula)


def what(form: Form, record: Record) -> str:
    """Return the heading of a value's column."""
    column = column_of(form, record)
    return column.title if column else record.column


def indicator_of(framework: Framework, record: Record) -> Indicator | None:
    """Return the indicator that a value's row is about; None where it is about none."""
    try:
        return framework.indicator(record.indicator)
    except KeyError:
        return None


def number_format(form: Form, framework: Framework, record: Record) -> str:
    """Return the format that a value which is a number is shown in."""
    column = column_of(form, record)
    return column.kind.number_format(_figure_format(framework, record)) if column else GENERAL


def _figure_format(framework: Framework, record: Record) -> str:
    indicator = indicator_of(framework, record)
    return plain_format(indicator) if indicator else GENERAL


def pair(form: Form, framework: Framework, change: Change) -> tuple[str, str]:
    """Return a value before and after as the adviser saw it; BLANK where it was not there.

    Two numbers can look the same in their cells: then what stands behind them is added.
    """
    before, after = change.before, change.after
    if before and after and looks_the_same(form, framework, change):
        old, new = (f"{_shown(form, framework, each)} ({_exact(each)})" for each in (before, after))
        return old, new
    old, new = (_shown(form, framework, each) if each else BLANK for each in (before, after))
    return old, new


def looks_the_same(form: Form, framework: Framework, change: Change) -> bool:
    """Whether two values differ only behind what their cells show."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    return _shown(form, framework, before) == _shown(form, framework, after)


def brief_pair(form: Form, framework: Framework, change: Change) -> tuple[str, str]:
    """Return the same with long words cut to where they differ, and in quotation marks."""
    texts = pair(form, framework, change)
    column = column_of(form, change.record)
    if column is None or not column.kind.is_own_words:
        return texts
    before, after = (
        f"“{text}”" if record else whole
        for text, whole, record in zip(
            brief(*texts) if change.before and change.after else [brief(t)[0] for t in texts],
            texts,
            (change.before, change.after),
            strict=True,
        )
    )
    return before, after


def brief(*texts: str) -> tuple[str, ...]:
    """Return long words cut short; of two texts, to where they differ."""
    start = _first_difference(*texts) if len(texts) > 1 else 0
    return tuple(_brief(text, start) for text in texts)


def movement(form: Form, framework: Framework, change: Change) -> str:
    """Return which way a value went: ``up 0.8, better``; ``added``; empty for other words."""
    before, after = change.before, change.after
    if before is None or after is None:
        return change.kind
    if before.value is None or after.value is None:
        return _of_lights(form, before.text, after.text) if _is_light(after) else ""
    column = column_of(form, after)
    kind = column.kind if column else COLUMN_TYPES["number"]
    went = kind.movement(before.value, after.value)
    verdict = _verdict(framework, after, is_up=after.value > before.value)
    return ", ".join(filter(None, (went, verdict)))


def one_line(form: Form, framework: Framework, change: Change) -> str:
    """Return a change in one line: ``Actual: 45.3 → 46.1 (up 0.8, better)``."""
    before, after = brief_pair(form, framework, change)
    how = [WORKED_OUT] if is_worked_out(form, change.record) else []
    said = ", ".join([*how, *filter(None, [movement(form, framework, change)])])
    return f"{what(form, change.record)}: {before} → {after}" + (f" ({said})" if said else "")


def _shown(form: Form, framework: Framework, record: Record) -> str:
    column = column_of(form, record)
    if column is not None and record.value is not None and is_worked_out(form, record):
        # No cell is read for a result: it is shown in the format that its cell is issued with.
        return column.kind.shown(record.value, _figure_format(framework, record))
    return folded(record.text)


def _exact(record: Record) -> str:
    return "text" if record.value is None else f"{record.value:.15g}"


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    differs = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    return 0 if differs < _LONGEST - _LEAD else differs - _LEAD


def _brief(text: str, start: int) -> str:
    """Return so much of a text as can be repeated, from a word near ``start`` on."""
    begin = text.rfind(" ", 0, start) + 1 if start else 0
    end = begin + _LONGEST
    return ("…" if begin else "") + text[begin:end].rstrip() + ("…" if end < len(text) else "")


def _verdict(framework: Framework, record: Record, *, is_up: bool) -> str:
    """Return whether a figure got better; empty where that cannot be said of it."""
    indicator = indicator_of(framework, record)
    if indicator is None or not indicator.polarity:
        return ""
    if (record.field, record.measure) != ("actual", "value"):
        return ""
    return "better" if is_up == (indicator.polarity == "higher") else "worse"


def _is_light(record: Record) -> bool:
    return record.field == "light" and record.measure != "reason"


def _of_lights(form: Form, before: str, after: str) -> str:
    """Return whether a light got better; empty where one of the two has no colour."""
    rated = [light.word for light in form.lights.lights if light.rated]
    if before not in rated or after not in rated:
        return ""
    return "better" if rated.index(after) > rated.index(before) else "worse"
