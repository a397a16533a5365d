"""Several files for one return in one inbox: which of them counts, or that nobody can know."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Demo, Edit, Laa, Told
from inbox_files import archive, mail, saved_as, spoil

from workbook_tools.folder import open_folder
from workbook_tools.ledger import Ledger

FRAMEWORK, ROUND, GROUP = "coventry-2007-08", "2006-07", "transport"
MONDAY, TUESDAY, FRIDAY = (f"2007-02-{day}T10:00:00Z" for day in (19, 20, 23))
UNSURE = "nothing says for certain which was saved last"

Save = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with an empty inbox."""
    folder = tmp_path / "round"
    (folder / "inbox").mkdir(parents=True)
    (folder / "laa.toml").touch()
    return folder


@pytest.fixture
def save(demo: Demo, folder: Path) -> Save:
    """Put a return into the inbox: its name, who signed it, and the times of saving."""

    def saved(
        name: str, said: str = "", saved: str = "", dated: str = "", to: str = "inbox"
    ) -> Path:
        return saved_as(folder / to / name, demo.completed[GROUP], said, saved, dated)

    return saved


def ingest(laa: Laa, folder: Path, *files: object) -> Told:
    return laa("ingest", *(files or ["inbox"]), folder=folder)


def signer(folder: Path) -> str:
    """Return who signed the return that counts; nothing where none does."""
    if not (folder / "ledger.sqlite").exists():
        return ""
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        records = ledger.records(FRAMEWORK, ROUND)
    return "".join(each.text for each in records if each.column == "signer_role")


def files_of(folder: Path) -> dict[str, str]:
    """Return the files in the ledger, and whether they count."""
    if not (folder / "ledger.sqlite").exists():
        return {}
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        return {each.file: each.status for each in ledger.received(FRAMEWORK, ROUND)}


# Where it is plain --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("health.xlsx", "health (1).xlsx"),
        ("health (1).xlsx", "health.xlsx"),
        ("health.xlsx", "health-corrected.xlsx"),
        ("health v9.xlsx", "health v10.xlsx"),
        ("b.xlsx", "a/z.xlsx"),
    ],
)
def test_the_one_that_was_saved_last_counts_whatever_they_are_called(
    laa: Laa, folder: Path, save: Save, first: str, second: str
) -> None:
    save(second, "Mary Green", TUESDAY)
    save(first, saved=MONDAY)
    told = ingest(laa, folder)
    assert (told.status, told.err) == (0, "")
    earlier, later = told.out.splitlines()
    assert earlier.startswith(f"inbox/{first}: accepted, ")
    assert f"inbox/{second} is later" in earlier
    assert later.startswith(f"inbox/{second}: accepted, ")
    assert (
        "the latest of 2 by the time of saving in the file, 20/02/2007 10:00:00, after 19/02/2007 "
        f"10:00:00 in inbox/{first}"
    ) in later
    assert signer(folder) == "Mary Green"
    assert files_of(folder) == {Path(first).name: "superseded", Path(second).name: "accepted"}


@pytest.mark.parametrize("names", [("third", "first", "second"), ("second", "third", "first")])
def test_of_three_the_last_counts_in_whatever_order_they_lie_there(
    laa: Laa, folder: Path, save: Save, names: tuple[str, ...]
) -> None:
    times = {"first": MONDAY, "second": TUESDAY, "third": FRIDAY}
    files = [save(f"{place}.xlsx", who, times[who]) for place, who in enumerate(names)]
    told = ingest(laa, folder, *files)
    assert told.status == 0
    assert signer(folder) == "third"
    assert "the latest of 3" in told.out
    assert list(files_of(folder).values()) == ["superseded", "superseded", "accepted"]


def test_a_receipt_says_which_of_them_counts(laa: Laa, folder: Path, save: Save) -> None:
    save("a.xlsx", "Mary Green", TUESDAY)
    save("b.xlsx", "Ali Khan", MONDAY)
    ingest(laa, folder)
    first = (folder / "receipts" / f"{GROUP}-{ROUND}-1.txt").read_text(encoding="utf-8")
    assert "It does not count: a.xlsx came in later" in " ".join(first.split())
    before = sorted(folder.rglob("*.txt"))
    assert "nothing changed" in ingest(laa, folder).out
    assert sorted(folder.rglob("*.txt")) == before


def test_where_no_file_says_when_it_was_saved_the_times_of_the_files_do(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("a.xlsx", "Mary Green", dated=TUESDAY)
    save("b.xlsx", "Ali Khan", dated=MONDAY)
    told = ingest(laa, folder)
    assert told.status == 0
    assert "the latest of 2 by the time of the file, 20/02/2007 10:00:00" in told.out
    assert signer(folder) == "Mary Green"


def test_a_mail_says_when_it_was_sent_and_an_archive_when_it_was_packed(
    laa: Laa, folder: Path, save: Save
) -> None:
    packed = save("a.xlsx", "Ali Khan", to="elsewhere").read_bytes()
    attached = save("b.xlsx", "Mary Green", to="elsewhere").read_bytes()
    (folder / "inbox" / "a.eml").write_bytes(mail({"x.xlsx": attached}).as_bytes())
    (folder / "inbox" / "b.zip").write_bytes(archive({"x.xlsx": packed}, (2007, 2, 19, 10, 0, 0)))
    told = ingest(laa, folder)
    assert told.status == 0
    assert signer(folder) == "Mary Green"


def test_a_later_one_with_errors_does_not_take_the_place_of_the_earlier(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("b.xlsx", "Ali Khan", MONDAY)
    spoil(save("a.xlsx", "Mary Green", TUESDAY))
    told = ingest(laa, folder)
    assert told.status == 1
    assert "inbox/a.xlsx: not accepted, 1 error" in told.out
    assert signer(folder) == "Ali Khan"


# Where it is not ----------------------------------------------------------------------


NOT_PLAIN = {
    "the same time": ((MONDAY, ""), (MONDAY, ""), "saved at the same time"),
    "within seconds": ((MONDAY, ""), ("2007-02-19T10:00:30Z", ""), "saved at the same time"),
    "one says nothing": ((MONDAY, ""), ("", ""), "do not all say when they were saved"),
    "none says anything": (("", MONDAY), ("", MONDAY), "none says when it was saved"),
    "they contradict": ((MONDAY, FRIDAY), (TUESDAY, MONDAY), "does not agree with their files"),
    "in the future": (
        (MONDAY, ""),
        ("2099-01-01T00:00:00Z", ""),
        "01/01/2099 00:00:00, which cann",
    ),
    "before the round": ((MONDAY, ""), ("1980-01-01T00:00:00Z", ""), "01/01/1980 00:00:00, which"),
    "a file of the future": (
        (MONDAY, ""),
        (TUESDAY, "2037-01-01T00:00:00Z"),
        "01/01/2037 00:00:00",
    ),
    "no time at all": (("yesterday", ""), ("99999-99-99", ""), "none says when it was saved"),
}


@pytest.mark.parametrize("case", NOT_PLAIN)
def test_where_nothing_is_plain_neither_counts_and_each_says_how_to_tell(
    laa: Laa, folder: Path, save: Save, case: str
) -> None:
    (one, its_file), (other, other_file), why = NOT_PLAIN[case]
    save("health.xlsx", "Ali Khan", one, its_file)
    save("health (1).xlsx", "Mary Green", other, other_file)
    told = ingest(laa, folder)
    assert (told.status, told.err) == (1, "")
    lines = told.out.splitlines()
    assert len(lines) == 2
    for line, name, beside in zip(
        lines, ("health (1).xlsx", "health.xlsx"), ("health.xlsx", "health (1).xlsx"), strict=True
    ):
        assert line.startswith(f"inbox/{name}: not recorded, ")
        assert f"inbox/{beside} is another return of {GROUP} for {ROUND}, and {UNSURE}" in line
        assert why in line
        assert "ingest the right one by itself: laa ingest " in line
        assert f"inbox/{name}" in line.rpartition("laa ingest ")[2]
    assert files_of(folder) == {}
    assert not (folder / "receipts").exists()


def test_of_three_that_are_not_plain_none_counts(laa: Laa, folder: Path, save: Save) -> None:
    save("a.xlsx", "Ali Khan", MONDAY)
    save("b.xlsx", "Mary Green", TUESDAY)
    save("c.xlsx", "Jo Smith", TUESDAY)
    told = ingest(laa, folder)
    assert told.status == 1
    assert told.out.count("are other returns of transport") == 3
    assert files_of(folder) == {}


def test_the_other_groups_are_taken_all_the_same(
    laa: Laa, demo: Demo, folder: Path, save: Save
) -> None:
    save("a.xlsx", "Ali Khan", MONDAY)
    save("b.xlsx", "Mary Green", MONDAY)
    (folder / "inbox" / "culture.xlsx").write_bytes(demo.completed["culture"].read_bytes())
    told = ingest(laa, folder)
    assert told.status == 1
    assert files_of(folder) == {"culture.xlsx": "accepted"}


def test_a_return_dated_before_it_was_issued_proves_nothing(
    laa: Laa, folder: Path, save: Save
) -> None:
    laa("generate", "--group", GROUP, "--out", "returns", folder=folder)
    save("a.xlsx", "Ali Khan", MONDAY)
    save("b.xlsx", "Mary Green", TUESDAY)
    told = ingest(laa, folder)
    assert told.status == 1
    assert "which cannot be" in told.out
    # Entered as it came in long ago, the day of issue says nothing.
    assert laa("ingest", "inbox", "--received", "2007-02-24", folder=folder).status == 0


def test_the_right_one_by_itself_counts_and_the_other_does_not_come_back_unasked(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("health.xlsx", "Ali Khan", MONDAY)
    chosen = save("health (1).xlsx", "Mary Green", MONDAY)
    assert ingest(laa, folder).status == 1
    assert ingest(laa, folder, chosen).status == 0
    assert signer(folder) == "Mary Green"
    again = ingest(laa, folder)
    assert again.status == 1
    assert "inbox/health.xlsx: not recorded" in again.out
    assert "inbox/health (1).xlsx counts, and was recorded when this one lay beside it" in again.out
    assert signer(folder) == "Mary Green"
    assert ingest(laa, folder, "inbox/health.xlsx").status == 0
    assert signer(folder) == "Ali Khan"


def test_one_of_those_in_a_mail_can_be_ingested_by_itself(
    laa: Laa, folder: Path, save: Save
) -> None:
    files = {
        name: save(name, who, MONDAY, to="elsewhere").read_bytes()
        for name, who in (("a.xlsx", "Ali Khan"), ("b.xlsx", "Mary Green"))
    }
    (folder / "inbox" / "mail.eml").write_bytes(mail(files).as_bytes())
    told = ingest(laa, folder)
    assert told.status == 1
    assert 'laa ingest "inbox/mail.eml › b.xlsx"' in told.out
    assert ingest(laa, folder, "inbox/mail.eml › b.xlsx").status == 0
    assert signer(folder) == "Mary Green"


# What is the same ---------------------------------------------------------------------


def test_the_same_file_twice_is_taken_once(laa: Laa, folder: Path, save: Save) -> None:
    for name in ("health.xlsx", "health (1).xlsx", "copy/health.xlsx"):
        save(name, saved=MONDAY)
    told = ingest(laa, folder)
    assert told.status == 0
    assert told.out.count("accepted") == 1
    assert told.out.count("received before; nothing changed; the same file as inbox/") == 2
    assert len(files_of(folder)) == 1
    assert ingest(laa, folder).status == 0


def test_a_copy_that_says_the_same_does_no_harm(laa: Laa, folder: Path, save: Save) -> None:
    save("health.xlsx", "Ali Khan")
    assert laa("check", "inbox/health.xlsx", "--marked", "marked", folder=folder).status == 0
    marked = (folder / "marked" / "health.xlsx").read_bytes()
    (folder / "inbox" / "health (1).xlsx").write_bytes(marked)
    told = ingest(laa, folder)
    assert told.status == 0
    assert "says the same as inbox/" in told.out
    assert signer(folder) == "Ali Khan"


def test_a_marked_copy_does_not_stand_in_the_way_of_a_correction(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("health.xlsx", "Ali Khan", MONDAY)
    laa("check", "inbox/health.xlsx", "--marked", "marked", folder=folder)
    (folder / "marked" / "health.xlsx").rename(folder / "inbox" / "marked.xlsx")
    save("health-corrected.xlsx", "Mary Green", TUESDAY)
    os.utime(folder / "inbox" / "marked.xlsx", (1, time.mktime((2007, 2, 19, 12, 0, 0, 0, 0, 0))))
    told = ingest(laa, folder)
    assert told.status == 0, told
    assert signer(folder) == "Mary Green"


# What came in before ------------------------------------------------------------------


def test_a_correction_that_comes_later_takes_its_place_as_ever(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("b.xlsx", "Ali Khan")
    assert ingest(laa, folder).status == 0
    time.sleep(0.02)
    save("a.xlsx", "Mary Green")
    told = ingest(laa, folder)
    assert told.status == 0
    assert "inbox/a.xlsx: accepted" in told.out
    assert "takes the place of b.xlsx" in told.out
    assert signer(folder) == "Mary Green"
    assert ingest(laa, folder).out.count("nothing changed") == 2


def test_an_older_one_put_beside_the_one_that_counts_does_not_take_its_place(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("b.xlsx", "Mary Green", TUESDAY)
    ingest(laa, folder)
    time.sleep(0.02)
    save("a.xlsx", "Ali Khan", MONDAY)
    told = ingest(laa, folder)
    assert told.status == 1
    assert "inbox/b.xlsx counts, and was saved later than this one" in told.out
    assert signer(folder) == "Mary Green"


def test_the_same_holds_from_python(demo: Demo, folder: Path, save: Save) -> None:
    working = open_folder(folder)
    files = [save("a.xlsx", "Ali Khan", TUESDAY), save("b.xlsx", "Mary Green", MONDAY)]
    received = working.receive([working.check(each) for each in files])
    assert [each.remark != "" for each in received] == [True, True]
    assert signer(folder) == "Ali Khan"
    unsure = [save("c.xlsx", "Jo Smith", FRIDAY), save("d.xlsx", "Pat Hill", FRIDAY)]
    received = working.receive([working.check(each) for each in unsure])
    assert [(each.receipt, each.file) for each in received] == [(None, None)] * 2
    assert all(UNSURE in each.aside for each in received)
    assert signer(folder) == "Ali Khan"


# The check says the same --------------------------------------------------------------


def test_the_check_of_several_says_which_would_be_recorded(
    laa: Laa, folder: Path, save: Save
) -> None:
    files = [save("a.xlsx", "Ali Khan", TUESDAY), save("b.xlsx", "Mary Green", MONDAY)]
    told = laa("check", *files, folder=folder)
    assert told.status == 0
    assert "b.xlsx: " in told.err
    assert "the latest of 2 by the time of saving in the file" in told.err
    save("b.xlsx", "Mary Green", TUESDAY)
    told = laa("check", "--json", *files, folder=folder)
    assert told.err.count("would not be recorded beside the others") == 2
    assert told.err.count(UNSURE) == 2
    assert not (folder / "ledger.sqlite").exists()


# The day of receipt -------------------------------------------------------------------


def test_a_day_of_receipt_is_taken_in_both_ways_of_writing(
    laa: Laa, folder: Path, save: Save
) -> None:
    save("a.xlsx")
    assert laa("ingest", "inbox", "--received", "31/10/2006", folder=folder).status == 0
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        (file,) = ledger.received(FRAMEWORK, ROUND)
    assert file.received_at == datetime(2006, 10, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            "2006-03-31",
            "cannot have come in on 31 March 2006, before the round 2006-07 begins",
        ),
        (
            f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}",
            "which is still to come; say on which",
        ),
        ("31/02/2007", "is no day; write it as 2007-02-28 or 28/02/2007."),
    ],
)
def test_an_impossible_day_of_receipt_is_refused_and_nothing_recorded(
    laa: Laa, folder: Path, save: Save, day: str, words: str
) -> None:
    save("a.xlsx")
    told = laa("ingest", "inbox", "--received", day, folder=folder)
    assert (told.status, told.out) == (2, "")
    assert words in told.err
    assert files_of(folder) == {}


def test_what_came_in_today_came_in_by_now(laa: Laa, folder: Path, save: Save) -> None:
    save("a.xlsx")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert laa("ingest", "inbox", "--received", today, folder=folder).status == 0
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        (file,) = ledger.received(FRAMEWORK, ROUND)
    assert file.received_at <= datetime.now(UTC)


# A closed round -----------------------------------------------------------------------


def test_a_faulty_return_for_a_closed_round_is_told_both(
    laa: Laa, folder: Path, save: Save
) -> None:
    laa("round", "open", ROUND, folder=folder)
    laa("round", "close", ROUND, folder=folder)
    spoil(save("a.xlsx"))
    for _ in ("sent", "sent again"):
        told = ingest(laa, folder)
        assert told.status == 1
        assert "not accepted, 1 error" in told.out
        assert f"the round {ROUND} is closed, and a corrected return counts only once" in told.out


def test_a_return_in_error_is_judged_again_when_the_finding_was_accepted(
    laa: Laa, edit: Edit, tmp_path: Path
) -> None:
    folder = tmp_path / "judged"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    bad = edit("adult-learning", lambda opened: opened.type("LEA-689", "Actual", -5))
    first = laa("ingest", bad, "--received", "2007-02-20", folder=folder)
    assert first.status == 1
    report = json.loads(laa("check", bad, "--json", folder=folder).out)
    errors = [f for f in report["files"][0]["findings"] if f["severity"] == "error"]
    lines = [f"{each['rule']},LEA-689,It is so,The secretariat,2006-07" for each in errors]
    header = "rule,row,reason,who,until_round"
    (folder / "waivers.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    second = laa("ingest", bad, "--received", "2007-02-25", folder=folder)
    assert second.status == 0, second.out + second.err
    assert "accepted" in second.out
    third = laa("ingest", bad, folder=folder)
    assert "accepted" not in third.out
    status = json.loads(laa("status", "--json", folder=folder).out)
    assert "adult-learning" in json.dumps(status)
    assert laa("ledger", "verify", folder=folder).status == 0
