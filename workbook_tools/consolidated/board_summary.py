"""The one page that the board reads: lights, direction of travel, gaps, returns, movements.

Its counts are formulas over the sheets of lights, so that a light changed there counts at
once. Whatever a chart draws stands beside it in numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbook_tools.consolidated.movements import best_and_worst, gaps
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.summary import light_cells, share_on_target
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Round
from workbook_tools.ledger import SourcedRecord
from workbook_tools.workbooks.address import column_letters

_INDICATORS = 2
"""1-based column of the number of indicators; the rated lights' columns follow it."""

_ROUNDS = 4
"""So many rounds before are shown beside this one."""


def write_board_summary(page: Page) -> None:
    """Write the page, to be printed on one sheet of paper."""
    lights = [light for light in page.book.form.lights.lights if light.rated]
    words = [light.word for light in lights]
    page.write_light_headings(words, _INDICATORS)
    page.sheet.set_row(HEADING_ROW - 1, 34)
    blocks = _write_counts(page, len(words))
    framework = page.book.framework
    total = HEADING_ROW + len(framework.blocks) + len(framework.theme_groups) + 1
    row = _write_rounds(page, total, len(words))
    row = _write_sentences(page, row + 1)
    _draw(page, list(blocks.values()), words, row)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.freeze_panes(HEADING_ROW, 1)
    page.sheet.set_first_sheet()
    page.sheet.activate()


def _write_counts(page: Page, lights: int) -> dict[str, int]:
    """Write a row for each block and each of its groups; return the blocks' rows by title."""
    framework, row = page.book.framework, HEADING_ROW
    blocks: dict[str, int] = {}
    for block in framework.blocks:
        row += 1
        blocks[block.title] = row
        groups = [group for group in framework if group.block == block.id]
        _write_sums(page, row, block.title, range(row + 1, row + 1 + len(groups)), lights)
        for group in groups:
            row += 1
            _write_group(page, row, group.id, lights)
    _write_sums(page, row + 1, page.declared.spec["total"], blocks.values(), lights)
    return blocks


def _write_group(page: Page, row: int, group_id: str, lights: int) -> None:
    book, cell = page.book, page.writing.style("cell", "centre")
    title = page.writing.style("cell", "text")
    page.sheet.write_string(row - 1, 0, book.framework.group(group_id).title, title)
    measures = sum(not each.is_heading for each in book.framework.rows_of(group_id))
    page.sheet.write_number(row - 1, _INDICATORS - 1, measures, cell)
    rated = [
        address
        for address, light in zip(light_cells(page, group_id), book.form.lights.lights, strict=True)
        if light.rated
    ]
    for place, address in enumerate(rated, start=_INDICATORS):
        page.sheet.write_formula(row - 1, place, f"={address}", cell)
    first = _INDICATORS + lights + _SHARES
    for place, word in enumerate(page.declared.spec["directions"], start=first):
        page.sheet.write_formula(row - 1, place, _moved(page, row, word), cell)
    _write_shares(page, row, lights, "cell", "centre")


def _moved(page: Page, row: int, word: str) -> str:
    """Return the formula for how many of a group's indicators moved in a direction."""
    where = page.declared.spec["direction"]
    if not page.places.tables[where["in"]].rows:
        return "=0"
    groups, directions = (
        page.places.column(where["in"], where[name]) for name in ("group", "column")
    )
    return f'=COUNTIFS({groups},$A{row},{directions},"*{word}")'


def _write_sums(page: Page, row: int, title: str, rows: Iterable[int], lights: int) -> None:
    look, added = ("cell", "total"), list(rows)
    page.sheet.write_string(row - 1, 0, title, page.writing.style(*look, "text"))
    style = page.writing.style(*look, "centre")
    directions = len(page.declared.spec["directions"])
    first = _INDICATORS + lights + _SHARES
    for place in (*range(_INDICATORS - 1, _INDICATORS + lights), *range(first, first + directions)):
        letters = column_letters(place + 1)
        cells = ",".join(f"{letters}{each}" for each in added)
        page.sheet.write_formula(row - 1, place, f"=SUM({cells})" if added else "=0", style)
    _write_shares(page, row, lights, *look, "centre")


_SHARES = 4
"""Columns that follow from a row's counts: not rated, rated, on target, the share of these."""


def _write_shares(page: Page, row: int, lights: int, *look: str) -> None:
    rated = [light for light in page.book.form.lights.lights if light.rated]
    letters = [column_letters(_INDICATORS + 1 + place) for place in range(lights)]
    unrated, counted, on_target, share = (
        column_letters(_INDICATORS + lights + extra) for extra in range(1, _SHARES + 1)
    )
    reached = [letter for letter, light in zip(letters, rated, strict=True) if light.on_target]
    formulas = {
        counted: f"=SUM({letters[0]}{row}:{letters[-1]}{row})",
        unrated: f"={column_letters(_INDICATORS)}{row}-{counted}{row}",
        on_target: "=" + "+".join(f"{letter}{row}" for letter in reached),
        share: share_on_target(page, f"{on_target}{row}", f"{counted}{row}"),
    }
    for column, formula in formulas.items():
        number_format = "0%" if column == share else ""
        style = page.writing.style(*look, number_format=number_format)
        page.sheet.write_formula(f"{column}{row}", formula, style)


def _write_rounds(page: Page, total: int, lights: int) -> int:
    """Write the share on target of the rounds before and of this one; return the last row."""
    spec, row = page.declared.spec["rounds"], total + 2
    heading = page.writing.style("column-heading")
    page.sheet.set_row(row - 1, 32)
    for place, text in enumerate(spec["headings"]):
        page.sheet.write_string(row - 1, place, text, heading)
    title, cell = page.writing.style("cell", "text"), page.writing.style("cell", "centre")
    share = page.writing.style("cell", "centre", number_format="0%")
    rated, on_target = (column_letters(_INDICATORS + lights + extra) for extra in (2, 3))
    before = [each for each in page.book.earlier if each[1]][-_ROUNDS:]
    for round_, records in (*before, (page.book.round, None)):
        row += 1
        page.sheet.write_string(row - 1, 0, round_.title, title)
        if records is None:
            page.sheet.write_formula(row - 1, 1, f"={rated}{total}", cell)
            page.sheet.write_formula(row - 1, 2, f"={on_target}{total}", cell)
        else:
            for place, number in enumerate(_rated(page, round_, records), start=1):
                page.sheet.write_number(row - 1, place, number, cell)
        formula = share_on_target(page, f"C{row}", f"B{row}")
        page.sheet.write_formula(row - 1, 3, formula, share)
    return row


def _rated(page: Page, round_: Round, records: Sequence[SourcedRecord]) -> tuple[int, int]:
    """Return how many lights of a round before were rated, and how many of them on target."""
    by_word = {light.word: light for light in page.book.form.lights.lights}
    final = [
        by_word[each.text]
        for each in records
        if (each.field, each.measure, each.year) == ("light", "final", round_.year)
        and each.text in by_word
    ]
    return sum(each.rated for each in final), sum(each.on_target for each in final)


def _write_sentences(page: Page, row: int) -> int:
    """Write what is said in words; return the last row."""
    look, bold = page.writing.style("plain-line"), page.writing.style("strong")
    for heading, lines in _sentences(page):
        if not lines:
            continue
        row += 1
        page.sheet.write_string(row - 1, 0, heading, bold)
        for line in lines:
            row += 1
            page.sheet.write_string(row - 1, 0, line, look)
    return row


def _sentences(page: Page) -> list[tuple[str, list[str]]]:
    spec, book = page.declared.spec, page.book
    best, worst = best_and_worst(book, spec["movements"]["number"])
    words = spec["movements"]["words"]
    counted = gaps(book, spec["gap"]["beginnings"])
    changed = sum(_is_overridden(page, row.id) for row in book.framework.indicators)
    return [
        (spec["movements"]["best"], [each.in_words(book, words) for each in best]),
        (spec["movements"]["worst"], [each.in_words(book, words) for each in worst]),
        (
            spec["gap"]["heading"],
            [spec["gap"]["words" if any(counted.values()) else "none"].format(**counted)],
        ),
        (
            spec["returns"]["heading"],
            [spec["judged"].format(number=changed), *_returns(page)],
        ),
    ]


def _is_overridden(page: Page, indicator: str) -> bool:
    row = page.book.framework.indicator(indicator)
    if row.is_heading:
        return False
    calculated, final = (page.book.record(row, "light", each) for each in ("calculated", "final"))
    return final is not None and (calculated is None or calculated.text != final.text)


def _returns(page: Page) -> list[str]:
    """Say which returns are missing, late or not signed."""
    spec, book = page.declared.spec["returns"], page.book
    groups = book.framework.theme_groups
    signed = {each.theme_group for each in book.records if each.field == "sign-off"}
    told = {
        "missing": [group for group in groups if group.id not in book.received],
        "late": [g for g in groups if g.id in book.received and book.received[g.id].late],
        "unsigned": [g for g in groups if g.id in book.received and g.id not in signed],
    }
    came = len(groups) - len(told["missing"])
    lines = [spec["came"].format(number=came, of=len(groups))]
    return lines + [
        spec[name].format(groups="; ".join(group.title for group in found))
        for name, found in told.items()
        if found
    ]


def _draw(page: Page, rows: Sequence[int], words: Sequence[str], row: int) -> None:
    """Draw the lights by block below the words, in the colours that they have everywhere."""
    spec, sheet = page.declared.spec["chart"], page.declared.name
    chart = page.writing.book.add_chart({"type": "bar", "subtype": "stacked"})
    lights = {light.word: light for light in page.book.form.lights.lights}

    def cells(place: int) -> str:
        letters = column_letters(place + 1)
        each = ",".join(f"{quoted(sheet)}!${letters}${number}" for number in rows)
        return f"=({each})" if len(rows) > 1 else f"={each}"

    for place, word in enumerate(words, start=_INDICATORS):
        chart.add_series(
            {
                "name": word,
                "categories": cells(0),
                "values": cells(place),
                "fill": {"color": f"#{lights[word].fill}"},
                "border": {"color": "#333333"},
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": {"color": f"#{lights[word].text}", "bold": True},
                },
            }
        )
    chart.set_title({"name": spec["title"], "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": spec["width"], "height": spec["height"]})
    page.sheet.insert_chart(row + 1, 0, chart, {"description": spec["alt"], "object_position": 3})
    # The picture is part of the page.
    last = row + 1 + round(spec["height"] / 20) + 1
    page.sheet.print_area(0, 0, last, len(page.widths) - 1)
