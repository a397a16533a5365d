"""Formulas over column ids become A1 formulas, and are worked out as Excel does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.formulas.engine import FormulaError, Grid, evaluate, reached
from workbook_tools.formulas.placing import Layout, Placing, columns_named, quoted
from workbook_tools.problems import DeclarationError

PLACING = Placing(
    {
        "Indicators": Layout(
            "Indicators", {"key": 1, "actual": 28, "target": 3}, 6, 9, {7: (7, 9)}
        ),
        "Self-assessment": Layout("Self-assessment", {"score": 2}, 6, 8),
    },
    {"due": date(2007, 2, 28), "margin": 0.05, "months": 12, "word": 'so-called "x"'},
)


@pytest.mark.parametrize(
    ("formula", "placed"),
    [
        ("=[@actual]-[@target]", "=AB6-C6"),
        ("=SUM([&actual])", "=SUM(AB6)"),
        ("=SUM(Indicators[target])", "=SUM($C$6:$C$9)"),
        ("=COUNT('Self-assessment'[score])", "=COUNT('Self-assessment'!$B$6:$B$8)"),
        ("=IF([@actual]>{due},1,0)", "=IF(AB6>DATE(2007,2,28),1,0)"),
        ("={margin}*{months}", "=0.05*12"),
        ("={word}", '="so-called ""x"""'),
        ('="[@actual] {due}"&[@key]', '="[@actual] {due}"&A6'),
        ('="say ""[@actual]"""&[@key]', '="say ""[@actual]"""&A6'),
        ("=SUM({1,2})", "=SUM({1,2})"),
    ],
)
def test_a_reference_becomes_an_address(formula: str, placed: str) -> None:
    assert PLACING.place(formula, "Indicators", 6) == placed


def test_a_row_with_a_joint_target_takes_all_its_rows() -> None:
    assert PLACING.place("=SUM([&actual])-[@target]", "Indicators", 7) == "=SUM(AB7,AB9)-C7"


def test_a_formula_outside_any_table_names_whole_columns() -> None:
    assert PLACING.place("=SUM(Indicators[target])") == "=SUM(Indicators!$C$6:$C$9)"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=[@gap]", "gap"),
        ("=SUM(Indicators[gap])", "gap"),
        ("=SUM(Funding[score])", "Funding"),
        ("={margn}", "margn"),
    ],
)
def test_a_name_that_is_not_there_is_told(formula: str, words: str) -> None:
    with pytest.raises(DeclarationError) as told:
        PLACING.place(formula, "Indicators", 6)
    assert words in str(told.value)
    assert formula in str(told.value)


def test_the_columns_named_are_those_outside_texts() -> None:
    formula = '=IF([@actual]="","[@no]",SUM([&target],Indicators[key]))'
    assert columns_named(formula) == {"actual", "target", "key"}


@pytest.mark.parametrize(
    ("name", "written"),
    [("Start", "Start"), ("Simple View", "'Simple View'"), ("Rob's", "'Rob''s'"), ("_r", "_r")],
)
def test_sheet_names_are_quoted_where_they_must_be(name: str, written: str) -> None:
    assert quoted(name) == written


# Worked out ------------------------------------------------------------------------


def result(formula: str, *values: float | str | bool | None) -> object:
    """Return the result of one formula in column C over values in column A."""
    rows = [[value, None, None] for value in values] or [[None, None, None]]
    return evaluate({"Sheet": Grid(rows, {(1, 3): formula})})["Sheet"][1, 3]


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        ("=A1+A2", (1.0, 2.0), 3.0),
        ('=IF(A1="","blank",A1)', (None,), "blank"),
        ('=IF(A1="","blank",A1)', (0.0,), 0.0),
        ("=ROUND(A1,1)", (94.05,), 94.1),
        ("=ROUND(A1,0)", (-2.5,), -3.0),
        ("=ROUND(A1,2)", (1.005,), 1.01),
        ("=COUNT(A1,A2)", (1.0, "1"), 1.0),
        ("=SUM(A1,A2)", (1.0, "x"), 1.0),
        ('=COUNTIF(A1:A2,"red")', ("Red", "Amber"), 1.0),
        ('=A1="GREEN"', ("Green",), True),
        ("=DATE(2007,2,28)", (), 39141.0),
        ('=A1&""', (None,), ""),
        ("=ISNUMBER(A1)", ("12",), False),
        ("=10^-A1", (2.0,), 0.01),
    ],
)
def test_a_formula_is_worked_out_as_in_excel(
    formula: str, values: tuple[float | str | None, ...], expected: object
) -> None:
    assert result(formula, *values) == expected


@pytest.mark.parametrize(
    ("formula", "error"),
    [("=1/0", "#DIV/0!"), ("=A1+1", "#VALUE!"), ("=NOSUCH(1)", "#NAME?")],
)
def test_an_error_is_a_result_of_its_own_kind(formula: str, error: str) -> None:
    found = result(formula, "text")
    assert isinstance(found, FormulaError)
    assert found == error


def test_only_the_branch_that_is_taken_may_fail() -> None:
    assert result('=IF(ISNUMBER(A1),A1*2,"no number")', "x") == "no number"


def test_formulas_see_each_other_and_other_sheets() -> None:
    results = evaluate(
        {
            "One": Grid([[2.0, None, None]], {(1, 2): "=A1*10", (1, 3): "=B1+Two!A1"}),
            "Two": Grid([[5.0, None]], {(1, 2): "=One!C1"}),
        }
    )
    assert results["One"] == {(1, 2): 20.0, (1, 3): 25.0}
    assert results["Two"] == {(1, 2): 25.0}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_text_parameter_comes_back_as_it_was(text: str) -> None:
    placed = Placing({}, {"said": text}).place("={said}")
    assert result(placed) == text


@given(st.dates(date(1900, 3, 1), date(2100, 1, 1)))
def test_a_date_parameter_is_the_day_as_excel_counts_it(day: date) -> None:
    placed = Placing({}, {"day": day}).place("={day}")
    assert result(placed) == float((day - date(1899, 12, 30)).days)


def test_of_the_sheets_that_a_formula_looks_at_only_what_it_comes_by_is_left() -> None:
    sheets = {
        "Actions": Grid(
            [[1.0, None], [2.0, None]], {(1, 2): "=A1+'Added value'!$A$1", (2, 2): "=A2"}
        ),
        "Added value": Grid([[3.0, None, None]], {(1, 2): "=A1", (1, 3): "=SUM($A$1:$B$1)"}),
        "Gap": Grid([[4.0]], {(1, 2): "=A1"}),
    }
    left = reached("=Actions!B1+SUM('Added value'!C1:C2)&\"A1\"", "Start", sheets.get)
    assert {name: set(grid.formulas) for name, grid in left.items()} == {
        "Actions": {(1, 2)},
        "Added value": {(1, 2), (1, 3)},
    }
    assert all(grid.values == sheets[name].values for name, grid in left.items())
