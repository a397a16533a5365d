"""Reward targets, the plan that the agreement serves, and what was possible before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.plan_sheets import measures_of, serving_none
from workbook_tools.consolidated.rewards import achieved
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework import Framework, load_framework
from workbook_tools.framework.plan_and_rewards import TOTAL, RewardTarget
from workbook_tools.ledger import SourcedRecord
from workbook_tools.problems import DeclarationError
from workbook_tools.workbooks import Sheet, open_workbook

HEADING_ROW = 4


@pytest.fixture(scope="module")
def sheets(demo: Demo) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in open_workbook(demo.spreadsheet).sheets}


def by_heading(sheet: Sheet, key: str) -> dict[str, object]:
    """Return the last row that begins with a key, by heading."""
    headings = [str(sheet.cell(HEADING_ROW, c).value) for c in range(1, sheet.max_column + 1)]
    row = max(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 1).value == key)
    return {text: sheet.cell(row, c).value for c, text in enumerate(headings, start=1)}


def target(framework: Framework, indicator: str) -> RewardTarget:
    return next(each for each in framework.reward_targets if each.indicator == indicator)


# Reward targets ----------------------------------------------------------------


def test_all_23_rows_stand_in_11_targets_and_5_areas(
    framework: Framework, sheets: dict[str, Sheet]
) -> None:
    rewarded = framework.reward_targets
    counts = [len({getattr(t, name) for t in rewarded}) for name in ("id", "target", "area")]
    assert counts == [23, 11, 5]
    page = sheets["Reward targets"]
    firsts = [str(page.cell(row, 1).value or "") for row in range(5, page.max_row + 1)]
    for beginning, number in (("Priority area ", 5), ("Target ", 11)):
        assert sum(text.startswith(beginning) for text in firsts) == number


def test_the_rewarded_indicators_are_those_that_the_framework_marks(framework: Framework) -> None:
    marked = {row.id for row in framework.indicators if row.lpsa}
    assert {each.indicator for each in framework.reward_targets} <= marked


@pytest.mark.parametrize(
    ("indicator", "baseline", "stretch"),
    [
        ("SAF-835", 13293, 310),  # A year's 4,431 three times, against a total of three years.
        ("HEA-732", 5460, 6530),  # Both are totals of three years.
        ("SAF-876", 341, -29),  # Averages of three years.
        ("HEA-719", 42.6, -8.6),
    ],
)
def test_a_stretch_goes_from_and_to_figures_on_the_same_span(
    sheets: dict[str, Sheet], indicator: str, baseline: float, stretch: float
) -> None:
    row = by_heading(sheets["Reward targets"], indicator)
    assert row["Baseline on the same span"] == pytest.approx(baseline)
    assert row["Stretch"] == pytest.approx(stretch)


def test_what_the_words_say_is_held_against_the_figures(sheets: dict[str, Sheet]) -> None:
    page = sheets["Reward targets"]
    said = {key: by_heading(page, key)["Words and figures"] for key in ("ENV-905", "ENV-918")}
    assert said == {"ENV-905": "They agree.", "ENV-918": "They differ by 270."}
    assert by_heading(page, "SAF-833")["Words and figures"] in ("", None)


def test_the_share_achieved_may_be_less_than_nothing(sheets: dict[str, Sheet]) -> None:
    page = sheets["Reward targets"]
    share = "Share of the stretch achieved"
    assert by_heading(page, "ENV-905")[share] == pytest.approx((51 - 45) / (29 - 45))
    assert by_heading(page, "HEA-719")[share] == pytest.approx((35.2 - 42.6) / (34 - 42.6))


def test_a_total_of_three_years_is_compared_when_it_is_whole(book: Book) -> None:
    dva = target(book.framework, "SAF-835")
    assert dva.span == TOTAL
    assert achieved(book, dva).value is None
    like = next(each for each in book.records if each.measure == "value")

    def year(text: str, value: float) -> SourcedRecord:
        return replace(
            like, indicator="SAF-835", field="actual", area="city", value=value, year=text
        )

    rounds = [(book.framework.round("2005-06"), (year("2005-06", 4500.0),))]
    one = achieved(replace(book, earlier=tuple(rounds), records=()), dva)
    assert (one.value, one.years, one.is_whole) == (4500.0, 1, False)
    rounds.append((book.framework.round("2006-07"), (year("2006-07", 4600.0),)))
    now = replace(
        book,
        round=book.framework.round("2007-08"),
        earlier=tuple(rounds),
        records=(year("2007-08", 4700.0),),
    )
    assert (achieved(now, dva).value, achieved(now, dva).is_whole) == (13800.0, True)


def test_no_share_of_the_reward_is_invented(sheets: dict[str, Sheet]) -> None:
    page = sheets["Reward targets"]
    texts = {str(page.cell(row, 2).value): page.cell(row, 16) for row in range(5, page.max_row + 1)}
    assert texts["Whether the shares add up to it"].value == "No share is agreed."
    assert texts["Shares of the reward that were agreed"].value == 0
    assert texts["The whole reward, as printed: approximately £9.9m"].value == 9_900_000


# The plan ----------------------------------------------------------------------


def test_how_much_of_the_plan_is_shown_is_counted_by_formulas(sheets: dict[str, Sheet]) -> None:
    page = sheets["Outcomes and plan"]
    counts = {
        str(page.cell(row, 3).value): page.cell(row, 5)
        for row in range(5, page.max_row + 1)
        if page.cell(row, 5).formula
    }
    assert {word: cell.value for word, cell in counts.items()} == {
        "directly": 33, "in part": 17, "by none": 11, "All measures": 61,
    }  # fmt: skip


def test_measures_without_indicators_and_indicators_without_a_measure_are_known(
    framework: Framework, sheets: dict[str, Sheet]
) -> None:
    links = measures_of(framework)
    assert len(links) == 61
    assert sum(not each for each in links.values()) == 11
    none = serving_none(framework)
    assert len(none) == 15
    page = sheets["Outcomes and plan"]
    firsts = [page.cell(row, 1).value for row in range(5, page.max_row + 1)]
    begins = firsts.index("Indicators that show no measure of the plan: 15")
    assert firsts[begins + 1 :] == [row.id for row in none]


def test_an_indicator_of_another_theme_group_is_told(sheets: dict[str, Sheet]) -> None:
    page = sheets["Outcomes and plan"]
    row = by_heading(page, "JOB-660")
    assert "(another theme group)" in str(row["Reported by"])
    assert row["Light"] == by_heading(sheets["Lights"], "JOB-660")["Final"]


# What was possible -------------------------------------------------------------


def test_all_that_was_possible_became_something_or_nothing(
    framework: Framework, sheets: dict[str, Sheet]
) -> None:
    page = sheets["Possible indicators"]
    counts = [page.cell(r, 5).value for r in range(5, page.max_row + 1) if page.cell(r, 5).formula]
    assert len(framework.possible_indicators) == 105 + 12
    assert counts[-1] == sum(map(int, counts[:-1])) == 117
    agreed = {each for line in framework.possible_indicators for each in line.agreed}
    measures = [row.id for row in framework.indicators if not row.is_heading]
    firsts = [str(page.cell(row, 1).value) for row in range(5, page.max_row + 1)]
    new = firsts.index(f"Agreed, and not among what was possible at first: {155 - len(agreed)}")
    assert firsts[new + 1 :] == [key for key in measures if key not in agreed]


# A framework that contradicts itself -------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], None]:
    def load(name: str, old: str, new: str) -> None:
        folder = Path(shutil.copytree(FRAMEWORKS / DEFAULT_FRAMEWORK, tmp_path / "mine"))
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        load_framework(folder)

    return load


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("reward_targets.csv", ",JOB-679,2007-08,3-year total,", ",JOB-679,2008-09,,", "no figure"),
        ("reward_targets.csv", ",JOB-679,", ",JOB-6790,", "no indicator"),
        ("plan_links.csv", "CP-114 NEI-952,CP-114", "CP-114 NEI-952,CP-99", "no measure"),
        ("plan_links.csv", ",part,", ",some,", "“some”"),
        ("plan.csv", ",equalities-communities,", ",equality,", "no theme group"),
        ("possible_indicators.csv", ",HEA-715,same,", ",,same,", "no indicator; name it"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(
    changed: Callable[[str, str, str], None], name: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(DeclarationError) as told:
        changed(name, old, new)
    assert name in str(told.value)
    assert words in str(told.value)
