"""Formulas that tell, as soon as a cell is filled in, what the check will refuse.

They are no more lenient than the types that read the cell at the desk: what is taken there in
an odd spelling may be asked to be typed again here, and what is refused there is refused here.
All are conditions over the reference of one cell, in functions that every program has.
"""

from __future__ import annotations

NO_BREAK_SPACE = "\u00a0"


def is_no_number(cell: str, *, percent: bool = False, pounds: bool = True) -> str:
    """Return the condition that what stands in a cell is no number, nor a text that says one.

    Args:
        cell: the reference of the cell.
        percent: whether a text may have a percent sign.
        pounds: whether it may have a pound sign.
    """
    text = as_number_text(cell)
    signs = ["/", ":", *(() if percent else "%")]
    whole = f'TEXT(INT(ABS(VALUE({text}))),"#,##0")'
    typed = f'SUBSTITUTE(SUBSTITUTE({cell},"£","")," ","")'
    wrong = [
        f"ISERROR(VALUE({text}))",
        # Commas stand where thousands end, or it is not known what they mean.
        f'AND(ISNUMBER(FIND(",",{cell})),IFERROR(LEFT({typed},LEN({whole}))<>{whole},TRUE))',
        # A letter would be a month, or an exponent.
        f"NOT(EXACT(UPPER({text}),LOWER({text})))",
        *(f'ISNUMBER(FIND("{sign}",{text}))' for sign in signs),
        # Days are written with dashes and dots, too.
        f'ISNUMBER(FIND("-",{text}&" ",2))',
        f'LEN({text})-LEN(SUBSTITUTE({text},".",""))>1',
    ]
    if not pounds:
        wrong.append(f'ISNUMBER(FIND("£",{cell}))')
    return f'OR(ISLOGICAL({cell}),AND(ISTEXT({cell}),{cell}<>"",OR({",".join(wrong)})))'


def as_number_text(cell: str) -> str:
    """Return what a text says of a number: without pound sign, commas and spaces about it."""
    plain = f'SUBSTITUTE(SUBSTITUTE({cell},"{NO_BREAK_SPACE}"," "),"£","")'
    return f'TRIM(SUBSTITUTE({plain},",",""))'


def is_no_whole_number(cell: str, low: float, high: float) -> str:
    """Return the condition that a cell holds no whole number from ``low`` to ``high``."""
    number = f"VALUE({as_number_text(cell)})"
    return (
        f"IF(ISNUMBER({cell}),OR({cell}<>INT({cell}),{cell}<{low:g},{cell}>{high:g}),"
        f'IF({cell}="",FALSE,IF({is_no_number(cell)},TRUE,'
        f"OR({number}<>INT({number}),{number}<{low:g},{number}>{high:g}))))"
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

    A text may say one between two others: 31/12/2007, 31.12.07 or 2007-12-31.
    """
    text = f'SUBSTITUTE(SUBSTITUTE(TRIM({cell}),".","/"),"-","/")'
    day, month, end = (f"VALUE({_part(text, place)})" for place in range(3))
    british = f"DATE(IF({end}<100,2000+{end},{end}),{month},{day})"
    first_year, middle, end_day = (
        f"VALUE({piece})" for piece in (f"LEFT({text},4)", f"MID({text},6,2)", f"RIGHT({text},2)")
    )
    other = f"DATE({first_year},{middle},{end_day})"
    low, high = texts
    named = [
        f"AND(DAY({whole})={of_month},{of_year}<=12,{whole}>={low:g},{whole}<={high:g})"
        for whole, of_month, of_year in ((british, day, month), (other, end_day, middle))
    ]
    is_day = f'IF(MID({text},5,1)="/",{named[1]},{named[0]})'
    return (
        f"IF(ISNUMBER({cell}),OR({cell}<1,{cell}>{last:g}),"
        f'IF({cell}="",FALSE,NOT(IFERROR({is_day},FALSE))))'
    )


def is_beyond(cell: str, first: float, last: float) -> str:
    """Return the condition that a cell holds a number that is not between two others."""
    return f"IF(ISNUMBER({cell}),OR({cell}<{first:g},{cell}>{last:g}),FALSE)"


def _part(text: str, place: int) -> str:
    """Return what stands before, between or behind the strokes of a text."""
    apart = f'SUBSTITUTE({text},"/",REPT(" ",{_APART}))'
    return f"TRIM(MID({apart},{place * _APART + 1},{_APART}))"


_APART = 40
"""Spaces that keep the parts of a text apart; none of them is as long."""
