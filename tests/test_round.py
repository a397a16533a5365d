"""A whole round: what was typed arrives in the ledger, with the cell it came from."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import GROUPS, Demo, Edit, Laa

from workbook_tools.files import sha256
from workbook_tools.framework import Framework
from workbook_tools.ledger import Ledger, SourcedRecord
from workbook_tools.published.rows import SOURCE
from workbook_tools.values.days import serial
from workbook_tools.values.printed import read_number, read_printed
from workbook_tools.workbooks import Workbook, open_workbook, parse_address, shown

FRAMEWORK, ROUND = "coventry-2007-08", "2006-07"


def published() -> dict[int, dict[str, str]]:
    """Return the printed rows by source line, read without the toolkit's help."""
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["source_line"]): row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def records(demo: Demo) -> tuple[SourcedRecord, ...]:
    with Ledger.open(demo.ledger, create=False) as ledger:
        return ledger.records(FRAMEWORK, ROUND)


@pytest.fixture(scope="module")
def by_place(
    records: tuple[SourcedRecord, ...], framework: Framework
) -> dict[tuple[int, str], SourcedRecord]:
    """The records of indicators by source line and column."""
    lines = {row.id: row.source_line for row in framework.indicators}
    return {(lines[r.indicator], r.column): r for r in records if r.indicator in lines}


@pytest.fixture(scope="module")
def workbooks(demo: Demo) -> dict[str, Workbook]:
    return {path.name: open_workbook(path) for path in demo.completed.values()}


def cells(column: str) -> Iterator[tuple[int, str]]:
    """Yield source line and text of every cell printed in a column."""
    for line, row in published().items():
        if row[column].strip():
            yield line, row[column].strip()


# What was printed is in the ledger ---------------------------------------------------


def test_every_printed_figure_of_the_round_arrives(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    figures, words = 0, 0
    for line, printed in cells("update_2006_07_city"):
        first = read_printed(printed)[0]
        if first.value is None:
            assert (line, "actual_city") not in by_place
            assert by_place[line, "status"].text in (
                *("Not yet available", "Not applicable", "Monitor only"),
            )
            words += 1
        else:
            assert by_place[line, "actual_city"].value == first.value
            figures += 1
        plain = read_number(printed)
        if plain is not None:
            assert by_place[line, "actual_city"].value == plain.value
    assert figures > 40
    assert words > 50


def test_every_printed_comment_arrives_whole(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    count = 0
    for line, printed in cells("comments"):
        assert by_place[line, "comments"].text == printed
        count += 1
    assert count == sum(column == "comments" for _, column in by_place)
    assert count > 50


def test_every_printed_light_arrives_as_the_adviser_s_judgement(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    judged = dict(cells("traffic_light"))
    for line, printed in judged.items():
        assert by_place[line, "judgement"].text.casefold() == printed.casefold()
        assert by_place[line, "light"].text.casefold() == printed.casefold()
    assert {line for line, column in by_place if column == "judgement"} == set(judged)


def test_every_printed_date_arrives_as_a_period_or_as_an_expected_day(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    kept = 0
    for line, printed in cells("update_2006_07_date"):
        period, expected = (by_place.get((line, name)) for name in ("as_at", "expected_date"))
        if period is not None:
            # Beside a day on which a figure is expected, what the figure's cell says of it.
            figure = published()[line]["update_2006_07_city"]
            # A word that is broken in print (“Househol d”) is whole there.
            beside = period.text.replace(" ", "") in figure.replace(" ", "")
            assert period.text == " ".join(printed.split()) or (expected is not None and beside)
            kept += 1
        elif expected is not None:
            assert expected.value is not None
        else:
            # The cell says that no date is known; the row says why there is no figure.
            assert (line, "status") in by_place, printed
    assert kept > 40


def test_the_cases_behind_a_rate_and_the_months_covered_arrive(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    assert published()[640]["update_2006_07_city"] == "2.0% (672)"
    assert by_place[640, "actual_city"].value == 2.0
    assert by_place[640, "actual_number"].value == 672.0
    assert by_place[945, "months"].value == 6.0


def test_nothing_arrives_that_was_not_printed(
    by_place: dict[tuple[int, str], SourcedRecord],
) -> None:
    rows = published()
    printed_in = {
        "actual_city": ("update_2006_07_city",),
        # What is said of a figure that is not there yet may stand in the place of the figure.
        "as_at": ("update_2006_07_date", "update_2006_07_city"),
        "comments": ("comments",),
        "judgement": ("traffic_light",),
    }
    for line, column in by_place:
        if column in printed_in:
            printed = [rows[line][name].strip() for name in printed_in[column]]
            assert any(printed), (line, column)


def test_every_value_leads_back_to_a_cell_that_holds_it(
    records: tuple[SourcedRecord, ...], workbooks: dict[str, Workbook], framework: Framework
) -> None:
    assert len(records) > 800
    for record in records:
        workbook = workbooks[record.file]
        assert record.sha256 == workbook.sha256
        assert record.file == f"{record.theme_group}.xlsx"
        sheet = workbook.sheet(record.sheet)
        assert sheet is not None
        cell = sheet.cell(*parse_address(record.cell))
        assert sheet.cell(cell.row, 1).value == record.indicator
        if cell.as_date is not None:
            assert record.value == serial(cell.as_date)
        elif record.value is not None:
            assert cell.value == pytest.approx(record.value, rel=1e-12)
        else:
            assert record.text in (cell.value, " ".join(shown(cell).split()))
        groups = {row.id: row.theme_group for row in framework.indicators}
        assert groups.get(record.indicator, record.theme_group) == record.theme_group


def test_the_files_are_kept_byte_for_byte(demo: Demo) -> None:
    with Ledger.open(demo.ledger, create=False) as ledger:
        received = ledger.received(FRAMEWORK, ROUND)
        assert {file.theme_group for file in received} == set(GROUPS)
        for file in received:
            assert ledger.content(file.id) == demo.completed[file.theme_group].read_bytes()
            assert (file.status, file.late, file.errors) == ("accepted", False, 0)


def test_every_indicator_has_both_lights(
    records: tuple[SourcedRecord, ...], framework: Framework
) -> None:
    measures = {row.id for row in framework.indicators if not row.is_heading}
    for measure in ("calculated", "final"):
        lit = {r.indicator for r in records if (r.field, r.measure) == ("light", measure)}
        assert lit <= measures
        assert len(lit) > 150 or measures - lit == set()


# A working folder --------------------------------------------------------------------


@pytest.fixture
def folder(laa: Laa, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert laa("init", path).status == 0
    return path


def ledger_of(folder: Path) -> tuple[object, object]:
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        return ledger.received(FRAMEWORK, ROUND), ledger.records(FRAMEWORK, ROUND)


def test_a_folder_of_returns_is_taken_in_at_once_and_a_second_time_changes_nothing(
    laa: Laa, demo: Demo, folder: Path
) -> None:
    completed = demo.folder / "completed"
    first = laa("ingest", completed, "--received", "2007-02-20", folder=folder)
    assert (first.status, first.err) == (0, "")
    assert len(first.out.splitlines()) == 12
    assert all(": accepted, " in line for line in first.out.splitlines())
    before = ledger_of(folder)
    second = laa("ingest", completed, "--received", "2007-02-21", folder=folder)
    assert second.status == 0
    assert second.out.count("received before; nothing changed") == 12
    assert ledger_of(folder) == before


def test_the_status_shows_all_theme_groups(
    laa: Laa, demo: Demo, folder: Path, framework: Framework
) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    told = laa("status", "--today", "2007-02-27", folder=folder)
    assert told.status == 0
    for group in framework:
        assert group.id in told.out
    assert "1 accepted" in told.out
    assert "11 outstanding" in told.out
    assert "20/02/2007" in told.out
    later = laa("status", "--today", "2007-03-01", folder=folder)
    assert "11 overdue" in later.out
    laa("ingest", demo.folder / "completed", "--received", "2007-03-02", folder=folder)
    told = laa("status", "--today", "2007-03-03", folder=folder)
    assert told.out.splitlines()[-3] in (
        "1 accepted; 11 accepted, late",
        "11 accepted, late; 1 accepted",
    )


def test_the_status_can_be_read_on_an_ordinary_screen(laa: Laa, demo: Demo, folder: Path) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    told = laa("status", "--today", "2007-02-27", folder=folder, width=80)
    lines = told.out.splitlines()
    assert max(map(len, lines)) <= 80
    for group in GROUPS:
        (row,) = (line for line in lines if line.startswith(f"{group} "))
        assert ("accepted" if group == "housing" else "outstanding") in row
        assert ("20/02/2007" in row) == (group == "housing")
    assert "    housing.xlsx; receipt housing-2006-07-1.txt" in lines


def test_a_corrected_return_takes_the_place_of_the_first(
    laa: Laa, demo: Demo, folder: Path, edit: Edit
) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    corrected = edit("housing", lambda opened: opened.type("HOU-937", "Actual", 901))
    told = laa("ingest", corrected, "--received", "2007-02-21", folder=folder)
    assert told.status == 0
    assert "takes the place of housing.xlsx" in told.out
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        files = ledger.received(FRAMEWORK, ROUND)
        assert [file.status for file in files] == ["superseded", "accepted"]
        (actual,) = (
            record
            for record in ledger.records(FRAMEWORK, ROUND)
            if (record.indicator, record.column) == ("HOU-937", "actual_city")
        )
        assert actual.value == 901.0
        assert actual.sha256 == sha256(corrected.read_bytes())
        assert ledger.content(files[0].id) == demo.completed["housing"].read_bytes()
    status = laa("status", "--today", "2007-02-22", folder=folder)
    assert "1 accepted" in status.out


def test_a_return_with_an_error_is_kept_but_its_values_do_not_count(
    laa: Laa, demo: Demo, folder: Path, edit: Edit
) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    wrong = edit("housing", lambda opened: opened.type("HOU-937", "Actual", "about 900"))
    told = laa("ingest", wrong, "--received", "2007-02-21", folder=folder)
    assert told.status == 1
    assert "not accepted, 1 error" in told.out
    assert "“Actual” holds “about 900”, which is not a number." in told.out
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        files = ledger.received(FRAMEWORK, ROUND)
        assert [file.status for file in files] == ["accepted", "in error"]
        assert {r.sha256 for r in ledger.records(FRAMEWORK, ROUND)} == {files[0].sha256}
        errors = [f.rule for f in ledger.findings(files[1].id) if f.severity == "error"]
        assert errors == ["not-a-number"]
    assert "a later file has errors" in laa("status", folder=folder).out


def test_a_late_return_is_told_by_the_day_it_came_in(laa: Laa, demo: Demo, folder: Path) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-28", folder=folder)
    laa("ingest", demo.completed["health"], "--received", "2007-03-01", folder=folder)
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        late = {file.theme_group: file.late for file in ledger.received(FRAMEWORK, ROUND)}
    assert late == {"housing": False, "health": True}


def test_the_round_is_rebuilt_from_a_part_of_the_returns(
    laa: Laa, demo: Demo, folder: Path
) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    told = laa("consolidate", "--out", "laa-spreadsheet.xlsx", folder=folder)
    assert told.status == 0
    assert "1 of 12 returns" in told.out
    contents = open_workbook(folder / "laa-spreadsheet.xlsx").sheet("Cover")
    assert contents is not None
    said = Counter(cell.value for cell in contents.cells.values())
    assert said["not received"] == 11
    assert said["received 20 February 2007"] == 1
