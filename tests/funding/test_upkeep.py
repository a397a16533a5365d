"""Streams and allocations are kept up in the workbook of the framework, like everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Laa

from workbook_tools.folder.making import make_folder
from workbook_tools.framework import load_history
from workbook_tools.framework.funding import total

STREAMS, ALLOCATIONS, CHANGES = "Funding streams", "Allocations", "Changes"
HEADING_ROW = 4
CHILDREN = "Children and Young People Block"
REPORTER = "Children and Young People's Strategic Partnership"
AGREED = {
    "From round": "2007-08",
    "Agreed by": "Partnership Board",
    "Agreed on": date(2007, 9, 3),
    "Why": "The settlement",
}


class Edited:
    """The exported workbook of a folder's framework, in which cells are found by heading."""

    def __init__(self, laa: Laa, here: Path) -> None:
        self.laa, self.path = laa, here / "framework.xlsx"
        told = laa("framework", "export", "--out", self.path)
        assert told.status == 0, told.err
        self.book: Any = openpyxl.load_workbook(self.path)

    def type(self, sheet: str, key: str, cells: Mapping[str, Any]) -> None:
        """Type into the row of a reference, or into the first empty line."""
        page = self.book[sheet]
        headings = {str(cell.value): cell.column for cell in page[HEADING_ROW]}
        keys = {cell.value: cell.row for cell in page["A"] if cell.row > HEADING_ROW}
        row = (
            keys.get(key)
            or max((number for value, number in keys.items() if value), default=HEADING_ROW) + 1
        )
        page.cell(row, 1).value = key
        for heading, value in cells.items():
            page.cell(row, headings[heading]).value = value

    def agree(self) -> None:
        self.type(CHANGES, "all", AGREED)

    def apply(self, *options: str, ends: int = 0) -> str:
        self.book.save(self.path)
        told = self.laa("framework", "apply", self.path, *options)
        assert told.status == ends, told.out + told.err
        return told.out + told.err


@pytest.fixture
def edited(laa: Laa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edited:
    make_folder(tmp_path / "round")
    monkeypatch.chdir(tmp_path / "round")
    return Edited(laa, tmp_path / "round")


def test_a_workbook_without_edits_changes_nothing(edited: Edited) -> None:
    assert "changes nothing" in edited.apply("--dry-run")


def test_every_stream_stands_there_with_what_it_is_allocated(edited: Edited) -> None:
    rows = list(edited.book[ALLOCATIONS].iter_rows(min_row=HEADING_ROW + 1, values_only=True))
    of_2007 = {row[0]: (row[4], row[5]) for row in rows if row[0]}
    assert len(of_2007) == 79
    assert of_2007["EED-F998"] == (475_000, 4_409_000)
    assert of_2007["CYP-F1022"] == (None, "NYQ")
    assert of_2007["CYP-F526"] == (None, None)


def test_a_changed_amount_holds_from_its_round_and_is_told_in_words(edited: Edited) -> None:
    edited.type(ALLOCATIONS, "CYP-F974", {"Revenue 2007-08": 400_000.5})
    edited.type(ALLOCATIONS, "CYP-F1022", {"Revenue 2007-08": "£1.2m"})
    edited.agree()
    said = edited.apply()
    assert "CYP-F974, revenue 2007-08: 369441 → 400000.5 from the round 2007-08" in said
    assert "CYP-F1022, revenue 2007-08: “NYQ” → 1200000 from the round 2007-08" in said
    history = load_history(Path("framework"))
    sums = {
        round_id: total(each for _, each in history.at(round_id).funding.of("2007-08"))
        for round_id in ("2007-08-half-year", "2007-08")
    }
    before, after = sums.values()
    assert before == (56_882_680, 1)
    assert after == (before[0] + 1_200_000 - 369_441 + 400_000 + type(before[0])("0.5"), 0)
    change = history.latest.changes[-1]
    assert (change.agreed_by, change.why) == ("Partnership Board", "The settlement")


def test_a_new_stream_may_have_its_amounts_at_once(edited: Edited) -> None:
    cells = {"Name": "Play Pathfinder", "Block": CHILDREN, "How it is held": "aligned"}
    edited.type(STREAMS, "CYP-P1", cells | {"Reported by": REPORTER, "Why they do": "It asked."})
    edited.type(ALLOCATIONS, "CYP-P1", {"Capital 2007-08": 25_000})
    edited.agree()
    edited.apply()
    funding = load_history(Path("framework")).latest.funding
    line = funding.line("CYP-P1")
    assert (line.stream, line.block) == ("play-pathfinder", "children-young-people")
    assert ("CYP-P1", 25_000) in {
        (line.id, each.pounds)
        for line, each in funding.reported_by("children-young-people", "2007-08")
    }


def test_a_stream_that_ends_is_there_in_the_rounds_before(edited: Edited) -> None:
    edited.type(STREAMS, "SSC-F990", {"Until round": "2007-08-half-year"})
    edited.type(CHANGES, "SSC-F990", {k: v for k, v in AGREED.items() if k != "From round"})
    edited.apply()
    history = load_history(Path("framework"))
    for round_id, lines in (("2007-08-half-year", 1), ("2007-08", 0)):
        assert len(history.at(round_id).funding.reported_by("environment", "2007-08")) == lines


def test_a_stream_can_be_given_to_accountants(edited: Edited) -> None:
    finance = "Finance: Safer and Stronger Communities"
    edited.type(STREAMS, "SSC-F990", {"Reported by": finance, "Why they do": "It moved."})
    edited.agree()
    edited.apply()
    history = load_history(Path("framework"))
    found = history.at("2007-08").funding.reported_by("finance-ssc", "2007-08")
    assert [line.id for line, _ in found] == ["SSC-F990", "SSC-F991"]


def _amount(value: Any) -> Callable[[Edited], None]:
    return lambda edited: edited.type(ALLOCATIONS, "CYP-F974", {"Revenue 2007-08": value})


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_amount("about 5,000"), "Allocations, F5: it holds “about 5,000”. Enter pounds"),
        (_amount("£4.3m in 04/05"), "Enter pounds, such as 369441 or 1200.50"),
        (_amount("12,34"), "Enter pounds"),
        (_amount(0.005), "Enter pounds"),
        (_amount(date(2007, 4, 1)), "Enter pounds"),
        (
            lambda edited: edited.type(ALLOCATIONS, "CYP-X1", {"Revenue 2007-08": 5}),
            "there is no stream CYP-X1 on the sheet Funding streams",
        ),
        (
            lambda edited: edited.type(STREAMS, "SSC-F990", {"Reported by": "Nobody"}),
            "there is no reported by “Nobody”; choose one of the list",
        ),
        (
            lambda edited: edited.type(STREAMS, "SSC-F990", {"Why they do": None}),
            "does not say why; write the reason",
        ),
        (
            lambda edited: edited.type(STREAMS, "SSC-F990", {"Name": None}),
            "“Name” may not be blank; fill it in",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_changed(
    edited: Edited, edit: Callable[[Edited], None], said: str
) -> None:
    before = load_history(Path("framework")).fingerprint
    edit(edited)
    edited.agree()
    assert said in edited.apply(ends=1)
    assert load_history(Path("framework")).fingerprint == before


def test_a_framework_without_money_can_be_given_some(
    laa: Laa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folder(tmp_path / "round")
    monkeypatch.chdir(tmp_path / "round")
    for name in ("streams", "allocations", "funding_controls", "accountants"):
        (Path("framework") / f"{name}.csv").unlink()
    edited = Edited(laa, tmp_path / "round")
    cells = {"Name": "Play Pathfinder", "Block": CHILDREN, "How it is held": "aligned"}
    edited.type(STREAMS, "", cells | {"Reported by": REPORTER, "Why they do": "It asked."})
    edited.agree()
    edited.apply()
    (line,) = load_history(Path("framework")).latest.funding.lines
    assert (line.id, line.title) == ("CYP-N1", "Play Pathfinder")
