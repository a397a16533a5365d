"""A later return that takes out what the one that counts has: it is said before it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Change, Demo, Laa, OpenReturn, saved

GROUP = "housing"


def with_actions(number: int) -> Change:
    """Enter some actions, as one of two advisers does."""

    def enter(opened: OpenReturn) -> None:
        sheet = opened.on("Actions")
        for line in range(1, number + 1):
            sheet.type(f"HOU-A{line:02}", "Cause", "Too few homes were let in the winter.")
            sheet.type(f"HOU-A{line:02}", "Action", f"Let {line}0 more of them until the summer.")
            sheet.type(f"HOU-A{line:02}", "Owner", "R. Example")

    return enter


def with_added_value(opened: OpenReturn) -> None:
    """Enter what the other of two advisers has."""
    opened.on("Added value").type("HOU-V01", "Partners", "Two housing associations")


@pytest.fixture
def folder(tmp_path: Path, demo: Demo) -> Path:
    """A working folder with a return of two actions, one of one, one of added value only."""
    folder = tmp_path / "round"
    folder.mkdir()
    (folder / "laa.toml").touch()
    for name, number in (("first", 2), ("second", 1), ("third", 0)):
        changes = [with_actions(number)] if number else [with_added_value]
        path = saved(demo.completed[GROUP], folder / name, *changes)
        path.rename(folder / f"{name}.xlsx")
    return folder


def counting(laa: Laa, folder: Path) -> str:
    """Return what the status says of the group, in one line."""
    lines = laa("status", "--today", "2007-03-01", folder=folder).out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(GROUP))
    told = [lines[at]]
    for line in lines[at + 1 :]:
        if not line.startswith(" "):
            break
        told.append(line)
    return " ".join(" ".join(told).split())


def test_a_return_that_takes_out_much_does_not_count_before_somebody_says_so(
    laa: Laa, folder: Path
) -> None:
    assert laa("ingest", "first.xlsx", "--received", "2007-02-19", folder=folder).status == 0
    told = laa("ingest", "third.xlsx", "--received", "2007-02-20", folder=folder)
    assert told.status == 1
    assert "third.xlsx: recorded, " in told.out
    assert "but it does not count: first.xlsx is kept, because third.xlsx" in told.out
    assert "(housing-2006-07-2) would take out 6 of its" in told.out
    assert "such as Cause of HOU-A01 (Too few homes were let in the winter.), " in told.out
    assert "“laa join”" in told.out
    assert "“laa reinstate housing-2006-07-2 --why …”" in told.out
    said = counting(laa, folder)
    assert "first.xlsx" in said
    assert "would take out 6 of its" in said
    receipt = (folder / "receipts" / "housing-2006-07-2.txt").read_text(encoding="utf-8")
    assert "It does not count" in " ".join(receipt.split())
    # It lies in the inbox with the next one, too, and still does not count.
    assert laa("ingest", "third.xlsx", folder=folder).status == 1
    assert "first.xlsx" in counting(laa, folder)
    laa("reinstate", "housing-2006-07-2", "--why", "the actions were dropped", folder=folder)
    assert "third.xlsx" in counting(laa, folder)


def test_a_return_that_takes_out_little_counts(laa: Laa, folder: Path) -> None:
    laa("ingest", "first.xlsx", "--received", "2007-02-19", folder=folder)
    told = laa("ingest", "second.xlsx", "--received", "2007-02-20", folder=folder)
    assert told.status == 0, told.out
    assert "second.xlsx" in counting(laa, folder)


def test_what_came_in_earlier_is_not_asked_about(laa: Laa, folder: Path) -> None:
    laa("ingest", "first.xlsx", "--received", "2007-02-20", folder=folder)
    told = laa("ingest", "third.xlsx", "--received", "2007-02-19", folder=folder)
    assert told.status == 0, told.out
    assert "would take out" not in counting(laa, folder)


def test_two_halves_sent_one_after_the_other_are_joined_and_count(laa: Laa, folder: Path) -> None:
    laa("ingest", "first.xlsx", folder=folder)
    assert laa("ingest", "third.xlsx", folder=folder).status == 1
    told = laa("join", "first.xlsx", "third.xlsx", "--out", "joined.xlsx", folder=folder)
    assert (told.status, told.err) == (0, "")
    told = laa("ingest", "joined.xlsx", folder=folder)
    assert told.status == 0, told.out
    assert "takes the place of first.xlsx, 1 values differ" in told.out
    assert "joined.xlsx" in counting(laa, folder)
