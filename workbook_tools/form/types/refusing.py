"""Formulas that tell, as soon as a cell is filled in, what the check will refuse.

They are no more lenient than the types that read the cell at the desk: what is taken there in
an odd spelling may be asked to be typed again here, and what is refused there is refused here.
All are conditions over the reference of one cell, in functions that every program has.
"""

from __future__ import annotations


def is_no_number(cell: str) -> str:
    """Return the condition that what stands in a cell is no number, nor a plain text of one.

    A plain text has digits, a point and a minus before them. One with a comma, a pound or a
    per cent sign can be read at the desk; here it is asked for again, without.
    """
    text = f"TRIM({cell})"
    rest = text
    for digit in range(10):
        rest = f'SUBSTITUTE({rest},{digit},"")'
    wrong = (
        f"ISERROR(VALUE({cell})),"
        f'ISERROR(SEARCH("|"&{rest}&"|","||.|-|-.|")),'
        f'IFERROR(FIND("-",{text})>1,FALSE)'
    )
    return f'OR(ISLOGICAL({cell}),AND(ISTEXT({cell}),{cell}<>"",OR({wrong})))'


def is_no_whole_number(cell: str, low: float, high: float) -> str:
    """Return the condition that a cell holds no whole number from ``low`` to ``high``."""
    number = f"VALUE({cell})"
    return (
        f'IF({cell}="",FALSE,IF({is_no_number(cell)},TRUE,'
        f"OR({number}<>INT({number}),{number}<{low:g},{number}>{high:g})))"
    )


def is_none_of(cell: str, words: str, *, by_reference: bool = False) -> str:
    """Return the condition that a cell holds none of the words in a range.

    ``by_reference``: whether the first word of one will do, as CYP-577 does for a point.
    """
    none = f"SUMPRODUCT(--({words}={cell}))=0"
    if by_reference:
        # A question mark or an asterisk would stand for other letters.
        wild = ",".join(f'ISNUMBER(FIND("{sign}",{cell}))' for sign in "*?~")
        none += f',OR({wild},IFERROR(COUNTIF({words},{cell}&" *"),0)=0)'
    return f'AND({cell}<>"",{none})'


def is_no_day(cell: str, last: float, texts: tuple[float, float]) -> str:
    """Return the condition that a cell holds no day, as Excel counts days from 1 to ``last``.

    A text may say one between two others as 31/12/2007, with dots or dashes too; another
    spelling can be read at the desk, and is asked for again here.
    """
    text = f'SUBSTITUTE(SUBSTITUTE(TRIM({cell}),".","/"),"-","/")'
    day, month, year = (
        f"VALUE({part})" for part in (f"LEFT({text},2)", f"MID({text},4,2)", f"RIGHT({text},4)")
    )
    whole, (low, high) = f"DATE({year},{month},{day})", texts
    is_day = f'AND(TEXT({whole},"dd/mm/yyyy")={text},{whole}>={low:g},{whole}<={high:g})'
    return (
        f"IF(ISNUMBER({cell}),OR({cell}<1,{cell}>{last:g}),"
        f'IF({cell}="",FALSE,NOT(IFERROR({is_day},FALSE))))'
    )


def is_beyond(cell: str, first: float, last: float) -> str:
    """Return the condition that a cell holds a number that is not between two others."""
    return f"IF(ISNUMBER({cell}),OR({cell}<{first:g},{cell}>{last:g}),FALSE)"
