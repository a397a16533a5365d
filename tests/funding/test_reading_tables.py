"""Tables that strangers send are understood, whatever their shape, and clean ones are let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from funding.sent import book, sheet
from workbook_tools.form import Form
from workbook_tools.funding.checking import CheckedTables, check_files, check_tables, read_tables
from workbook_tools.problems import LaaError

CLEAN = {
    "blocks and subtotals": """
Annex 3: Partnership funding 2007/08 (£)

Aligned funding | Previously pooled | Capital | Revenue
Children and Young People
CAMHS | N | | 634000
Youth Justice Grants | N | | 1799000
Standards Fund | N | | NYQ
Capital Funding
Modernisation | N | 4065000
New Pupil Places | N | 918000
Sub total | | =SUM(C5:C10) | =SUM(D5:D10)
Safer and Stronger Communities
Police Authority | N | | 426000
Sub total | | 0 | =SUM(D13:D13)
Total aligned | | =C11+C14 | =D11+D14
Note: amounts are those of March 2007.
""",
    "totals before their parts": """
Funding of the partnership 2006-07 in £000
Stream | Allocation
Children and Young People | 600
  NRF | 100
  Connexions | 200
  CAMHS | 300
Safer and Stronger | 75
  Wardens | 25
  Police | 50
Total | 675
""",
    "the grand total first": """
Council funding 2006-07 £000
Stream | Allocation
Total | 675
Children and Young People | 600
NRF | 100
Connexions | 200
CAMHS | 300
Safer and Stronger | 75
Wardens | 25
Police | 50
""",
    "blocks with their totals over them, parts with theirs below": """
Council funding 2006-07, £
Stream | Capital | Revenue
Children | 123456 | 23453
NRF | 100000 | 20000
Connexions | 23456 | 3453
Safer | 44 | 9821
Wardens | | 9800
Police | 44 | 21
Total pooled | 123500 | 33274
Health | 7001 | 5502
CAMHS | 7000 | 5500
Carers | 1 | 2
Total aligned | 7001 | 5502
Grand total | 130501 | 38776
""",
    "totals without a name": """
Council funding 2006-07, £
 | Capital | Revenue
NRF | 123456 | 23453
Connexions | 34534 | 9823
CAMHS | 12312 | 98234
 | 170302 | 131510
Wardens | 3421 | 12934
Police | 9821 | 9283
 | 13242 | 22217
 | 183544 | 153727
""",
    "totals called like blocks": """
Council funding 2006-07, £
Stream | Amount
NRF | 123456
Connexions | 34534
CAMHS | 12312
Children | 170302
Wardens | 3421
Police | 9821
Safer | 13242
All funding | 183544
""",
    "side by side": """
Council funding 2006-07, £
Pooled | Amount | | Aligned | Amount
NRF | 100 | | CAMHS | 200
Connexions | 250 | | YJB | 301
Total | 350 | | Police | 99
 | | | Total | 600
""",
    "side by side without a gap": """
Council funding 2006-07, £
Pooled | Amount | Aligned | Amount
NRF | 100 | CAMHS | 200
Connexions | 250 | YJB | 301
Other | 5 | Police | 99
Total | 355 | Total | 600
""",
    "headings for each block": """
Council funding 2006-07, £
Children | Capital | Revenue
NRF | 100 | 5
Connexions | 250 | 6
Sub total | 350 | 11

Safer | Capital | Revenue
Wardens | 10 | 15
Police | 20 | 16
Sub total | 30 | 31

Grand total | 380 | 42
""",
    "years over measures": """
Council funding, £000
 | 2005/06 | | | 2006/07 | | | Total
Stream | Capital | Revenue | Total | Capital | Revenue | Total |
NRF | 10 | 20 | 30 | 11 | 21 | 32 | 62
Connexions | 1 | 2 | 3 | 4 | 5 | 9 | 12
Total | 11 | 22 | 33 | 15 | 26 | 41 | 74
""",
    "income in brackets": """
Council budget 2007/08 (£)
Service | Gross | Income | Net
Education | 1,000 | (200) | 800
Social care | 5,000 | (1,500) | 3,500
Total | 6,000 | (1,700) | 4,300
""",
    "less income": """
Council budget 2006-07, £
Line | Amount
Staff | 100
Premises | 250
Gross total | 350
Less income | 50
Net total | 300
""",
    "codes and percentages": """
Council funding 2006-07, £
No. | Cost centre | Stream | Amount | %
1 | 4411 | NRF | 100 | 28.6%
2 | 4412 | Connexions | 250 | 71.4%
 | | Total | 350 | 100%
""",
    "total before its parts across": """
Council funding 2006-07, £
Stream | Total | of which capital | of which revenue
NRF | 100 | 40 | 60
Connexions | 250 | 50 | 200
Total | 350 | 90 | 260
""",
    "years down": """
Council funding, £000
Year | NRF | Connexions | CAMHS | Total
2005 | 100 | 200 | 300 | 600
2006 | 110 | 210 | 310 | 630
2007 | 120 | 220 | 320 | 660
Total | 330 | 630 | 930 | 1890
""",
    "blocks in a column": """
Council funding 2006-07, £
Block | Stream | Amount
Children | NRF | 100
 | Connexions | 250
 | Sub total | 350
Safer | Wardens | 10
 | Police | 20
 | Sub total | 30
Total | | 380
""",
    "pence": """
Council funding 2006-07, £
Stream | Amount
NRF | 100.10
Connexions | 250.25
Total | 350.35
""",
    "rounded thousands": """
Council funding 2006-07, £000
Stream | Amount
NRF | 101
Connexions | 251
CAMHS | 33
Total | 386
""",
    "an amount of 2000": """
Council funding 2006-07, £
Stream | Capital | Revenue
NRF | 100 | 5
Connexions | 2000 |
CAMHS | | 7
Total | 2100 | 12
""",
    "sentences and a summary": """
Council funding 2006-07, £
Stream | Amount
A. Pooled
Children
NRF | 1100
Connexions | 2250
Sub total | 3350
Safer
Wardens | 1010
Sub total | 1010
Total pooled | 4360
B. Aligned
Health
CAMHS | 1111
Sub total | 1111
Total aligned | 1111
Total funding | 5471
There is approximately £1,111 aligned funding and £4,360 pooled funding, and £1.9m elsewhere.

Summary
Pooled | 4360
Aligned | 1111
Total | 5471
""",
}
"""Tables with nothing wrong in them, by what is special about them."""

WRONG = {
    "a line left out of a sum": (
        """
Council funding 2006-07, £
Stream | Amount
NRF | 100
Connexions | 250
CAMHS | 30
Total | =SUM(B4:B5)
""",
        {("B6", "sum-leaves-out")},
    ),
    "a saved result": (
        """
Council funding 2006-07, £
Stream | Capital | Revenue
NRF | 100 | 1
Connexions | 250 | 2
Total | =SUM(B3:B4)→390 | =SUM(C3:C4)
""",
        {("B5", "result-differs")},
    ),
    "a total typed over": (
        """
Council funding 2006-07, £
Stream | Capital | Revenue | Total
NRF | 100 | 1 | =B3+C3
Connexions | 250 | 2 | =B4+C4
Total | =SUM(B3:B4) | 3 | =SUM(D3:D4)
""",
        {("C5", "total-typed")},
    ),
    "a control line": (
        """
Council funding 2006-07, £
Stream | Amount
NRF | 100
Connexions | 250
Total | 350
Control total per ledger | 360
""",
        {("B6", "elsewhere-differs")},
    ),
    "a summary": (
        """
Council funding 2006-07, £
Stream | Amount
Children
NRF | 100
Connexions | 250
Sub total | 350
Safer
Wardens | 10
Police | 20
Sub total | 30
Total | 380

Summary
Children | 350
Safer | 31
Total | 381
""",
        {("B15", "elsewhere-differs")},
    ),
    "a sentence": (
        """
Council funding 2006-07, £
Stream | Capital | Revenue
NRF | 100 | 7
Total pooled funding | 100 | 7
Wardens | 10 | 9
Total aligned | 10 | 9
There is £19 of aligned funding and £110 of pooled funding.
""",
        {("A7", "elsewhere-differs")},
    ),
    "names that are one": (
        """
Council funding 2006-07, £
Stream | Amount
Drugs & Alcohol | 5
Drugs and alcohol - | 6
Total | 11
""",
        {("A4", "stream-twice")},
    ),
    "amounts that cannot be read": (
        """
Council funding 2006-07, £
Stream | Amount
NRF | 1,100
Connexions | £4.3m in 04/05
CAMHS | 12,34
Police | TBC
Fire | N/A
Total | 3,361
""",
        {("B4", "not-an-amount"), ("B5", "not-an-amount")},
    ),
    "a factor of a thousand": (
        """
Council funding 2006-07, £000
Stream | Amount
NRF | 1100
Connexions | 250000
CAMHS | 30
Total | 1380
""",
        {("B6", "total-differs")},
    ),
    "a figure in its row and its column": (
        """
Council funding 2006-07, £
Stream | Capital | Revenue | Total
NRF | 100 | 13 | 113
Connexions | 280 | 20 | 270
Total | 350 | 33 | 383
""",
        {("B4", "meets-here")},
    ),
    "spending": (
        """
Council spending at half year 2007/08, £
Stream | Allocation | Carried forward | Available | Spent to date | Forecast | Variance | Reason
NRF | 100000 | 20000 | 120000 | 0 | 120000 | 0 |
Connexions | 250000 | 0 | 250000 | 260000 | 300000 | 50000 |
CAMHS | 100000 | 0 | 100000 | 40000 | 60000 | -40000 | slippage
Wardens | 100000 | 0 | 100000 | 40000 | 60000 | -40000 |
Total | 550000 | 20000 | 570000 | 340000 | 540000 | -30000 |
""",
        {
            ("E3", "nothing-spent"),
            ("E4", "spent-beyond"),
            ("F4", "forecast-beyond"),
            ("F6", "underspent"),
        },
    ),
    "brackets and minus signs": (
        """
Council budget 2007/08 (£)
Service | Gross | Income | Net
Education | 1,000 | (200) | 800
Social care | 5,000 | -1,500 | 3,500
Housing | 2,000 | (500) | 1,500
Total | 8,000 | (2,200) | 5,800
""",
        {("C4", "signs-mixed")},
    ),
}
"""Tables with something wrong, and the cells and rules that must be named."""


def checked(form: Form, text: str) -> CheckedTables:
    return check_tables(read_tables(form, book(sheet(text))))


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_table_of_any_shape_has_neither_error_nor_query(form: Form, name: str) -> None:
    one = checked(form, CLEAN[name])
    assert [f.message for f in one.findings if f.severity != "note"] == []
    if name not in ("years down",):
        assert any(table.totals for table in one.tables)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_in_its_cell_and_nothing_else_is(form: Form, name: str) -> None:
    text, expected = WRONG[name]
    found = {(f.cell, f.rule) for f in checked(form, text).findings if f.severity != "note"}
    assert found == expected


def test_it_says_which_rows_a_total_adds_up(form: Form) -> None:
    told = checked(form, CLEAN["blocks and subtotals"]).understood
    assert "Row 11, “Sub total”, adds up rows 5 to 7 and rows 9 to 10." in told
    assert "Row 15, “Total aligned”, adds up row 11 and row 14." in told
    assert "The amounts are in £." in told
    assert "The year is 2007-08." in told


def test_two_tables_side_by_side_are_two(form: Form) -> None:
    for name in ("side by side", "side by side without a gap"):
        assert len(checked(form, CLEAN[name]).tables) == 2, name


def test_the_cause_is_said_as_a_possibility(form: Form) -> None:
    text, _ = WRONG["a factor of a thousand"]
    (finding,) = [f for f in checked(form, text).findings if f.severity == "error"]
    assert finding.fix.startswith("It could be that: (1) 250 instead of 250,000 in B4, a factor of")


TWO_YEARS = """
Council funding 2005-06, £
Stream | Allocation | Notes
Neighbourhood Renewal Fund (NRF) | 100000 |
Connexions | 250000 |
Carers Grant | 50000 |
Sure Start Local Programme | 70000
Big Fund | 90000
Old | 5000
Total | 565000

Council funding 2006-07, £
Stream | Allocation | Notes
Neighbourhood renewal fund | 210000 |
Connexions | 450000 | new money from DfES
Carers Grant | 50000000 |
Sure Start Local Programmes | 70000
Big A | 40000
Fund B | 50000
CAMHS | 30
Total | 50820030
"""


def test_a_year_is_compared_with_the_year_before(form: Form) -> None:
    (one,) = check_files([read_tables(form, book(sheet(TWO_YEARS)))])
    found = {(f.cell, f.rule) for f in one.findings}
    assert found == {
        ("A12", "stream-ended"),
        ("B13", "movement"),
        ("B15", "unit-unlike"),
        ("A16", "stream-renamed"),
        ("A17", "stream-split"),
        ("A19", "stream-new"),
    }


def test_tables_in_several_files_are_compared(form: Form) -> None:
    first, second = TWO_YEARS.strip().split("\n\n")
    books = [book(sheet(text), name=f"{n}.xlsx") for n, text in enumerate((first, second))]
    before, after = check_files([read_tables(form, each) for each in books])
    assert not [f for f in before.findings if f.severity != "note"]
    assert {f.rule for f in after.findings} >= {"movement", "stream-split", "unit-unlike"}


def test_an_opening_figure_is_the_last_closing_one(form: Form) -> None:
    text = """
Council funding 2005-06, £
Stream | Opening | Changes | Closing
NRF | 100 | 10 | 110
Connexions | 250 | 20 | 270
Total | 350 | 30 | 380

Council funding 2006-07, £
Stream | Opening | Changes | Closing
NRF | 110 | 10 | 120
Connexions | 271 | 20 | 291
Total | 381 | 30 | 411
"""
    (one,) = check_files([read_tables(form, book(sheet(text)))])
    assert [(f.cell, f.rule) for f in one.findings] == [
        ("B10", "opening-differs"),
        ("B11", "opening-differs"),
    ]


def test_approved_changes_lead_from_one_year_to_the_next(form: Form) -> None:
    text = """
Council budget 2006-07, £
Service | Net
Education | 100000
Social care | 250000
Total | 350000

Council: approved changes 2006-07, £
Service | Changes
Education | 50000
Social care | 100000
Total | 150000

Council budget 2007-08, £
Service | Net
Education | 150000
Social care | 351000
Total | 501000
"""
    (one,) = check_files([read_tables(form, book(sheet(text)))])
    assert [(f.cell, f.rule) for f in one.findings] == [("B16", "changes-differ")]


def test_formulas_without_saved_results_are_worked_out(form: Form) -> None:
    from dataclasses import replace

    whole = sheet(CLEAN["blocks and subtotals"])
    unsaved = {
        place: replace(cell, value=None, kind="blank") if cell.formula else cell
        for place, cell in whole.cells.items()
    }
    one = check_tables(read_tables(form, book(replace(whole, cells=unsaved))))
    assert {f.rule for f in one.findings} == {"results-unsaved", "not-quantified"}
    assert one.tables[0].totals == {11: (5, 6, 7, 9, 10), 14: (13,), 15: (11, 14)}


def test_what_does_more_than_add_up_is_worked_out_by_the_engine(form: Form) -> None:
    text = """
Council funding 2006-07, £
Stream | Amount
NRF | 100
Connexions | 250
Total | =ROUND(SUM(B3:B4),0)→{saved}
"""
    for saved, expected in (("350", set()), ("360", {"result-differs"})):
        found = check_tables(read_tables(form, book(sheet(text.format(saved=saved))))).findings
        assert {f.rule for f in found if f.severity != "note"} == expected
    hostile = text.format(saved="350").replace("ROUND(SUM(B3:B4),0)", 'LEN(REPT("x",1E9))')
    assert read_tables(form, book(sheet(hostile))).by_engine == {}


@pytest.mark.parametrize("heading", ["£ 2007/08", "2007/08 £", "Amount £ 07/08", "£2007-08"])
def test_a_heading_may_be_a_unit_and_a_year_alone(form: Form, tmp_path: Path, heading: str) -> None:
    path = tmp_path / "sent.csv"
    path.write_text(f"Stream,{heading}\nAlpha fund,5\nBeta fund,6\nTotal,11\n", "utf-8")
    (one,) = check_files([read_tables(form, path)])
    (table,) = one.tables
    assert (table.years, table.table.unit) == (("2007-08",), 1)
    assert {each.rule for each in one.findings} == {"no-body"}


def read(form: Form, path: Path, text: str) -> CheckedTables:
    path.write_text(text, "utf-8")
    (one,) = check_files([read_tables(form, path)])
    return one


def test_what_stands_over_the_names_is_said_of_the_whole_table(form: Form, tmp_path: Path) -> None:
    text = (
        "Safer Communities Block,,\n£000 2007/08,Capital,Revenue\n"
        "Fund A,1,2\nFund B,3,4\nTotal,4,6\n"
    )
    (table,) = read(form, tmp_path / "sent.csv", text).tables
    assert (table.table.unit, table.years) == (1000, ("2007-08",))


def test_of_tables_side_by_side_each_has_its_own_title(form: Form, tmp_path: Path) -> None:
    text = (
        "Coventry Partnership,,,,\n"
        "Capital 2007/08 £,,,Revenue 2006/07 £000,\n"
        "Scheme,Amount,,Grant,Amount\n"
        "Fund A,10,,Fund C,30\nFund B,20,,Fund D,40\nTotal,30,,Total,70\n"
    )
    left, right = read(form, tmp_path / "sent.csv", text).tables
    assert (left.table.unit, left.years) == (1, ("2007-08",))
    assert (right.table.unit, right.years) == (1000, ("2006-07",))


def test_a_file_with_more_than_any_table_is_refused_in_a_sentence(
    form: Form, tmp_path: Path
) -> None:
    path = tmp_path / "filled-down.csv"
    path.write_text("Stream,Amount\n" + "Fund,1\n" * 60_000, "utf-8")
    with pytest.raises(LaaError) as error:
        read_tables(form, path)
    assert str(error.value) == (
        f"{path} has 120,002 filled cells, and a file with more than 100,000 is not looked through "
        "for funding tables; delete what is not part of them."
    )


_NET = """Coventry Partnership funding 2007/08 (£)
Stream | Amount
Staff | 300
Premises | 200
Total expenditure | 500
Grant | 100
Fees | 20
Total income | 120
{name} | {net}
"""


@pytest.mark.parametrize("name", ["Net expenditure", "Net", "Total net expenditure", "Net total"])
def test_a_row_of_expenditure_less_income_is_held_against_both(form: Form, name: str) -> None:
    assert checked(form, _NET.format(name=name, net=380)).findings == ()
    (found,) = checked(form, _NET.format(name=name, net=390)).findings
    assert (found.severity, found.cell) == ("error", "B9")


def test_income_that_is_one_line_or_below_nought_is_taken_off_once(form: Form) -> None:
    one = """Coventry Partnership funding 2007/08 (£)
Stream | Amount
Staff | 300
Premises | 200
Total expenditure | 500
Less income | {income}
Net expenditure | {net}
"""
    for income in ("120", "-120"):
        assert checked(form, one.format(income=income, net=380)).findings == ()
        wrong = checked(form, one.format(income=income, net=620)).findings
        assert {each.cell for each in wrong if each.severity == "error"} == {"B7"}


def test_a_stream_that_is_only_called_net_is_a_stream(form: Form) -> None:
    text = """Coventry Partnership funding 2007/08 (£)
Stream | Amount
Income support advice | 300
Expenditure panel | 200
Net Impact | 50
Total | 550
"""
    assert checked(form, text).findings == ()
