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
    alike = f"--({words}={cell})"
    if by_reference:
        alike = f'({words}={cell})+(LEFT({words},LEN({cell})+1)={cell}&" ")'
    return f'AND({cell}<>"",SUMPRODUCT({alike})=0)'


def is_no_day(cell: str, first: float, last: float) -> str:
    """Return the condition that a cell holds no day between two, as Excel counts days.

    A text may say one, the day first: 31/12/2007, 31.12.07, or with the year first.
    """
    text = f'SUBSTITUTE(SUBSTITUTE(TRIM({cell}),".","/"),"-","/")'
    one, two = f'FIND("/",{text})', f'FIND("/",{text},FIND("/",{text})+1)'
    begin = f"VALUE(LEFT({text},{one}-1))"
    month = f"VALUE(MID({text},{one}+1,{two}-{one}-1))"
    end = f"VALUE(MID({text},{two}+1,9))"
    year = f"IF({begin}>31,{begin},IF({end}<100,2000+{end},{end}))"
    day = f"IF({begin}>31,{end},{begin})"
    whole = f"DATE({year},{month},{day})"
    is_day = f"DAY({whole})={day},{month}<=12,{year}>=1900,{whole}>={first:g},{whole}<={last:g}"
    return (
        f"IF(ISNUMBER({cell}),OR({cell}<{first:g},{cell}>{last:g}),"
        f'IF({cell}="",FALSE,NOT(IFERROR(AND({is_day}),FALSE))))'
    )
