"""Formulas that read, in the return itself, what was typed in a cell.

They read what the types read at the desk, in functions that every program has and that no
country's settings change: a text that says a number is one, a day is a day whatever the hour.
A spelling that only the desk knows, such as “Monday 31st December 2007”, is not read; then the
cell is refused and asked for again. So they are never more lenient than the desk.
"""

from __future__ import annotations

_SPACES = "\u00a0\u202f\u2009"
"""Spaces that a program's own function for trimming leaves where they are."""

_MINUSES = "−–"
"""Signs that people and word processors write for a minus."""

_AROUND = "|#|-#|+#|£#|-£#|£-#|+£#|-#)|-£#)|#%|-#%|+#%|-#%)|"
"""How a number may be written around its digits; a minus may be a bracket."""

_LEFT_OF_DIGITS = "||.|-|-.|"
"""What is left of such a number when its digits are taken out."""


def cleaned(cell: str) -> str:
    """Return what stands in a cell as text, without spaces at its ends, one between words."""
    for space in _SPACES:
        cell = f'SUBSTITUTE({cell},"{space}"," ")'
    # Not all programs take the end of a line for a space.
    return f'TRIM(SUBSTITUTE({cell},CHAR(10)," "))'


def _with_minus(text: str) -> str:
    """Return a text with a plain minus for every sign that stands for one."""
    for minus in f"({_MINUSES}":
        text = f'SUBSTITUTE({text},"{minus}","-")'
    return text


def digits_of(typed: str) -> str:
    """Return the digits of a number that was typed as text: ``-1234.5`` for ``(£1,234.5)``."""
    digits = typed
    for sign in f" {_SPACES},£%+)":
        digits = f'SUBSTITUTE({digits},"{sign}","")'
    return f'IF(ISTEXT({typed}),{_with_minus(digits)},"")'


def number_read(typed: str, digits: str, unit: str, largest: float) -> str:
    """Return the number that was typed, or the text that stands in its place.

    Args:
        typed: the cell.
        digits: the cell that holds :func:`digits_of` it.
        unit: the cell with the unit of its row; empty where it is not told apart.
        largest: how far from nought a number is taken for one; others are left as texts, so
            that no formula reckons with them.
    """
    text = f'SUBSTITUTE(SUBSTITUTE({cleaned(typed)},"£ ","£")," %","%")'
    text = _with_minus(f'SUBSTITUTE({text}," ",",")')
    plain = f'SUBSTITUTE({digits},"-","")'
    # Thousands are set apart by commas or spaces, and where they belong.
    grouped = f'TEXT(INT(VALUE({plain})),"#,##0")&MID({plain},FIND(".",{plain}&"."),99)'
    written = f"IF(ISNUMBER(FIND({plain},{text})),{plain},{grouped})"
    left = digits
    for digit in range(10):
        left = f'SUBSTITUTE({left},{digit},"")'
    conditions = [
        f'ISNUMBER(FIND("|"&SUBSTITUTE({text},{written},"#",1)&"|","{_AROUND}"))',
        f'ISNUMBER(FIND("|"&{left}&"|","{_LEFT_OF_DIGITS}"))',
        f'LEN(SUBSTITUTE({typed},"(",""))=LEN(SUBSTITUTE({typed},")",""))',
        f"ABS(VALUE({digits}))<={largest:.0f}",
    ]
    if unit:
        # A sign of another unit: 45% of a number of people.
        conditions += [
            f'IF(ISNUMBER(FIND("{sign}",{typed})),ISNUMBER(FIND("{sign}",{unit})),TRUE)'
            for sign in "%£"
        ]
    is_number = f"IFERROR(AND({','.join(conditions)}),FALSE)"
    as_text = f"IF({is_number},VALUE({digits}),{cleaned(typed)})"
    return f'IF({typed}="","",IF(ISTEXT({typed}),{as_text},{_unscaled(typed, unit, largest)}))'


def _unscaled(typed: str, unit: str, largest: float) -> str:
    """Return a number as it shows: 45 for the 0.45 that a program keeps of 45%.

    A program that does not tell a cell's format gives an error here; its numbers are as they are.
    """
    number = typed
    if unit:
        is_percent = f'IFERROR(LEFT(CELL("format",{typed}),1)="P",FALSE)'
        scaled = f'IF({unit}="%",ROUND({typed}*100,10),TEXT({typed},"0.##%"))'
        number = f"IF({is_percent},{scaled},{typed})"
    within = f'IF(ABS({typed})<={largest:.0f},{number},{typed}&"")'
    return f"IF(ISNUMBER({typed}),{within},{typed})"


def digits_of_day(typed: str) -> str:
    """Return a day that was typed as text with ``/`` between day, month and year."""
    return f'IF(ISTEXT({typed}),SUBSTITUTE(SUBSTITUTE({cleaned(typed)},".","/"),"-","/"),"")'


def day_read(typed: str, digits: str, first: float, last: float) -> str:
    """Return Excel's number of the day that was typed, or the text that stands in its place.

    A time within the day does not matter.

    Args:
        typed: the cell.
        digits: the cell that holds :func:`digits_of_day` of it.
        first: the first day that a text can say.
        last: the last one.
    """
    day, month, year = (
        f"VALUE({part})"
        for part in (f"LEFT({digits},2)", f"MID({digits},4,2)", f"RIGHT({digits},4)")
    )
    whole = f"DATE({year},{month},{day})"
    is_day = f'AND(TEXT({whole},"dd/mm/yyyy")={digits},{whole}>={first:g},{whole}<={last:g})'
    as_text = f"IF(IFERROR({is_day},FALSE),{whole},{cleaned(typed)})"
    number = f"IF(ISNUMBER({typed}),INT({typed}),{typed})"
    return f'IF({typed}="","",IF(ISTEXT({typed}),{as_text},{number}))'


def word_read(typed: str) -> str:
    """Return the word that was typed, without spaces that nobody sees."""
    return f'IF({typed}="","",IF(ISTEXT({typed}),{cleaned(typed)},{typed}))'


def is_no_number(typed: str, read: str) -> str:
    """Return the condition that what was typed is not read as a number."""
    return f'AND({typed}<>"",NOT(ISNUMBER({read})))'


def is_no_whole_number(typed: str, read: str, low: float, high: float) -> str:
    """Return the condition that it is not read as a whole number from ``low`` to ``high``."""
    wrong = f"OR({read}<>INT({read}),{read}<{low:g},{read}>{high:g})"
    return f'IF({typed}="",FALSE,IF(ISNUMBER({read}),{wrong},TRUE))'


def is_none_of(read: str, words: str, *, by_reference: bool = False) -> str:
    """Return the condition that a cell holds none of the words in a range.

    ``by_reference``: whether the first word of one will do, as CYP-577 does for a point.
    """
    none = f"SUMPRODUCT(--({words}={read}))=0"
    if by_reference:
        # A question mark or an asterisk would stand for other letters.
        wild = ",".join(f'ISNUMBER(FIND("{sign}",{read}))' for sign in "*?~")
        none += f',OR({wild},IFERROR(COUNTIF({words},{read}&" *"),0)=0)'
    return f'AND({read}<>"",{none})'


def is_no_day(typed: str, read: str, last: float) -> str:
    """Return the condition that it is not read as a day, as Excel counts days to ``last``."""
    return f'IF({typed}="",FALSE,IF(ISNUMBER({read}),OR({read}<1,{read}>{last:g}),TRUE))'


def is_beyond(read: str, first: float, last: float) -> str:
    """Return the condition that a cell holds a number that is not between two others."""
    return f"IF(ISNUMBER({read}),OR({read}<{first:g},{read}>{last:g}),FALSE)"
