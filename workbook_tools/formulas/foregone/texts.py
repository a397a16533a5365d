"""Functions of texts: what they surely give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workbook_tools.formulas.foregone.values import (
    ERROR,
    FOUND,
    UNKNOWN,
    Constant,
    Mark,
    Reading,
    Row,
    Sure,
)

_LONGEST = 32_767
"""Characters of a text that a cell holds; longer ones are errors in some programs."""


def _of_text(work: Callable[..., Sure], texts: int = 1) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function of some texts, given first, and of numbers; a blank is an empty text."""

    def read(operands: Sequence[Reading]) -> Reading:
        def reading(row: Row) -> Sure:
            given: list[str | int] = []
            for place, operand in enumerate(operands):
                value = operand(row)
                if place < texts:
                    text = _as_text(value)
                    if text is None:
                        return UNKNOWN
                    given.append(text)
                elif isinstance(value, float):
                    given.append(int(value))
                else:
                    return UNKNOWN
            try:
                return work(*given)
            except TypeError:  # It has more parts than are read here.
                return UNKNOWN

        return reading

    return read


def _as_text(value: Sure) -> str | None:
    """Return a value as a text: a blank as an empty one, a whole number with its digits; None
    where programs may write it in different ways."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _WRITTEN_OUT:
        return str(int(value))
    return value if isinstance(value, str) else None


_WRITTEN_OUT = 1e10


def _character(operands: Sequence[Reading]) -> Reading:
    def reading(row: Row) -> Sure:
        number = operands[0](row)
        is_sure = isinstance(number, float) and 1 <= number < _ASCII
        return chr(int(number)) if is_sure and isinstance(number, float) else UNKNOWN

    return reading


_ASCII = 128


def joined(left: Reading, right: Reading) -> Reading:
    """Read two texts put together with ``&``."""

    def reading(row: Row) -> Sure:
        one, other = _as_text(left(row)), _as_text(right(row))
        if one is None or other is None or len(one) + len(other) > _LONGEST:
            return UNKNOWN
        return one + other

    return reading


def _trim(text: str) -> str:
    return " ".join(word for word in text.split(" ") if word)


def _left(text: str, count: int = 1) -> Sure:
    return _plain(text, text[:count] if count >= 0 else UNKNOWN)


def _right(text: str, count: int = 1) -> Sure:
    return _plain(text, (text[-count:] if count else "") if count >= 0 else UNKNOWN)


def _middle(text: str, start: int, count: int) -> Sure:
    if start < 1 or count < 0:
        return UNKNOWN
    return _plain(text, text[start - 1 : start - 1 + count])


def _length(text: str) -> Sure:
    return _plain(text, float(len(text)))


def _substituted(text: str, old: str, new: str) -> Sure:
    if not old:
        return text
    result = text.replace(old, new)
    return result if len(result) <= _LONGEST else UNKNOWN


def _lower(text: str) -> Sure:
    return text.lower() if text.isascii() else UNKNOWN


_MOST_DIGITS = 15


def _value(text: str) -> Sure:
    """Return the number that digits alone write; what else is a number is for programs to say."""
    is_digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return float(text) if is_digits else UNKNOWN


def _plain(text: str, result: Sure) -> Sure:
    """Return a result that goes by characters, unless programs count them differently."""
    if text.isascii() or all(ord(letter) < _TWO_UNITS for letter in text):
        return result
    return UNKNOWN


_TWO_UNITS = 0x10000
"""Excel counts characters from here on as two."""


def _within(look: Callable[[str, str], int | Mark]) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function that looks for a text in another: it finds it, or gives an error."""

    def found(sought: str, text: str, start: int = 1) -> Sure:
        if not sought or not sought.isascii() or not 1 <= start <= max(len(text), 1):
            return UNKNOWN
        place = look(sought, text[start - 1 :])
        if isinstance(place, Mark):
            return place
        if place < 0:
            return ERROR
        return _at(text, place + start)

    in_general = _of_text(found, texts=2)

    def read(operands: Sequence[Reading]) -> Reading:
        first = operands[0]
        if len(operands) != 2 or not isinstance(first, Constant) or first.value == "":
            return in_general(operands)
        sought, within = first.value, operands[1]
        if not isinstance(sought, str) or not sought.isascii():
            return in_general(operands)

        def reading(row: Row) -> Sure:
            text = within(row)
            if text.__class__ is not str:
                return ERROR if text is None else UNKNOWN
            place = look(sought, text)
            if place.__class__ is not int:
                return UNKNOWN
            return ERROR if place < 0 else _at(text, place + 1)

        return reading

    return read


def _at(text: str, place: int) -> Sure:
    plain = _plain(text, float(place))
    return FOUND if plain is UNKNOWN else plain


def _in_any_case(sought: str, text: str) -> int | Mark:
    if not _WILD.isdisjoint(sought):
        return UNKNOWN
    place = text.casefold().find(sought.casefold())
    # A letter that is none of A to Z may count as one of them.
    return UNKNOWN if place >= 0 and not text.isascii() else place


_WILD = frozenset("?*~")


def _in_this_case(sought: str, text: str) -> int:
    return text.find(sought)


TEXT_FUNCTIONS: Mapping[str, Callable[[Sequence[Reading]], Reading]] = {
    "CHAR": _character,
    "TRIM": _of_text(_trim),
    "LEFT": _of_text(_left),
    "RIGHT": _of_text(_right),
    "MID": _of_text(_middle),
    "LEN": _of_text(_length),
    "LOWER": _of_text(_lower),
    "VALUE": _of_text(_value),
    "SUBSTITUTE": _of_text(_substituted, texts=3),
    "SEARCH": _within(_in_any_case),
    "FIND": _within(_in_this_case),
}
"""The functions of texts that are read."""
