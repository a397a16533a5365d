"""The rewarded targets: what the stretch is, how much of it is achieved, what it may earn.

Baseline and end are compared on the same span: three years' total with three years of the
baseline. No share of the reward is invented: it stands here where the framework says one, and
what is typed is added up at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.history import Point, points
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.framework import WHOLE_YEAR, Figure, Indicator
from workbook_tools.framework.plan_and_rewards import AVERAGE, SPAN_YEARS, TOTAL, RewardTarget
from workbook_tools.framework.rounds import years_between
from workbook_tools.workbooks.address import column_letters

KIND = "reward targets"
"""Its name in ``laa-spreadsheet.json``."""

(
    _REF,
    _NAME,
    _UNIT,
    _BASELINE,
    _ALIKE,
    _END,
    _BY,
    _SPAN,
    _STRETCH,
    _STATED,
    _AGREES,
    _LATEST,
    _OF,
    _SHARE,
    _LIGHT,
    _REWARD,
    _SIGNED,
) = range(17)
"""0-based columns, in the order of the declared headings."""


@dataclass(frozen=True, slots=True)
class Achieved:
    """What the figures say of a stretch so far."""

    value: float | None
    """On the span of the end: one year's figure, or those of three years together."""
    year: str
    """The last year in it; empty for none."""
    years: int
    """How many of the years of its span are in it."""
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether it can be compared with the end."""
        return self.value is not None and self.years == self.of


def achieved(book: Book, target: RewardTarget) -> Achieved:
    """Return what the figures of whole years say of a rewarded target, up to its end."""
    row = book.framework.indicator(target.indicator)
    known = [each for each in points(book, row) if each.months == WHOLE_YEAR]
    known = [each for each in known if each.year <= target.year]
    if target.span not in (TOTAL, AVERAGE):
        last = known[-1] if known else None
        return Achieved(last.value, last.year, 1, 1) if last else Achieved(None, "", 0, 1)
    within = [each for each in known if years_between(each.year, target.year) < SPAN_YEARS]
    if not within:
        return Achieved(None, "", 0, SPAN_YEARS)
    return Achieved(_together(within, target.span), within[-1].year, len(within), SPAN_YEARS)


def _together(within: Sequence[Point], span: str) -> float:
    total = sum(each.value for each in within)
    return total if span == TOTAL else total / len(within)


def has_rewards(book: Book) -> bool:
    """Whether any target is rewarded in the round."""
    return bool(book.framework.reward_targets)


def write_rewards(page: Page) -> None:
    """Write the rewarded targets by priority area and target, then what the shares add up to."""
    spec = page.declared.spec
    page.write_headings(spec["headings"])
    row, rewards = HEADING_ROW - 1, []
    for area, of_area in groupby(page.book.framework.reward_targets, lambda each: each.area):
        rows = list(of_area)
        row += 1
        title = spec["area"].format(number=area, title=rows[0].area_title)
        page.write_row_heading(row, title)
        for number, of_target in groupby(rows, lambda each: each.target):
            indicators = list(of_target)
            row += 1
            rewards.append(row)
            _write_target(page, row, number, indicators)
            for each in indicators:
                row += 1
                _write_indicator(page, row, each)
    page.writing.colour_lights(page.sheet, (HEADING_ROW, _LIGHT, row, _LIGHT))
    _write_reward(page, row + 2, rewards)


def _write_target(page: Page, row: int, number: str, rows: Sequence[RewardTarget]) -> None:
    title = page.declared.spec["target"].format(number=number, title=rows[0].target_title)
    style = page.writing.style("cell", "strong")
    for place in range(len(page.widths)):
        page.sheet.write_blank(row, place, None, style)
    page.sheet.write_string(row, 0, title, style)
    page.sheet.set_row(row, 18)
    page.sheet.headings.add(row)
    share = next((each.reward for each in rows if each.reward is not None), None)
    _number(page, row, _REWARD, share, page.declared.spec["money_format"], "entry")


def _write_indicator(page: Page, row: int, target: RewardTarget) -> None:
    spec, book = page.declared.spec, page.book
    indicator = book.framework.indicator(target.indicator)
    figures = {name: figure for name, figure in _figures(book, target).items() if figure}
    now, number_format = achieved(book, target), plain_format(indicator)
    texts = [""] * len(page.widths)
    texts[_REF], texts[_NAME], texts[_UNIT] = indicator.id, book.name_of(indicator), indicator.unit
    texts[_BY], texts[_SPAN] = target.ends, target.span or spec["one_year"]
    if now.year:
        words = spec["of"] if now.of == 1 else spec["of_years"]
        texts[_OF] = words.format(year=now.year, years=now.years, of=now.of)
    texts[_LIGHT] = page.light_word(indicator.id)
    texts[_SIGNED] = target.signed_off or spec["not_signed"]
    page.write_words(row, texts)
    page.writing.write_note(page.sheet, (row, _REF), f"{target.source}. {target.note}".strip())
    line = row + 1
    cell = {place: f"{column_letters(place + 1)}{line}" for place in range(len(texts))}
    baseline, end = figures.get("baseline"), figures.get("end")
    _number(page, row, _BASELINE, baseline.value if baseline else None, number_format)
    _number(page, row, _END, end.value if end else None, number_format)
    _number(page, row, _STATED, target.stretch, number_format)
    _number(page, row, _LATEST, now.value, number_format)
    if baseline and baseline.value is not None:
        years = _years_in(target, baseline)
        times = f"*{years}" if years > 1 else ""
        _formula(page, row, _ALIKE, f"={cell[_BASELINE]}{times}", number_format)
        stretch = f"=IF(ISNUMBER({cell[_END]}),{cell[_END]}-{cell[_ALIKE]},"
        _formula(page, row, _STRETCH, f'{stretch}"")', number_format)
    if target.stretch is not None:
        _write_agreement(page, row, target, cell)
    if now.is_whole and baseline:
        share = f"({cell[_LATEST]}-{cell[_ALIKE]})/{cell[_STRETCH]}"
        formula = f'=IF(AND(ISNUMBER({cell[_STRETCH]}),{cell[_STRETCH]}<>0),{share},"")'
        _formula(page, row, _SHARE, formula, "0%")
    light = page.light_cell(indicator.id, spec["counted"])
    _formula(page, row, _LIGHT, f'=IF({light}="","",{light})', "", "text")


def _write_agreement(page: Page, row: int, target: RewardTarget, cell: dict[int, str]) -> None:
    """Write whether the stretch that is stated in words is that of the figures."""
    spec = page.declared.spec
    difference = f"ROUND(ABS({cell[_STRETCH]})-ABS({cell[_STATED]}),6)"
    said = f'"{spec["differs"]}"&ABS({difference})&"."'
    formula = f'=IF({difference}=0,"{spec["agrees"]}",{said})'
    _formula(page, row, _AGREES, formula, "", "text")
    page.writing.write_note(page.sheet, (row, _STATED), target.stretch_words)


def _figures(book: Book, target: RewardTarget) -> dict[str, Figure | None]:
    """Return the figures that the stretch goes from and to."""
    found: dict[str, Figure | None] = {
        "baseline": book.framework.headline(target.indicator, "baseline"),
        "end": None,
    }
    row: Indicator = book.framework.indicator(target.indicator)
    for figure in book.framework.figures:
        is_end = (figure.field, figure.year, figure.span) == ("target", target.year, target.span)
        if figure.indicator == row.id and is_end and figure.area == row.area:
            found["end"] = figure
    return found


def _years_in(target: RewardTarget, baseline: Figure) -> int:
    """Return by how much the baseline is multiplied to be on the span of the end."""
    return SPAN_YEARS if target.span == TOTAL and baseline.span != TOTAL else 1


def _write_reward(page: Page, row: int, rewards: Sequence[int]) -> None:
    """Write what the shares add up to, and whether that is the reward that is printed."""
    spec, reward = page.declared.spec["reward"], page.book.framework.reward
    letters = column_letters(_REWARD + 1)
    shares = ",".join(f"{letters}{each + 1}" for each in rewards)
    text, total = page.writing.style("cell", "text"), page.writing.style("cell", "text", "total")
    for place in range(_NAME, _REWARD):
        for each in (row, row + 1):
            page.sheet.write_blank(each, place, None, total if each == row else text)
    page.sheet.write_string(row, _NAME, spec["shares"], total)
    money = page.declared.spec["money_format"]
    _formula(page, row, _REWARD, f"=SUM({shares})", money, "figure", "total")
    if reward is None:
        return
    page.sheet.write_string(row + 1, _NAME, spec["printed"].format(words=reward.words), text)
    _number(page, row + 1, _REWARD, reward.total, money)
    page.writing.write_note(page.sheet, (row + 1, _NAME), reward.source)
    given, of = f"COUNT({shares})", len(rewards)
    added, printed = f"{letters}{row + 1}", f"{letters}{row + 2}"
    # About so much is printed: to the next hundred thousand it is that.
    formula = (
        f'=IF({given}=0,"{spec["none"]}",IF({given}<{of},{given}&"{spec["some"]}",'
        f'IF(ROUND({added},-5)=ROUND({printed},-5),"{spec["pass"]}","{spec["fail"]}")))'
    )
    page.sheet.write_string(row + 2, _NAME, spec["check"], text)
    for place in range(_NAME + 1, _REWARD):
        page.sheet.write_blank(row + 2, place, None, text)
    page.sheet.write_formula(row + 2, _REWARD, formula, page.writing.style("cell", "text"))
    page.sheet.set_row(row + 2, 32)


def _number(
    page: Page, row: int, place: int, value: float | None, number_format: str, *look: str
) -> None:
    style = page.writing.style("cell", "figure", *look, number_format=number_format)
    if value is None:
        page.sheet.write_blank(row, place, None, style)
    else:
        page.sheet.write_number(row, place, value, style)


def _formula(
    page: Page, row: int, place: int, formula: str, number_format: str, *look: Any
) -> None:
    style = page.writing.style("cell", *(look or ("figure",)), number_format=number_format)
    page.sheet.write_formula(row, place, formula, style)
