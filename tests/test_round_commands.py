"""Rounds opened, changed, closed and reopened by command, and what is refused in a sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import Laa, Told

from workbook_tools import open_folder
from workbook_tools.framework import Round

HOW = "write it as 2007-08, or for a part of the year as 2007-08-half-year or 2007-08-q1"


@pytest.fixture
def folder(laa: Laa, tmp_path: Path) -> Path:
    """A new working folder."""
    assert laa("init", tmp_path / "round").status == 0
    return tmp_path / "round"


def refused(told: Told) -> str:
    """Return the one sentence with which a command refuses what it is asked for."""
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("laa: ")
    assert told.err.count("\n") == 1
    assert "toolkit itself" not in told.err
    return told.err.removeprefix("laa: ").rstrip()


def round_in(folder: Path, round_id: str) -> Round:
    (found,) = (e.definition for e in open_folder(folder).rounds if e.definition.id == round_id)
    return found


def contents_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# Opening --------------------------------------------------------------------------


def test_a_round_follows_from_its_id(laa: Laa, folder: Path) -> None:
    told = laa("round", "open", "2007-08-half-year", folder=folder)
    assert (told.status, told.err) == (0, "")
    assert told.out == (
        "2007-08-half-year is open: 2007-08 half-year update, 1 April 2007 to 30 September 2007, "
        "due 31 October 2007.\n"
    )
    assert round_in(folder, "2007-08-half-year") == Round(
        *("2007-08-half-year", "2007-08 half-year update", "2007-08", 6),
        *(date(2007, 4, 1), date(2007, 9, 30), date(2007, 10, 31)),
    )


def test_what_is_said_of_a_round_goes_before_what_its_id_says(laa: Laa, folder: Path) -> None:
    told = laa(
        *("round", "open", "2007-08-q3", "--title", "2007-08, to Christmas", "--months", "8"),
        *("--starts", "1/5/2007", "--ends", "2007-12-24", "--due", "15/01/2008"),
        folder=folder,
    )
    assert told.status == 0, told.err
    assert round_in(folder, "2007-08-q3") == Round(
        *("2007-08-q3", "2007-08, to Christmas", "2007-08", 8),
        *(date(2007, 5, 1), date(2007, 12, 24), date(2008, 1, 15)),
    )


def test_a_round_of_the_framework_is_opened_as_it_declares_it(laa: Laa, folder: Path) -> None:
    told = laa("round", "open", "2006-07", folder=folder)
    assert told.out.endswith("1 April 2006 to 31 March 2007, due 28 February 2007.\n")


def test_opening_a_round_again_changes_nothing(laa: Laa, folder: Path) -> None:
    laa("round", "open", "2006-07", folder=folder)
    before = contents_of(folder)
    told = laa("round", "open", "2006-07", folder=folder)
    assert told.status == 0
    assert told.out.startswith("2006-07 is open already: ")
    assert contents_of(folder) == before


def test_the_round_that_was_opened_last_is_the_one_in_hand(laa: Laa, folder: Path) -> None:
    for round_id, due in (("2006-07", "28 February 2007"), ("2007-08", "31 May 2008")):
        laa("round", "open", round_id, folder=folder)
        told = laa("status", "--today", "2007-02-25", folder=folder)
        assert told.out.startswith(f"{round_id} update, open, due {due}: in ")


def test_changing_an_earlier_round_leaves_the_one_in_hand(laa: Laa, folder: Path) -> None:
    for round_id in ("2006-07", "2007-08-half-year"):
        laa("round", "open", round_id, folder=folder)
    changed = ("--due", "2007-03-09", "--why", "The board meets later")
    assert laa("round", "change", "2006-07", *changed, folder=folder).status == 0
    assert open_folder(folder).terms().round.id == "2007-08-half-year"
    laa("round", "close", "2006-07", folder=folder)
    laa("round", "reopen", "2006-07", "--why", "A late return", folder=folder)
    assert open_folder(folder).terms().round.id == "2006-07"


@pytest.mark.parametrize(
    ("round_id", "said"),
    [
        ("2007-09", "There is no round “2007-09”: after 2007 comes 08, so write 2007-08."),
        ("2006-08-q1", "There is no round “2006-08-q1”: after 2006 comes 07, so write 2006-07-q1."),
        ("2007-08-h2", f"There is no round “2007-08-h2”; {HOW}."),
        ("2007-08-year", "There is no round “2007-08-year”; did you mean 2007-08?"),
        ("2007", f"There is no round “2007”; {HOW}."),
        ("..", f"There is no round “..”; {HOW}."),
        ("../2007-08", f"There is no round “../2007-08”; {HOW}."),
        ("2007/08", "There is no round “2007/08”; did you mean 2007-08?"),
        ("2007-8", "There is no round “2007-8”; did you mean 2007-08?"),
        ("2007-2008 half year", "did you mean 2007-08-half-year?"),
        (" 2007-08", "There is no round “ 2007-08”; did you mean 2007-08?"),
        ("", f"There is no round “”; {HOW}."),
        ("2006-07-halfyear", "did you mean 2006-07-half-year?"),
    ],
)
@pytest.mark.parametrize("what", ["open", "close", "change", "reopen"])
def test_what_names_no_round_is_refused(
    laa: Laa, folder: Path, what: str, round_id: str, said: str
) -> None:
    before = contents_of(folder)
    why = ("--why", "a slip") if what in ("change", "reopen") else ()
    sentence = refused(laa("round", what, round_id, *why, folder=folder))
    assert said in sentence
    assert contents_of(folder) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--ends", "2007-04-01"),
            "would end on 1 April 2007, not after it starts on 1 April 2007; correct one of the",
        ),
        (("--starts", "2008-04-01"), "would end on 31 March 2008, not after it starts on 1 April"),
        (
            ("--due", "2007-03-31"),
            "would be due on 31 March 2007, before it starts on 1 April 2007; give a later day",
        ),
    ],
)
def test_days_in_the_wrong_order_are_refused(
    laa: Laa, folder: Path, options: tuple[str, ...], said: str
) -> None:
    before = contents_of(folder)
    assert said in refused(laa("round", "open", "2007-08", *options, folder=folder))
    assert contents_of(folder) == before
    laa("round", "open", "2007-08", folder=folder)
    change = ("round", "change", "2007-08", "--why", "a slip", *options)
    assert said in refused(laa(*change, folder=folder))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--months", "0"), "--months"),
        (("--months", "13"), "--months"),
        (("--months", "six"), "--months"),
        (("--due", "tomorrow"), "“tomorrow” is no day; write it as 2007-02-28 or 28/02/2007."),
        (("--ends", "31/09/2007"), "“31/09/2007” is no day; write it as 2007-02-28 or 28/02/2007."),
        (("--year", "2007-08"), "--year"),
    ],
)
def test_wrong_options_are_told(
    laa: Laa, folder: Path, options: tuple[str, ...], said: str
) -> None:
    before = contents_of(folder)
    told = laa("round", "open", "2007-08", *options, folder=folder)
    assert (told.status, told.out) == (2, "")
    assert said in told.err.splitlines()[-1]
    assert contents_of(folder) == before


# Changing ---------------------------------------------------------------------------


def test_a_due_day_is_put_off_and_nothing_else_changes(laa: Laa, folder: Path) -> None:
    laa("round", "open", "2006-07", folder=folder)
    before = round_in(folder, "2006-07")
    change = ("round", "change", "2006-07", "--due", "2007-03-09", "--why", "the board meets later")
    told = laa(*change, folder=folder)
    assert told.out == (
        "2006-07 is changed: 2006-07 update, 1 April 2006 to 31 March 2007, due 9 March 2007.\n"
    )
    after = round_in(folder, "2006-07")
    assert (after.due, after.id, after.title) == (date(2007, 3, 9), before.id, before.title)
    again = laa(*change, folder=folder)
    assert again.out == "2006-07 is so already; nothing was changed.\n"


def test_an_open_round_is_not_opened_in_another_way(laa: Laa, folder: Path) -> None:
    laa("round", "open", "2006-07", folder=folder)
    sentence = refused(laa("round", "open", "2006-07", "--due", "2007-03-09", folder=folder))
    assert sentence == (
        "The round 2006-07 is open already; change it with “laa round change 2006-07 --due … --why "
        "…”."
    )
    assert round_in(folder, "2006-07").due == date(2007, 2, 28)


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("rules/areas.toml", "actual_city = ", "actul_city = ", "actul_city"),
        ("workbook_templates/columns.json", '"columns"', "columns", "columns.json"),
        ("workbook_templates/receipt.json", "{", "{{", "receipt.json"),
    ],
)
def test_a_form_with_a_mistake_is_not_kept_for_a_round(
    laa: Laa, folder: Path, name: str, right: str, wrong: str, said: str
) -> None:
    laa("round", "open", "2006-07", folder=folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    before = contents_of(folder)
    assert said in refused(laa("round", "open", "2007-08", folder=folder))
    take = ("--take-form", "--why", "New words")
    assert said in refused(laa("round", "change", "2006-07", *take, folder=folder))
    assert contents_of(folder) == before


def test_looking_at_who_has_returned_leaves_nothing_behind(laa: Laa, folder: Path) -> None:
    before = contents_of(folder)
    assert laa("status", folder=folder).status == 0
    assert contents_of(folder) == before


def test_a_round_takes_a_changed_form_only_when_it_is_told_to(laa: Laa, folder: Path) -> None:
    laa("round", "open", "2006-07", folder=folder)
    templates = folder / "workbook_templates" / "styles.json"
    templates.write_bytes(templates.read_bytes().replace(b"Arial", b"Verdana"))
    changed = open_folder(folder).form.fingerprint
    told = laa("generate", "--group", "housing", "--out", "returns", folder=folder)
    assert "keep the form that it was opened with" in " ".join(told.out.split())
    assert open_folder(folder).terms("2006-07").form.fingerprint != changed
    change = ("round", "change", "2006-07", "--take-form", "--why", "easier to read")
    assert laa(*change, folder=folder).out.startswith("2006-07 is changed: ")
    assert open_folder(folder).terms("2006-07").form.fingerprint == changed
    assert "nothing was changed" in laa(*change, folder=folder).out


@pytest.mark.parametrize("what", ["change", "reopen"])
def test_a_reason_is_asked_for_and_a_blank_one_is_none(laa: Laa, folder: Path, what: str) -> None:
    laa("round", "open", "2006-07", folder=folder)
    if what == "reopen":
        laa("round", "close", "2006-07", folder=folder)
    due = ("--due", "2007-03-09") if what == "change" else ()
    told = laa("round", what, "2006-07", *due, folder=folder)
    assert (told.status, told.out) == (2, "")
    assert "--why" in told.err
    sentence = refused(laa("round", what, "2006-07", *due, "--why", "  ", folder=folder))
    assert sentence.startswith("Say why the round 2006-07 is ")
    assert sentence.endswith("the reason is kept.")


# Closing and reopening ----------------------------------------------------------------


def test_a_round_is_closed_once_and_reopened_with_a_reason(laa: Laa, folder: Path) -> None:
    laa("round", "open", "2006-07", folder=folder)
    close, reopen = ("round", "close", "2006-07"), ("round", "reopen", "2006-07", "--why", "late")
    assert re.fullmatch(
        r"The round 2006-07 is not closed, .* “laa round list” shows which are\.",
        refused(laa(*reopen, folder=folder)),
    )
    assert laa(*close, folder=folder).out == "2006-07 is closed.\n"
    assert re.fullmatch(
        r"The round 2006-07 is closed already, since \d+ \w+ \d{4}\.",
        refused(laa(*close, folder=folder)),
    )
    for command in (
        ("round", "change", "2006-07", "--due", "2007-03-09", "--why", "x"),
        ("round", "open", "2006-07"),
        ("generate", "--round", "2006-07", "--out", "returns"),
    ):
        assert "“laa round reopen 2006-07 --why …”" in refused(laa(*command, folder=folder))
    assert laa(*reopen, folder=folder).out == "2006-07 is open again.\n"
    assert laa("status", "--today", "2007-02-25", folder=folder).out.startswith(
        "2006-07 update, open, due 28 February 2007: in 3 days"
    )


@pytest.mark.parametrize("what", ["close", "change", "reopen"])
def test_a_round_that_was_never_opened_stays_planned(laa: Laa, folder: Path, what: str) -> None:
    before = contents_of(folder)
    why = ("--why", "a slip") if what != "close" else ()
    # One that the framework plans, and one that only its id says.
    for round_id in ("2006-07", "2009-10-q1"):
        sentence = refused(laa("round", what, round_id, *why, folder=folder))
        assert sentence.startswith(f"The round {round_id} was never opened, so it cannot be ")
        assert f"open it with “laa round open {round_id}”" in sentence
    assert contents_of(folder) == before


def test_after_a_closing_the_round_in_hand_is_a_later_one_or_the_closed_one(
    laa: Laa, folder: Path
) -> None:
    laa("round", "open", "2006-07-half-year", folder=folder)
    laa("round", "close", "2006-07-half-year", folder=folder)
    assert open_folder(folder).terms().round.id == "2006-07"
    laa("round", "open", "2006-07", folder=folder)
    laa("round", "close", "2006-07", folder=folder)
    assert open_folder(folder).terms().round.id == "2006-07"
    assert open_folder(folder).terms().state == "closed"


# Seeing how they stand ------------------------------------------------------------------


def test_the_list_tells_every_round_in_order_and_what_happened_to_it(
    laa: Laa, folder: Path
) -> None:
    text = (folder / "laa.toml").read_text(encoding="utf-8")
    named = text.replace('name = ""', 'name = "Mary Green"')
    (folder / "laa.toml").write_text(named, encoding="utf-8")
    planned = laa("round", "list", folder=folder)
    assert planned.out.splitlines() == [
        "2006-07-half-year  planned  due 31 October 2006    2006-07 half-year update",
        "2006-07            planned  due 28 February 2007   2006-07 update",
    ]
    laa("round", "open", "2007-08-q1", folder=folder)
    laa("round", "change", "2007-08-q1", "--due", "2007-08-03", "--why", "holidays", folder=folder)
    laa("round", "close", "2007-08-q1", "--why", "all in", folder=folder)
    laa("round", "reopen", "2007-08-q1", "--why", "a figure was wrong", folder=folder)
    told = laa("round", "list", folder=folder)
    assert told.out == laa("round", folder=folder).out
    *_, first, opened, changed, closed, reopened = told.out.splitlines()
    assert first.split(maxsplit=2) == [
        *("2007-08-q1", "open"),
        "due 3 August 2007      2007-08 first quarter update",
    ]
    day = r" on \d+ \w+ \d{4} by Mary Green"
    for line, pattern in (
        (opened, f"opened{day}"),
        (changed, f"changed{day}: holidays"),
        (closed, f"closed{day}: all in"),
        (reopened, f"reopened{day}: a figure was wrong"),
    ):
        assert re.fullmatch(pattern, line.strip()), line


def test_looking_at_rounds_writes_nothing(laa: Laa, folder: Path) -> None:
    before = contents_of(folder)
    for command in (("round",), ("round", "list"), ("round", "close", "--help")):
        assert laa(*command, folder=folder).status == 0
    assert contents_of(folder) == before
