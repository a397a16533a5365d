"""What must stand in a row before a rule can say anything: seen without working it out.

Most rules begin with conditions such as ``ISNUMBER([@actual_city])``. Where a row
does not meet one of them, the rule's formula would give nothing; it need not be put to
the engine. Only conditions that are certain are read here; what is not understood is
left to the formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from workbook_tools.engine import Value

Guard = Callable[[Mapping[str, Value]], bool]
"""Whether a row, by column id, meets a condition; a column that is not there may be anything."""


def guards_of(when: str) -> tuple[Guard, ...]:
    """Return the conditions that a rule's ``when`` surely demands of a row."""
    return tuple(
        guard for condition in demanded(when.removeprefix("=")) for guard in _read(condition)
    )


def demanded(formula: str) -> Iterator[str]:
    """Yield the conditions that must all hold for a formula to be true."""
    everything, branches = _call("AND", formula), _call("IF", formula)
    if everything:
        for each in everything:
            yield from demanded(each)
    elif len(branches) == 3 and branches[2].strip().upper() == "FALSE":
        yield from demanded(branches[0].strip())
        yield from demanded(branches[1].strip())
    else:
        yield formula


def _arguments(text: str) -> Iterator[str]:
    """Split a function's arguments at the commas that are its own."""
    depth, quoted, start = 0, False, 0
    for place, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            if depth < 0:
                # The bracket that closes the call stands before the end: more follows it.
                return
            if letter == "," and depth == 0:
                yield text[start:place]
                start = place + 1
    yield text[start:]


def _read(condition: str) -> Iterator[Guard]:
    """Yield a condition as a guard, if it is one of the forms that are understood."""
    condition = condition.strip()
    alternatives = _call("OR", condition)
    if alternatives:
        guards = [list(_read(each)) for each in alternatives]
        if all(guards):
            choices = [guard for (guard, *_) in guards]
            yield lambda row: any(choice(row) for choice in choices)
        return
    for pattern, guard in _FORMS:
        match = pattern.fullmatch(condition)
        if match:
            yield guard(match)


def _call(function: str, formula: str) -> list[str]:
    """Return the arguments of a formula that is one call of a function; else none."""
    start = len(function) + 1
    if not formula.startswith(f"{function}(") or not formula.endswith(")"):
        return []
    inside = list(_arguments(formula[start:-1]))
    return inside if ",".join(inside) == formula[start:-1] else []


def _is_number(match: re.Match[str]) -> Guard:
    column = match[1]
    return lambda row: column not in row or isinstance(row[column], float)


def _is_filled(match: re.Match[str]) -> Guard:
    column = match[1]
    return lambda row: column not in row or row[column] not in (None, "")


def _is_blank(match: re.Match[str]) -> Guard:
    column = match[1]
    return lambda row: column not in row or row[column] in (None, "")


def _are_numbers(match: re.Match[str]) -> Guard:
    columns = re.findall(r"\[@(\w+)\]", match[1])
    sign, wanted = match[2], int(match[3])
    least = wanted + 1 if sign == ">" else wanted

    def guard(row: Mapping[str, Value]) -> bool:
        if any(column not in row for column in columns):
            return True
        return sum(isinstance(row[column], float) for column in columns) >= least

    return guard


def _is_word(match: re.Match[str]) -> Guard:
    column, word = match[1], match[2].casefold()
    return lambda row: column not in row or str(row[column]).casefold() == word


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Guard]], ...] = (
    (re.compile(r"ISNUMBER\(\[@(\w+)\]\)"), _is_number),
    (re.compile(r'\[@(\w+)\]<>""'), _is_filled),
    (re.compile(r'TRIM\(\[@(\w+)\]\)<>""'), _is_filled),
    (re.compile(r'\[@(\w+)\]="([^"]+)"'), _is_word),
    (re.compile(r'\[@(\w+)\]=""'), _is_blank),
    (re.compile(r"COUNT\(((?:\[@\w+\],?)+)\)(=|>|>=)(\d+)"), _are_numbers),
)
