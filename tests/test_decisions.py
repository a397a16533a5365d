"""Submissions are withdrawn and reinstated, each with a reason that is kept."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Demo, Laa, Once, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_files import (
    DUE,
    FRAMEWORK,
    NOON,
    ROUND,
    UPDATE,
    closed,
    finding,
    framework,
    record,
    submission,
)

from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.folder import open_folder
from workbook_tools.folder.making import make_folder
from workbook_tools.ledger import Ledger, find_submission, name_of, round_status
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import Cell, Workbook, open_workbook

# What counts ---------------------------------------------------------------------


def statuses(ledger: Ledger) -> dict[str, str]:
    """Return the status of each file by its name without its ending."""
    return {
        each.file.removesuffix(".xlsx"): each.status for each in ledger.received(FRAMEWORK, ROUND)
    }


def received(ledger: Ledger, *names: str, first: int = 0) -> dict[str, int]:
    """Receive some returns of health, a minute after each other, and return their ids."""
    return {
        name: ledger.receive(
            submission(name, minutes=minutes, records=[record(str(minutes))])
        ).received_id
        for minutes, name in enumerate(names, start=first)
    }


def withdraw(ledger: Ledger, number: int, why: str = "the wrong year") -> None:
    ledger.withdraw(number, why, NOON, "Jo Smith")


def reinstate(ledger: Ledger, number: int, why: str = "it was right") -> None:
    ledger.reinstate(number, why, NOON, "Jo Smith")


def test_a_withdrawn_submission_does_not_count_and_none_before_it_takes_its_place(
    ledger: Ledger,
) -> None:
    ids = received(ledger, "v1", "v2")
    withdraw(ledger, ids["v2"])
    assert statuses(ledger) == {"v1": "superseded", "v2": "withdrawn"}
    assert ledger.current(FRAMEWORK, ROUND) == {}
    assert ledger.records(FRAMEWORK, ROUND) == ()


def test_what_is_entered_after_a_withdrawal_counts_though_it_came_in_before_what_was_withdrawn(
    ledger: Ledger,
) -> None:
    ids = received(ledger, "v1", "v2", first=5)
    withdraw(ledger, ids["v2"])
    ledger.receive(submission("from another inbox", minutes=5))
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "from another inbox.xlsx"
    ledger.receive(submission("v3", minutes=9))
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "v3.xlsx"


def test_withdrawing_what_did_not_count_leaves_what_counts(ledger: Ledger) -> None:
    ids = received(ledger, "v1", "v2")
    withdraw(ledger, ids["v1"])
    assert statuses(ledger) == {"v1": "withdrawn", "v2": "accepted"}


def test_a_reinstated_submission_counts_in_the_place_of_any_other(ledger: Ledger) -> None:
    ids = received(ledger, "v1", "v2", "v3")
    reinstate(ledger, ids["v1"])
    assert statuses(ledger) == {"v1": "accepted", "v2": "superseded", "v3": "superseded"}
    assert ledger.file(ids["v1"]).supersedes == ids["v3"]
    reinstate(ledger, ids["v2"])
    assert statuses(ledger) == {"v1": "superseded", "v2": "accepted", "v3": "superseded"}


def test_a_reinstated_submission_counts_until_a_new_one_comes_in(ledger: Ledger) -> None:
    ids = received(ledger, "v1", "v2")
    reinstate(ledger, ids["v1"])
    received(ledger, "v3", first=1)  # In the same minute as v2.
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "v3.xlsx"


def test_what_was_withdrawn_can_be_reinstated_and_withdrawn_again(ledger: Ledger) -> None:
    ids = received(ledger, "v1")
    withdraw(ledger, ids["v1"])
    reinstate(ledger, ids["v1"])
    assert statuses(ledger) == {"v1": "accepted"}
    withdraw(ledger, ids["v1"], "wrong after all")
    assert statuses(ledger) == {"v1": "withdrawn"}
    told = [str(each) for each in ledger.decisions_on(ids["v1"])]
    assert told == [
        "withdrawn on 1 May 2007 by Jo Smith: the wrong year",
        "reinstated on 1 May 2007 by Jo Smith: it was right",
        "withdrawn on 1 May 2007 by Jo Smith: wrong after all",
    ]


def test_a_group_a_round_and_a_file_in_error_are_no_affair_of_a_decision(ledger: Ledger) -> None:
    ids = received(ledger, "v1")
    ledger.receive(submission("theirs", group="culture"))
    ledger.receive(submission("next", round_id="2007-08"))
    ledger.receive(submission("wrong", minutes=9, findings=[finding("error")]))
    withdraw(ledger, ids["v1"])
    assert statuses(ledger) == {"v1": "withdrawn", "theirs": "accepted", "wrong": "in error"}
    assert set(ledger.current(FRAMEWORK, "2007-08")) == {"health"}


@pytest.mark.parametrize("decide", [withdraw, reinstate])
def test_nothing_is_decided_in_a_closed_round(ledger: Ledger, decide: object) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ids = received(ledger, "v1", "v2")
    withdraw(ledger, ids["v2"])
    closed(ledger)
    assert statuses(ledger) == {"v1": "superseded", "v2": "withdrawn"}
    with pytest.raises(LaaError, match=r"was closed on .* reopen it first with “laa round reopen"):
        decide(ledger, ids["v1"])  # type: ignore[operator]
    ledger.reopen_round(ROUND, "to put it right", NOON, "JS")
    reinstate(ledger, ids["v1"])
    assert statuses(ledger) == {"v1": "accepted", "v2": "withdrawn"}


def test_what_makes_no_sense_is_refused_in_a_sentence(ledger: Ledger) -> None:
    ids = received(ledger, "v1")
    wrong = ledger.receive(submission("wrong", findings=[finding("error")])).received_id
    with pytest.raises(LaaError, match="counts as it is; nothing was changed"):
        reinstate(ledger, ids["v1"])
    with pytest.raises(LaaError, match=r"Say why health-2006-07-1 \(v1.xlsx\) is withdrawn"):
        withdraw(ledger, ids["v1"], " ")
    withdraw(ledger, ids["v1"])
    with pytest.raises(LaaError, match=r"is withdrawn already: withdrawn on 1 May 2007 by Jo"):
        withdraw(ledger, ids["v1"])
    with pytest.raises(LaaError, match="was not accepted, because errors were found in it"):
        reinstate(ledger, wrong)


def test_a_file_in_error_that_is_withdrawn_is_told_no_more(ledger: Ledger) -> None:
    wrong = ledger.receive(submission("wrong", findings=[finding("error")])).received_id

    def state() -> str:
        groups = round_status(framework(), ROUND, ledger, DUE).groups
        return next(each.state for each in groups if each.theme_group == "health")

    assert state() == "in error"
    withdraw(ledger, wrong, "sent in by mistake")
    assert state() == "outstanding"
    assert statuses(ledger) == {"wrong": "in error"}
    with pytest.raises(LaaError, match="is withdrawn already"):
        withdraw(ledger, wrong)


DONE = st.lists(
    st.tuples(st.sampled_from(["in", "withdraw", "reinstate"]), st.integers(0, 5)), max_size=12
)


@settings(deadline=None, max_examples=40)
@given(DONE)
def test_whatever_is_decided_one_counts_at_most_and_the_last_word_holds(
    done: list[tuple[str, int]],
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.sqlite") as ledger,
    ):
        ids: list[int] = []
        for what, number in done:
            if what == "in":
                name = f"v{len(ids)}"
                ids.append(ledger.receive(submission(name, minutes=number)).received_id)
            elif ids:
                chosen = ids[number % len(ids)]
                try:
                    (withdraw if what == "withdraw" else reinstate)(ledger, chosen)
                except LaaError:
                    continue
                current = ledger.current(FRAMEWORK, ROUND).get("health")
                if what == "reinstate":
                    assert current is not None
                    assert current.id == chosen
                else:
                    assert current is None or current.id != chosen
            counting = [each for each, status in statuses(ledger).items() if status == "accepted"]
            assert len(counting) <= 1


# Where it is seen ------------------------------------------------------------------


def test_the_status_of_a_group_says_that_its_return_was_withdrawn_and_why(ledger: Ledger) -> None:
    ids = received(ledger, "v1", "v2")
    withdraw(ledger, ids["v2"])
    status = {
        each.theme_group: each
        for each in round_status(framework(), ROUND, ledger, DUE + timedelta(days=3)).groups
    }["health"]
    assert (status.state, status.file, status.days_late, status.values) == (
        *("withdrawn", "v2.xlsx"),
        *(3, 0),
    )
    assert status.remark == "withdrawn on 1 May 2007 by Jo Smith: the wrong year"
    reinstate(ledger, ids["v1"])
    status = {
        each.theme_group: each for each in round_status(framework(), ROUND, ledger, DUE).groups
    }["health"]
    assert (status.state, status.file, status.superseded) == ("accepted", "v1.xlsx", 0)
    assert status.remark == (
        "reinstated on 1 May 2007 by Jo Smith: it was right; "
        "health-2006-07-2 withdrawn on 1 May 2007 by Jo Smith: the wrong year"
    )


SPREADSHEET = "laa-spreadsheet.xlsx"


@pytest.fixture(scope="module")
def built(demo: Demo, once: Once) -> Path:
    """A working folder in which a return of housing has come in, and a correction of it."""

    def build(place: Path) -> None:
        make_folder(place / "round")
        folder = open_folder(place / "round")
        corrected = saved(
            demo.completed["housing"],
            place,
            lambda o: o.type("HOU-936", "Comments", "Counted again."),
        ).rename(place / "corrected.xlsx")
        first = datetime(2007, 2, 20, 12, tzinfo=UTC)
        for path, days in ((demo.completed["housing"], 0), (corrected, 6)):
            folder.receive([folder.check(path)], received_at=first + timedelta(days=days))

    return once("decisions", build)


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """The working folder, to be worked in; the correction lies beside it."""
    shutil.copyfile(built / "corrected.xlsx", tmp_path / "corrected.xlsx")
    return shutil.copytree(built / "round", tmp_path / "round")


def test_a_file_that_was_superseded_is_a_decision_when_it_comes_in_again(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    answer = laa("ingest", demo.completed["housing"], folder=folder)
    assert answer.status == 1
    assert answer.out.endswith(
        ": received before as housing-2006-07-1, and superseded since by housing-2006-07-2 "
        "(corrected.xlsx); it does not count again by itself; if it is to count, say “laa "
        "reinstate housing-2006-07-1 --why …”\n"
    )
    assert "corrected.xlsx" in laa("status", folder=folder).out
    told = laa("reinstate", "housing-2006-07-1", "--why", "it was right", folder=folder)
    assert told.status == 0
    assert "It counts now; housing-2006-07-2 (corrected.xlsx) does not any more." in told.out
    answer = laa("ingest", demo.completed["housing"], folder=folder)
    assert (answer.status, answer.out.count("received before; nothing changed")) == (0, 1)


def test_a_whole_inbox_ingested_again_asks_for_no_decision(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    both = demo.completed["housing"], folder.parent / "corrected.xlsx"
    for sources in (both, both[::-1]):
        answer = laa("ingest", *sources, folder=folder)
        assert answer.status == 0
        assert "superseded since by housing-2006-07-2 (corrected.xlsx); nothing" in answer.out


def test_a_withdrawal_is_seen_wherever_somebody_looks(laa: Laa, folder: Path) -> None:
    settings = folder / "laa.toml"
    named = settings.read_text(encoding="utf-8").replace('name = ""', 'name = "Jo Smith"')
    settings.write_text(named, encoding="utf-8")
    told = laa("withdraw", "housing-2006-07-2", "--why", "the wrong year", folder=folder)
    assert told.status == 0
    assert "No return of housing counts in 2006-07 now" in told.out
    note = (folder / "receipts" / "housing-2006-07-2-withdrawn.txt").read_text(encoding="utf-8")
    assert note.startswith("WITHDRAWN: Housing (Housing Strategy Group), receipt 2\n")
    assert "Why        the wrong year\n" in note
    status = laa("status", "--today", "2007-03-02", folder=folder).out
    said = " ".join(status[status.index("\nhousing ") :].split())
    assert said.startswith("housing withdrawn 26/02/2007 ")
    assert "corrected.xlsx; " in said
    assert "by Jo Smith: the wrong year" in said
    again = laa("ingest", folder.parent / "corrected.xlsx", folder=folder)
    assert again.status == 1
    assert "by Jo Smith: the wrong year; no return counts now; it does not" in again.out

    laa("consolidate", "--out", SPREADSHEET, folder=folder)
    book = open_workbook(folder / SPREADSHEET)
    receipts = [row.values() for row in rows_of(book, "Receipts")]
    first, second = ([str(cell) for cell in row] for row in receipts)
    assert first[0] == "housing-2006-07-1"
    assert first[4] == "does not count: another took its place"
    assert second[4] == "does not count: it was withdrawn"
    assert second[5].endswith("by Jo Smith: the wrong year")
    contents = [str(cell.value) for cell in cells_of(book, "Cover")]
    assert any(text.startswith("withdrawn ") for text in contents)
    assert not list(rows_of(book, "Sources"))


def test_a_receipt_that_is_made_again_tells_what_was_decided_since(laa: Laa, folder: Path) -> None:
    laa("withdraw", "housing-2006-07-2", "--why", "the wrong year.", folder=folder)
    laa("reinstate", "housing-2006-07-1", "--why", "it was right", folder=folder)
    for number in (1, 2):
        (folder / "receipts" / f"housing-2006-07-{number}.txt").unlink()
    laa("ingest", folder.parent / "corrected.xlsx", folder=folder)
    second = (folder / "receipts" / "housing-2006-07-2.txt").read_text(encoding="utf-8")
    said = " ".join(second.split())
    assert "It was withdrawn on " in said
    assert ": the wrong year. It does not count: housing.xlsx, received on 20 Feb" in said


def test_a_note_is_never_written_over(laa: Laa, folder: Path) -> None:
    for why in ("the wrong year", "the wrong year again"):
        laa("withdraw", "housing-2006-07-2", "--why", why, folder=folder)
        laa("reinstate", "housing-2006-07-2", "--why", "not so", folder=folder)
    names = sorted(path.name for path in (folder / "receipts").glob("*-2-*"))
    assert names == [
        "housing-2006-07-2-reinstated-2.txt",
        "housing-2006-07-2-reinstated.txt",
        "housing-2006-07-2-withdrawn-2.txt",
        "housing-2006-07-2-withdrawn.txt",
    ]


def test_what_cannot_be_decided_is_one_sentence(laa: Laa, folder: Path) -> None:
    for arguments, said in (
        (("withdraw", "zzz", "--why", "x"), "There is no submission “zzz”"),
        (("reinstate", "housing", "--why", "x"), "begins the ids of several submissions"),
        (("withdraw", "housing-2006-07-1", "--why", ""), "Say why housing-2006-07-1"),
    ):
        told = laa(*arguments, folder=folder)
        assert (told.status, told.out, told.err.count("\n")) == (2, "", 1)
        assert said in told.err


def cells_of(book: Workbook, name: str) -> list[Cell]:
    sheet = book.sheet(name)
    assert sheet is not None
    return list(sheet.cells.values())


def rows_of(book: Workbook, name: str) -> list[dict[int, object]]:
    """Return what stands below the headings of a sheet, by column, row by row."""
    found: dict[int, dict[int, object]] = {}
    for cell in cells_of(book, name):
        if cell.row > HEADING_ROW:
            found.setdefault(cell.row, {})[cell.column] = cell.value
    return [dict(sorted(row.items())) for _, row in sorted(found.items())]


# Naming a submission ---------------------------------------------------------------


def test_a_submission_is_named_by_its_receipt_or_the_beginning_of_that(ledger: Ledger) -> None:
    ids = received(ledger, *(f"v{number}" for number in range(1, 12)))
    culture = ledger.receive(submission("theirs", group="culture")).received_id
    wrong = ledger.receive(submission("wrong", findings=[finding("error")])).received_id

    def found(asked: str) -> int:
        return find_submission(ledger, FRAMEWORK, asked).id

    assert found("health-2006-07-1") == ids["v1"]
    assert found("health-2006-07-11") == ids["v11"]
    assert found("Health-2006-07-3.txt ") == ids["v3"]
    assert found("cult") == culture
    assert found(ledger.file(wrong).sha256[:8]) == wrong
    assert name_of(ledger, ledger.file(wrong)) == ledger.file(wrong).sha256[:12]
    with pytest.raises(LaaError, match=r"begins the ids of several submissions: health-2006-07-1 "):
        found("health")
    for nothing in ("housing", "", "v1.xlsx", "health-2006-07-12"):
        with pytest.raises(LaaError, match="There is no submission “"):
            found(nothing)


def test_a_later_decision_does_not_change_the_id_of_a_submission(ledger: Ledger) -> None:
    ids = received(ledger, "v1", "v2")
    withdraw(ledger, ids["v1"])
    reinstate(ledger, ids["v1"])
    assert [name_of(ledger, ledger.file(ids[name])) for name in ("v1", "v2")] == [
        "health-2006-07-1",
        "health-2006-07-2",
    ]
