"""How an indicator has gone: figures in order, and which of them may be compared."""

from __future__ import annotations

from dataclasses import replace

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.history import before, latest, points

YEAR = "2006-07"


def test_printed_and_reported_figures_stand_in_the_order_of_time(book: Book) -> None:
    found = points(book, book.framework.indicator("CYP-577"))
    assert [(each.year, each.value) for each in found] == [
        ("2004-05", 76.0),
        ("2005-06", 76.0),
        ("2006-07", 77.0),
    ]
    assert [each.round for each in found] == ["", "", YEAR]


def test_a_figure_is_compared_with_the_last_one_like_it(book: Book) -> None:
    row = book.framework.indicator("CYP-577")
    now, then = latest(book, row), before(book, row)
    assert now
    assert then
    assert (now.value, then.value) == (77.0, 76.0)


def test_half_a_year_is_not_compared_with_a_whole_one(book: Book) -> None:
    half = replace(book, round=book.framework.round("2006-07-half-year"), earlier=())
    row = half.framework.indicator("CYP-577")
    own = half.current.record(row, "actual", "months")
    assert own is None
    now = latest(half, row)
    assert now
    assert now.months == 6
    assert before(half, row) is None


def test_a_half_year_is_compared_with_the_half_year_before(book: Book) -> None:
    earlier = book.framework.round("2005-06-half-year")
    said = tuple(replace(each, year="2005-06") for each in book.records)
    half = replace(
        book, round=book.framework.round("2006-07-half-year"), earlier=((earlier, said),)
    )
    found = before(half, half.framework.indicator("CYP-577"))
    assert found
    assert (found.year, found.months, found.round) == ("2005-06", 6, earlier.id)


def test_a_measure_that_says_little_is_named_after_its_heading(book: Book) -> None:
    names = {row.id: book.name_of(row) for row in book.framework.indicators}
    assert names["CYP-605"] == "Improvement in pupil attendance rates: Primary schools"
    assert names["CYP-582"].endswith("key stage 3 in: English")
    assert names["CYP-577"] == book.framework.indicator("CYP-577").text
    measures = [row.id for row in book.framework.indicators if not row.is_heading]
    assert min(len(names[key]) for key in measures) > 25
