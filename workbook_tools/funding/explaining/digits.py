"""How one number is misread or mistyped as another.

Amounts are whole numbers of the smallest unit, so that only digits are compared. Nothing here knows
of tables.
"""

from __future__ import annotations

from collections.abc import Iterator

_ALIKE = frozenset({"38", "17", "56", "06", "49"})
"""Digits that are taken for each other in print and in handwriting, in ascending order."""

_FACTORS = ((1000, "thousand"), (100, "hundred"), (10, "ten"))


def slip(shown: int, meant: int) -> str:
    """Return how ``meant`` may have become ``shown``; empty where no one slip does that.

    It is one of ``sign``, ``thousand``, ``hundred``, ``ten``, ``misread`` (digits that look alike),
    ``digit`` (any other digit), ``transposed`` (two neighbours), ``dropped-digit``,
    ``doubled-digit``, ``extra-digit``.
    """
    if not shown or not meant or shown == meant:
        return ""
    if (shown < 0) != (meant < 0):
        return "sign" if shown == -meant else ""
    shown, meant = abs(shown), abs(meant)
    for factor, kind in _FACTORS:
        if shown == meant * factor or meant == shown * factor:
            return kind
    have, want = str(shown), str(meant)
    if len(have) == len(want):
        return _same_length(have, want)
    if len(have) + 1 == len(want):
        return "dropped-digit" if _dropped(want, have) >= 0 else _shortened(have, want)
    if len(have) == len(want) + 1:
        place = _dropped(have, want)
        if place < 0:
            return _shortened(want, have)
        digit = have[place]
        beside = have[max(place - 1, 0) : place] + have[place + 1 : place + 2]
        return "doubled-digit" if digit in beside else "extra-digit"
    return ""


def pair(shown: int, meant: int) -> tuple[str, str]:
    """Return the first digit that differs: as it is shown, and as it would be meant."""
    have, want = str(abs(shown)), str(abs(meant))
    for mine, other in zip(have, want, strict=False):
        if mine != other:
            return mine, other
    return have[-1], want[-1]


def slips(shown: int) -> Iterator[tuple[int, str]]:
    """Yield what a number may have been meant as, and by which likely slip.

    Only slips that leave the number about as long: misread digits, neighbours transposed, and a
    sign. Used where several causes are tried together.
    """
    if not shown:
        return
    sign, digits = (-1 if shown < 0 else 1), str(abs(shown))
    yield -shown, "sign"
    for place, digit in enumerate(digits):
        before, after = digits[:place], digits[place + 1 :]
        for other in "0123456789":
            alike = min(digit, other) + max(digit, other) in _ALIKE
            if alike and not (place == 0 and other == "0"):
                yield sign * int(before + other + after), "misread"
        if after and after[0] != digit and (place or after[0] != "0"):
            yield sign * int(before + after[0] + digit + after[1:]), "transposed"


def near(shown: int, least: int, most: int) -> Iterator[int]:
    """Yield the numbers between two limits that one wrong digit, or two transposed, give."""
    if not shown:
        return
    sign, digits = (-1 if shown < 0 else 1), str(abs(shown))
    size = max(abs(least - shown), abs(most - shown))
    for place, digit in enumerate(digits):
        if 10 ** (len(digits) - place - 1) > size:
            continue
        before, after = digits[:place], digits[place + 1 :]
        for other in "0123456789":
            meant = sign * int(before + other + after)
            if other != digit and least <= meant <= most:
                yield meant
        if after:
            meant = sign * int(before + after[0] + digit + after[1:])
            if after[0] != digit and least <= meant <= most:
                yield meant
    for factor, _ in _FACTORS:
        for meant in (shown * factor, shown // factor if shown % factor == 0 else shown):
            if meant != shown and least <= meant <= most:
                yield meant
    if least <= -shown <= most:
        yield -shown
    shortest, longest = sorted((abs(least), abs(most)))
    if longest >= 10 ** len(digits):
        yield from (sign * each for each in _longer(digits) if least <= sign * each <= most)
    if shortest < 10 ** (len(digits) - 1):
        yield from (sign * each for each in _shorter(digits) if least <= sign * each <= most)


def _shorter(digits: str) -> Iterator[int]:
    for place in range(len(digits)):
        if len(digits) > 1:
            yield int(digits[:place] + digits[place + 1 :])


def _longer(digits: str) -> Iterator[int]:
    for place in range(len(digits) + 1):
        for other in "0123456789":
            yield int(digits[:place] + other + digits[place:])


def _same_length(have: str, want: str) -> str:
    places = [place for place, digit in enumerate(have) if digit != want[place]]
    if len(places) == 1:
        digits = have[places[0]], want[places[0]]
        return "misread" if "".join(sorted(digits)) in _ALIKE else "digit"
    return _transposed(have, want, places)


def _shortened(short: str, long: str) -> str:
    """A number that lost its first place, because a nought was transposed to it."""
    padded = short.zfill(len(long))
    places = [place for place, digit in enumerate(padded) if digit != long[place]]
    return _transposed(padded, long, places)


def _transposed(have: str, want: str, places: list[int]) -> str:
    if len(places) != 2 or places[1] != places[0] + 1:
        return ""
    first, second = places
    is_so = have[first] == want[second] and have[second] == want[first]
    return "transposed" if is_so else ""


def _dropped(long: str, short: str) -> int:
    """Return the place of the digit that one number has and the other lacks; -1 for none."""
    place = 0
    while place < len(short) and long[place] == short[place]:
        place += 1
    return place if long[place + 1 :] == short[place:] else -1
