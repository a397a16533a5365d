"""Year columns: declared once, shown for every year, numbered where they were printed."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbook_tools.declared.resources import DECLARED, DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.form import Form, load_form
from workbook_tools.form.columns import Column
from workbook_tools.form.form import form_files
from workbook_tools.form.spreadsheet import ViewSheet
from workbook_tools.form.years import WRITTEN, Years, in_id, years_of
from workbook_tools.formulas.placing import columns_named
from workbook_tools.framework import Framework, load_framework
from workbook_tools.framework.rounds import years_after
from workbook_tools.problems import DeclarationError

PUBLISHED = FRAMEWORKS / DEFAULT_FRAMEWORK / "source" / "simple_view.csv"

PRINTED = {
    1: ("row", "Row"),
    2: ("block", "Block"),
    3: ("theme_group", "Theme group"),
    4: ("indicator_ref", "Indicator reference"),
    5: ("statement", "Theme group outcome"),
    6: ("lpsa", "Reward target (LPSA)"),
    7: ("measure_group", "Measure group"),
    8: ("outcome", "LAA Outcome"),
    9: ("measure", "Performance Measure / Indicator"),
    10: ("kind", "Kind of measure"),
    11: ("better_when", "Better when"),
    12: ("area", "Area"),
    13: ("units", "Units"),
    14: ("baseline_date", "Baseline / Outturn: Date"),
    15: ("baseline_city", "Baseline / Outturn: City Avg"),
    16: ("baseline_pn", "Baseline / Outturn: PN"),
    17: ("baseline_rest", "Baseline / Outturn: Rest of city"),
    18: ("baseline_bme", "Baseline / Outturn: BME areas"),
    19: ("baseline_gap", "Baseline / Outturn: Gap"),
    20: ("baseline_area_date", "Baseline / Outturn: Date of area data"),
    21: ("target_2005_06", "Performance Targets (City Average): 2005-6"),
    22: ("target_2006_07", "Performance Targets (City Average): 2006-7"),
    23: ("target_2007_08", "Performance Targets (City Average): 2007-8"),
    24: ("target_2008_09", "Performance Targets (City Average): 2008-9"),
    25: ("update_2004_05_date", "2004-5 Update: Date of Data"),
    26: ("update_2004_05_city", "2004-5 Update: City Avg"),
    27: ("update_2004_05_pn", "2004-5 Update: PN"),
    28: ("update_2004_05_rest", "2004-5 Update: Rest of city"),
    29: ("update_2004_05_bme", "2004-5 Update: BME areas"),
    30: ("update_2004_05_gap", "2004-5 Update: Gap"),
    31: ("update_2004_05_area_date", "2004-5 Update: Date of area data"),
    32: ("update_2005_06_date", "2005-6 Update: Date of Data"),
    33: ("update_2005_06_city", "2005-6 Update: City Avg"),
    34: ("update_2005_06_pn", "2005-6 Update: PN"),
    35: ("update_2005_06_rest", "2005-6 Update: Rest of city"),
    36: ("update_2005_06_bme", "2005-6 Update: BME areas"),
    37: ("update_2005_06_gap", "2005-6 Update: Gap"),
    38: ("update_2005_06_area_date", "2005-6 Update: Date of area data"),
    39: ("update_2006_07_date", "2006-7 Update: Date of Data"),
    40: ("update_2006_07_city", "2006-7 Update: City Avg"),
    41: ("update_2006_07_pn", "2006-7 Update: PN"),
    42: ("update_2006_07_rest", "2006-7 Update: Rest of city"),
    43: ("update_2006_07_bme", "2006-7 Update: BME areas"),
    44: ("update_2006_07_gap", "2006-7 Update: Gap"),
    45: ("update_2006_07_area_date", "2006-7 Update: Date of area data"),
    46: ("variance_2005_06", "Target v Actual Variance: 2005/06 Col 21-33"),
    47: ("variance_2006_07", "Target v Actual Variance: 2006/07 Col 22-40"),
    48: ("traffic_light", "Traffic Light Judgement"),
    49: ("comments", "Comments"),
}
"""Every column with a number in print: its id and its whole heading."""

NEW_IN_2007_08 = [
    ("update_2007_08_date", "2007-8 Update: Date of Data"),
    ("update_2007_08_city", "2007-8 Update: City Avg"),
    ("update_2007_08_pn", "2007-8 Update: PN"),
    ("update_2007_08_rest", "2007-8 Update: Rest of city"),
    ("update_2007_08_bme", "2007-8 Update: BME areas"),
    ("update_2007_08_gap", "2007-8 Update: Gap"),
    ("update_2007_08_area_date", "2007-8 Update: Date of area data"),
]


def in_year(framework: Framework, year: str) -> Years:
    """Return the years of the only round, of a year."""
    only = replace(framework.rounds[0], year=year)
    return years_of(replace(framework, rounds=(only,)), only)


def view(form: Form, name: str, years: Years) -> tuple[Column, ...]:
    """Return the columns of a view."""
    views = (sheet for sheet in form.spreadsheet.sheets if isinstance(sheet, ViewSheet))
    return next(sheet for sheet in views if sheet.name == name).columns_in(years)


# The round that was printed -------------------------------------------------------


def test_the_full_view_of_2006_07_is_the_printed_one_number_for_number(
    form: Form, framework: Framework
) -> None:
    columns = view(form, "Full View", in_year(framework, "2006-07"))
    assert [(c.number, (c.id, c.title)) for c in columns] == list(PRINTED.items())


def test_the_simple_view_of_2006_07_is_the_published_page(form: Form, framework: Framework) -> None:
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as stream:
        page = next(csv.reader(stream))
    ids = page[page.index("row") : page.index("comments") + 1]
    columns = view(form, "Simple View", in_year(framework, "2006-07"))
    assert [column.id for column in columns] == ids
    numbers = {column_id: number for number, (column_id, _) in PRINTED.items()}
    assert [column.number for column in columns] == [numbers[column_id] for column_id in ids]
    assert {column.id: column.title for column in columns}.items() <= dict(PRINTED.values()).items()


def test_nothing_follows_the_printed_columns_of_2006_07(form: Form, framework: Framework) -> None:
    columns = form.columns_in(in_year(framework, "2006-07")).values()
    assert {c.id for c in columns if c.year} == {
        column_id for column_id, _ in PRINTED.values() if re.search(r"_\d{4}_\d\d", column_id)
    }


# The rounds after it --------------------------------------------------------------


def test_the_columns_of_2007_08_follow_in_their_places_without_a_number(
    form: Form, framework: Framework
) -> None:
    columns = view(form, "Full View", in_year(framework, "2007-08"))
    printed = [(number, *column) for number, column in PRINTED.items()]
    assert [(column.number, column.id, column.title) for column in columns] == [
        *printed[:45],
        *((None, *column) for column in NEW_IN_2007_08),
        *printed[45:47],
        (None, "variance_2007_08", "Target v Actual Variance: 2007/08"),
        *printed[47:],
    ]


def test_the_simple_view_of_2007_08_gains_a_date_an_actual_and_a_variance(
    form: Form, framework: Framework
) -> None:
    was = view(form, "Simple View", in_year(framework, "2006-07"))
    now = view(form, "Simple View", in_year(framework, "2007-08"))
    assert [column for column in now if column.year != "2007-08" or column in was] == list(was)
    ids = [column.id for column in now]
    for new, before in (
        ("update_2007_08_date", "update_2006_07_city"),
        ("update_2007_08_city", "update_2007_08_date"),
        ("variance_2007_08", "variance_2006_07"),
        ("traffic_light", "variance_2007_08"),
    ):
        assert ids.index(new) == ids.index(before) + 1
    assert len(now) == len(was) + 3


def test_a_round_after_the_last_target_has_its_columns_all_the_same(
    form: Form, framework: Framework
) -> None:
    columns = {each.id: each for each in view(form, "Full View", in_year(framework, "2009-10"))}
    for column_id, title in (
        ("target_2009_10", "Performance Targets (City Average): 2009-10"),
        ("update_2009_10_city", "2009-10 Update: City Avg"),
        ("variance_2009_10", "Target v Actual Variance: 2009/10"),
    ):
        assert (columns[column_id].number, columns[column_id].title) == (None, title)
    assert not [column_id for column_id in columns if "2010_11" in column_id]


def test_what_a_formula_looks_back_on_is_there_in_the_first_round_and_not_shown(
    form: Form, framework: Framework
) -> None:
    years = in_year(replace(framework, years=("2011-12",), printed_years={}), "2011-12")
    before = {column.year for column in form.columns_in(years).values()} - {"", "2011-12"}
    assert before == {"2009-10", "2010-11"}
    assert {column.year for column in view(form, "Full View", years)} == {"", "2011-12"}


def test_a_round_before_the_printed_one_shows_no_later_update(
    form: Form, framework: Framework
) -> None:
    columns = form.columns_in(in_year(framework, "2005-06"))
    assert columns["update_2005_06_city"].number == 33
    assert "update_2006_07_city" not in columns
    assert (columns["traffic_light"].number, columns["comments"].number) == (48, 49)


def test_years_that_no_print_has_are_shown_without_numbers(
    form: Form, framework: Framework
) -> None:
    unprinted = replace(framework, years=("2011-12", "2012-13"), printed_years={})
    columns = {each.id: each for each in view(form, "Full View", in_year(unprinted, "2012-13"))}
    in_years = [column for column in columns.values() if column.year]
    assert {column.year for column in in_years} == {"2011-12", "2012-13"}
    assert {column.number for column in in_years} == {None}
    assert columns["variance_2012_13"].title == "Target v Actual Variance: 2012/13"


def test_a_number_that_two_columns_would_have_is_refused(form: Form, framework: Framework) -> None:
    printed = {"targets": framework.years, "updates": framework.years}
    with pytest.raises(DeclarationError) as refused:
        form.columns_in(in_year(replace(framework, printed_years=printed), "2008-09"))
    assert "printed number 46" in str(refused.value)


# Whatever the years ---------------------------------------------------------------


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Return a framework of other years: those with targets, those in print, one round."""
    first = f"{draw(st.integers(1990, 2090))}-00"
    targets = tuple(years_after(first, n) for n in range(draw(st.integers(1, 7))))
    at = draw(st.integers(0, len(targets)))
    printed_targets = targets[at : at + draw(st.integers(0, 4))]
    start = draw(st.integers(-2, 2))
    updates = tuple(years_after(first, start + n) for n in range(draw(st.integers(0, 3))))
    shipped = load_framework()
    return replace(
        shipped,
        years=targets,
        printed_years={"targets": printed_targets, "updates": updates},
        rounds=(replace(shipped.rounds[0], year=years_after(first, draw(st.integers(-2, 9)))),),
    )


def columns_of(years: Years) -> Mapping[str, Column]:
    """Return all columns that are shown of some years, if they can be numbered."""
    try:
        return {column.id: column for column in view(load_form(), "Full View", years)}
    except DeclarationError as refused:
        assume("printed number" not in str(refused))
        raise


@settings(max_examples=60, deadline=None)
@given(framework=frameworks())
def test_year_columns_are_whole_and_in_order_whatever_the_years(framework: Framework) -> None:
    form, years = load_form(), years_of(framework, framework.rounds[0])
    columns = columns_of(years)
    for declared in form.columns.values():
        if declared.each:
            # Whole and in order: every year of the series, and no other.
            pattern = re.compile(declared.id.replace("{year}", r"(\d{4}_\d\d)"))
            shown = [match[1] for name in columns if (match := pattern.fullmatch(name))]
            assert shown == [in_id(year) for year in years.of(declared.each)]
    for column in columns.values():
        # A formula finds its columns, and no slot is left to be filled in.
        assert columns_named(column.formula) <= set(columns), column.id
        words = f"{column.id} {column.heading} {column.band} {column.help} {column.formula}"
        assert not re.search(rf"\{{({'|'.join(WRITTEN)}|number of .*)\}}", words), words
        if column.year and column.holds:
            assert column.holds.year == column.year
    numbers = [column.number for column in columns.values() if column.number]
    assert sorted(set(numbers)) == numbers
    titles = [column.title.casefold() for column in columns.values()]
    assert len(set(titles)) == len(titles)


@settings(max_examples=40, deadline=None)
@given(framework=frameworks(), later=st.integers(1, 5))
def test_a_later_round_adds_columns_and_changes_none(framework: Framework, later: int) -> None:
    (this,) = framework.rounds
    was = columns_of(years_of(framework, this))
    next_round = replace(this, year=years_after(this.year, later))
    now = columns_of(years_of(framework, next_round))
    assert [column for column_id, column in now.items() if column_id in was] == list(was.values())


# What declares them ---------------------------------------------------------------

_TELLS_BY_EXAMPLE = ("examples", "example", "passes", "fails", "source", "$comment")
"""Names under which a year may stand: what is typed in an example, where a rule comes from."""

_OF_A_YEAR = re.compile(r"(?<![\d.])(19|20)\d\d(?!\d)")
_IN_FORMULA = re.compile(r"(?<!\d)(19|20)\d\d[-_/]\d|DATE\((19|20)\d\d,")
"""In a formula, numbers may bound what is taken for a year at all; none may be a year."""


def texts_in(declared: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a document but its examples, under the name that it stands under."""
    if isinstance(declared, dict):
        for key, value in declared.items():
            if key not in _TELLS_BY_EXAMPLE:
                yield "key", key
                yield from texts_in(value, key)
    elif isinstance(declared, list):
        for value in declared:
            yield from texts_in(value, name)
    elif isinstance(declared, str):
        yield name, declared


EXPLAINS = ("fix", "prompt", "help", "meaning", "note", "texts")
"""Names of texts that explain, with examples of what to type after a colon."""


def names_a_year(name: str, text: str) -> bool:
    """Whether a text names a year, other than as an example of what to type."""
    if text.startswith("="):
        return _IN_FORMULA.search(text) is not None
    text = re.sub(r"(?si)\bsuch as .*", "", text)
    if name in EXPLAINS:
        text = re.sub(r"(?s)(\btyped as |:).*", "", text)
    return _OF_A_YEAR.search(text) is not None


@pytest.mark.parametrize(
    "name", [name for name in form_files(DECLARED) if Path(name).suffix in (".json", ".toml")]
)
def test_no_declaration_names_a_year(name: str) -> None:
    text = (DECLARED / name).read_text(encoding="utf-8")
    document = tomllib.loads(text) if name.endswith(".toml") else json.loads(text)
    assert [each for each in texts_in(document) if names_a_year(*each)] == []


def test_a_year_in_a_declaration_would_be_seen() -> None:
    assert names_a_year("message", "The updates of 2004-5 and 2005-6 are alike.")
    assert names_a_year("id", "target_2005_06")
    assert names_a_year("check", "=[@target_2005_06]>0")
    assert names_a_year("check", "=[@as_at]<DATE(2006,4,1)")
    assert not names_a_year("check", "=DATE(2000+VALUE([@as_at]),1,1)>0")
    assert names_a_year("note", "The refreshed indicators of 2007: all of them.")
    assert not names_a_year("fix", "Enter the day, such as 31/03/2007.")
