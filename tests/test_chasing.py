"""Chasing: the state of a round for a program, and a letter for each group that owes something."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import GROUPS, Demo, Edit, Laa, Once, OpenReturn, saved
from ledger_files import DUE, FRAMEWORK, ROUND, UPDATE, finding, framework, record, submission
from return_faults import identity
from return_files import assess

from workbook_tools import open_folder
from workbook_tools.commands.status import in_words as status_in_words
from workbook_tools.folder.chasing import standing_on
from workbook_tools.folder.making import make_folder
from workbook_tools.form import Form
from workbook_tools.framework.model import ThemeGroup
from workbook_tools.ledger import GroupStatus, Ledger, round_status
from workbook_tools.problems import DeclarationError
from workbook_tools.reports.chasing import Letter, Outstanding, Sender, letter_to

CONTACTS = {
    "health": ("Jo Smith", "jo.smith@example.gov.uk", "Ali Khan", "ali.khan@example.gov.uk"),
    "culture": ("Zoë Müller-O’Neill", "zoe@example.gov.uk", "", ""),
    "transport": ("", "", "Sam Lee", "sam.lee@example.gov.uk"),
    "housing": ("Pat Green", "", "", ""),
}
"""Name and address of some groups' contacts and their deputies."""

TODAY = ("--today", "2007-03-02")


@pytest.fixture(scope="module")
def round_folder(once: Once, demo: Demo) -> Path:
    """A round two days after its due day: health counts, housing is in error, ten are missing."""

    def build(place: Path) -> None:
        folder = place / "round"
        make_folder(folder)
        groups = folder / "framework" / "theme_groups.csv"
        with groups.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            names = ("contact_name", "contact_email", "deputy_name", "deputy_email")
            row.update(zip(names, CONTACTS.get(row["id"], ("",) * 4), strict=True))
        with groups.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

        def wrong(opened: OpenReturn) -> None:
            opened.type("HOU-937", "Actual", "about 900")

        def provisional(opened: OpenReturn) -> None:
            opened.type("HEA-718", "Actual", 24.1)
            opened.type("HEA-718", "No figure because", None)
            opened.type("HEA-718", "Provisional", "Yes")
            opened.type("HEA-718", "Figure expected on", date(2007, 6, 30), "dd/mm/yyyy")

        housing = saved(demo.completed["housing"], place / "edited", wrong)
        health = saved(demo.completed["health"], place / "edited", provisional)
        working = open_folder(folder)
        received_at = datetime(2007, 2, 20, 12, tzinfo=UTC)
        checked = [working.check(path) for path in (health, housing)]
        working.receive(checked, received_at=received_at)

    return once("chased", build) / "round"


def status_of(laa: Laa, folder: Path, *options: object) -> dict[str, Any]:
    told = laa("status", "--json", *TODAY, *options, folder=folder)
    assert (told.status, told.err) == (0, "")
    document: dict[str, Any] = json.loads(told.out)
    return document


def by_group(document: Mapping[str, Any]) -> dict[str, Any]:
    return {each["theme_group"]: each for each in document["groups"]}


# As JSON -----------------------------------------------------------------------------


def test_a_file_without_a_place_is_told_until_a_return_takes_its_place(
    laa: Laa, demo: Demo, edit: Edit, round_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(round_folder, tmp_path / "round")
    for group, key, value in (("housing", "round", "summer"), ("culture", "theme_group", "")):
        path = edit(group, lambda o, key=key, value=value: identity(o, key, value))
        told = laa("ingest", path, "--received", "2007-02-20", folder=folder)
        assert told.status == 1
    unplaced = status_of(laa, folder)["unplaced"]
    assert {each["file"] for each in unplaced} == {"housing.xlsx", "culture.xlsx"}
    printed = laa("status", "--today", "2007-03-02", folder=folder).out
    assert "housing.xlsx, received 20/02/2007, has no place: The workbook says" in printed
    for each in unplaced:
        assert f"laa ledger original {each['id']}" in " ".join(printed.split())
        back = folder / "back" / each["file"]
        assert laa("ledger", "original", each["id"], "--out", back, folder=folder).status == 0
    # The right one of culture takes the place of the other, by its name.
    right = demo.completed["culture"]
    assert laa("ingest", right, "--received", "2007-02-21", folder=folder).status == 0
    (left,) = status_of(laa, folder)["unplaced"]
    assert left["file"] == "housing.xlsx"
    # Nobody knows what the other was for: a person puts it aside.
    told = laa("withdraw", left["id"], "--why", "An old draft.", folder=folder)
    assert told.status == 0, told.err
    assert "It never counted; it stays in the ledger, and is told no more." in told.out
    assert status_of(laa, folder)["unplaced"] == []
    again = laa("withdraw", left["id"], "--why", "An old draft.", folder=folder)
    assert again.status == 2
    assert "is withdrawn already" in again.err


def test_the_status_as_json_is_one_object_with_the_round_its_groups_and_a_summary(
    laa: Laa, round_folder: Path
) -> None:
    document = status_of(laa, round_folder)
    assert list(document) == [
        *("round", "title", "state", "due", "day", "days_left", "groups", "summary"),
        "unplaced",
        "out_of_date",
    ]
    assert (document["round"], document["state"]) == ("2006-07", "open")
    assert (document["due"], document["day"]) == ("2007-02-28", "2007-03-02")
    assert document["days_left"] == -2
    assert document["summary"] == {"groups": 12, "overdue": 10, "accepted": 1, "in error, late": 1}
    assert tuple(by_group(document)) == GROUPS
    for group in document["groups"]:
        assert list(group) == [
            *("theme_group", "title", "state", "file", "submitted", "late", "days_late"),
            *("values", "errors", "open_queries", "answered_queries", "notes", "missing"),
            *("earlier_returns", "remark", "id", "receipt", "contact"),
        ]


def test_the_json_says_of_each_group_what_came_in_and_what_is_missing(
    laa: Laa, round_folder: Path
) -> None:
    groups = by_group(status_of(laa, round_folder))
    health, housing, culture = groups["health"], groups["housing"], groups["culture"]
    assert (health["file"], health["submitted"]) == ("health.xlsx", "2007-02-20T12:00:00+00:00")
    assert (health["late"], health["values"] > 0, health["errors"]) == (False, True, 0)
    assert "Self-assessment: 4 of 4 rows unanswered" in health["missing"]
    assert health["receipt"] == str(Path("receipts") / "health-2006-07-1.txt")
    assert health["contact"] == {
        "name": "Jo Smith",
        "email": "jo.smith@example.gov.uk",
        "telephone": "",
        "deputy_name": "Ali Khan",
        "deputy_email": "ali.khan@example.gov.uk",
    }
    assert (housing["errors"], housing["late"], housing["days_late"]) == (1, True, 2)
    assert (culture["state"], culture["submitted"]) == ("overdue", None)
    assert (culture["late"], culture["missing"]) == (True, [])


def test_a_figure_is_missing_from_the_day_after_it_was_expected(
    laa: Laa, round_folder: Path
) -> None:
    def missing(key: str, day: str) -> list[str]:
        document = laa("status", "--json", "--today", day, folder=round_folder).out
        said = by_group(json.loads(document))["health"]["missing"]
        return [each.rpartition(": ")[2] for each in said if each.startswith(key)]

    assert missing("HEA-711", "2007-09-30") == []
    assert missing("HEA-711", "2007-10-01") == [
        "not yet available; it was expected on 30 September 2007"
    ]
    assert missing("HEA-718", "2007-06-30") == []
    assert missing("HEA-718", "2007-07-01") == [
        "the figure is provisional; the final one was expected on 30 June 2007"
    ]


def test_nothing_is_printed_where_the_status_cannot_be_told(laa: Laa, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    (folder / "ledger.sqlite").write_bytes(b"no ledger at all, but something else" * 40)
    for options in ((), ("--json",), ("--chase", "letters")):
        told = laa("status", *options, folder=folder)
        assert (told.status, told.out) == (2, "")
        assert not (folder / "letters").exists()


# On screen ---------------------------------------------------------------------------


def test_the_status_fits_a_page_of_80_characters_whatever_came_in(
    laa: Laa, round_folder: Path
) -> None:
    lines = laa("status", *TODAY, folder=round_folder).out.splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (line for line in lines if line.startswith("housing "))
    assert row.split()[1:6] == ["in", "error,", "late", "20/02/2007", "1"]
    assert "10 overdue; 1 accepted; 1 in error, late" in lines


@pytest.mark.parametrize(
    ("length", "left_out"), [(22, []), (23, ["Values"]), (31, ["Values", "Received"])]
)
def test_long_ids_of_theme_groups_take_the_room_of_what_matters_least(
    round_folder: Path, length: int, left_out: list[str]
) -> None:
    folder = open_folder(round_folder)
    terms = folder.terms()
    standing = standing_on(folder, terms, date(2007, 3, 2))
    longer = [
        replace(each, group=replace(each.group, id=each.group.id.ljust(length, "x")))
        for each in standing.groups
    ]
    lines = list(status_in_words(terms, replace(standing, groups=tuple(longer)), None))
    plain = [click.unstyle(line) for line in lines]
    assert max(map(len, plain)) <= 80
    assert not any(line != line.rstrip() for line in plain)
    for heading in ("State", "Received", "Values", "Errors", "Open queries"):
        assert (heading in plain[1]) == (heading not in left_out)


# Letters -----------------------------------------------------------------------------


def letters_of(laa: Laa, round_folder: Path, out: Path, *options: object) -> dict[str, str]:
    told = laa("status", *TODAY, "--chase", out, *options, folder=round_folder)
    assert (told.status, told.err) == (0, "")
    return {path.name: path.read_text("utf-8") for path in sorted(out.glob("*.txt"))}


def draft(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_each_group_with_something_outstanding_gets_a_text_and_a_draft(
    laa: Laa, round_folder: Path, tmp_path: Path
) -> None:
    letters = letters_of(laa, round_folder, tmp_path)
    assert set(letters) == {f"{group}-2006-07.txt" for group in GROUPS}
    assert {path.stem for path in tmp_path.glob("*.eml")} == {name[:-4] for name in letters}
    culture, health, housing = (
        letters[f"{g}-2006-07.txt"] for g in ("culture", "health", "housing")
    )
    assert "your return was due on 28 February 2007" in culture
    assert "has not come in." in culture
    assert "Returns were due on 28 February 2007, 2 days ago." in " ".join(culture.split())
    assert "Written   2 March 2007" in culture
    assert "Thank you for health.xlsx" in health
    assert "- Self-assessment: 4 of 4 rows unanswered" in health
    assert "It cannot count" in housing
    assert "“Actual” holds “about 900”, which is not a" in housing
    for text in letters.values():
        assert max(map(len, text.splitlines())) <= 78


def test_the_draft_is_an_unsent_mail_to_the_contact_with_a_copy_to_the_deputy(
    laa: Laa, round_folder: Path, tmp_path: Path
) -> None:
    letters = letters_of(laa, round_folder, tmp_path)
    health = draft(tmp_path / "health-2006-07.eml")
    assert health["X-Unsent"] == "1"
    assert health["To"] == "Jo Smith <jo.smith@example.gov.uk>"
    assert health["Cc"] == "Ali Khan <ali.khan@example.gov.uk>"
    assert health["Subject"] == "2006-07 update: what is still open in your return"
    assert health["Content-Transfer-Encoding"] == "quoted-printable"
    assert health.get_content_charset() == "utf-8"
    body = health.get_content().replace("\r\n", "\n")
    assert body.startswith("Dear Jo Smith,\n")
    assert letters["health-2006-07.txt"].endswith(f"\n\n{body}")
    assert (
        draft(tmp_path / "culture-2006-07.eml")["To"] == "Zoë Müller-O’Neill <zoe@example.gov.uk>"
    )
    assert (tmp_path / "culture-2006-07.eml").read_bytes().isascii()


def test_a_deputy_is_written_to_where_the_contact_has_no_address_and_nobody_is_made_up(
    laa: Laa, round_folder: Path, tmp_path: Path
) -> None:
    letters = letters_of(laa, round_folder, tmp_path)
    transport = draft(tmp_path / "transport-2006-07.eml")
    assert (transport["To"], transport["Cc"]) == ("Sam Lee <sam.lee@example.gov.uk>", None)
    for group, said in (
        ("housing", "To        Pat Green, whose e-mail address is not known."),
        ("environment", "To        nobody yet: no e-mail address is known for Environment"),
    ):
        assert draft(tmp_path / f"{group}-2006-07.eml")["To"] is None
        assert letters[f"{group}-2006-07.txt"].startswith(said)
        assert "laa framework export" in " ".join(letters[f"{group}-2006-07.txt"].split())
    told = laa("status", *TODAY, "--chase", tmp_path, folder=round_folder)
    assert "9 without an e-mail address" in told.out


def test_the_same_letters_are_written_again_the_same_to_the_byte(
    laa: Laa, round_folder: Path, tmp_path: Path
) -> None:
    letters_of(laa, round_folder, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    document = status_of(laa, round_folder, "--chase", tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    written = {each["theme_group"]: each["letter"] for each in document["groups"]}
    assert written["health"] == str(tmp_path / "health-2006-07.txt")


def test_letters_can_be_written_from_python(round_folder: Path, tmp_path: Path) -> None:
    written = open_folder(round_folder).chase(tmp_path, today=date(2007, 3, 2))
    assert written == tuple(tmp_path / f"{group}-2006-07.txt" for group in GROUPS)
    assert all(path.is_file() and path.with_suffix(".eml").is_file() for path in written)


def test_a_letter_that_is_no_longer_true_is_taken_away_and_what_others_wrote_stays(
    laa: Laa, demo: Demo, round_folder: Path, tmp_path: Path
) -> None:
    letters, folder = tmp_path / "letters", tmp_path / "round"
    shutil.copytree(round_folder, folder)
    letters_of(laa, folder, letters)
    notes = letters / "notes-2006-07.txt"
    notes.write_text("Rang the housing team.", encoding="utf-8")
    transport = saved(demo.completed["transport"], tmp_path / "edited", assess)
    laa("ingest", transport, "--received", "2007-03-02", folder=folder)
    transport_owes = by_group(status_of(laa, folder))["transport"]
    assert (transport_owes["open_queries"], transport_owes["missing"]) == (0, [])
    told = laa("status", *TODAY, "--chase", letters, folder=folder)
    assert f"{letters / 'transport-2006-07.txt'}: taken away" in told.out
    assert not list(letters.glob("transport*"))
    assert notes.exists()
    assert (letters / "health-2006-07.eml").exists()


@pytest.mark.parametrize("name", ["health-2006-07.txt", "health-2006-07.eml"])
def test_a_letter_that_somebody_has_written_in_is_never_written_over(
    laa: Laa, round_folder: Path, tmp_path: Path, name: str
) -> None:
    letters_of(laa, round_folder, tmp_path)
    changed = tmp_path / name
    changed.write_bytes(changed.read_bytes() + b"PS: thank you for the call.\r\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = laa("status", "--today", "2007-03-03", "--chase", tmp_path, folder=round_folder)
    assert (told.status, told.out) == (2, "")
    assert f"{changed} is there already, and is no letter of this command" in told.err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_nobody_is_chased_for_a_round_that_is_not_open(
    laa: Laa, tmp_path: Path, state: str
) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    if state == "closed":
        laa("round", "open", "2006-07", folder=folder)
        laa("round", "close", "2006-07", folder=folder)
    told = laa("status", *TODAY, "--chase", "letters", folder=folder)
    assert (told.status, told.out) == (2, "")
    assert f"The round 2006-07 is {state}, so nobody is chased for it" in told.err
    status = laa("status", *TODAY, folder=folder).out
    assert "overdue" not in status
    assert f"12 {'outstanding' if state == 'planned' else 'not returned'}" in status


# What a letter is made of ------------------------------------------------------------


def status(state: str, file: str = "") -> GroupStatus:
    received = datetime(2007, 5, 2, 12, tzinfo=UTC) if file else None
    return GroupStatus("health", "Health", state, "", file, received, 0, 0, 0, 0, 0, 0)


HEALTH = ThemeGroup("health", "hcop", "HEALTH", "Health", "HEA", "Jo", "jo@example.gov.uk")
OWED = Outstanding(HEALTH, status("outstanding"), None, (), (), 0)
SENDER = Sender("Secretariat", "laa@example.gov.uk", "Secretariat, laa@example.gov.uk")


def letter(form: Form, owed: Outstanding, today: date = date(2007, 5, 16), **words: Any) -> Letter:
    return letter_to(owed, UPDATE, today, form.texts("chasing-letter") | words, SENDER)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2007, 5, 16), "Returns are due on 18 May 2007, in 2 days."),
        (date(2007, 5, 18), "Returns are due today, 18 May 2007."),
        (date(2007, 5, 19), "Returns were due on 18 May 2007, 1 day ago."),
    ],
)
def test_a_letter_counts_the_days_to_and_from_the_due_day(
    form: Form, today: date, said: str
) -> None:
    assert said in " ".join(letter(form, OWED, today).text.decode().split())


def test_a_letter_comes_from_the_contact_of_the_settings(form: Form) -> None:
    draft = message_from_bytes(letter(form, OWED).draft, policy=policy.default)
    assert draft["From"] == "Secretariat <laa@example.gov.uk>"
    assert letter(form, OWED).text.endswith(b"Questions to Secretariat, laa@example.gov.uk.\n")


def test_of_many_things_the_first_are_named_and_the_others_counted(form: Form) -> None:
    queries = tuple(replace(finding("query"), row_key=f"HEA-{n}") for n in range(1, 41))
    owed = replace(OWED, status=status("accepted", "health.xlsx"), queries=queries)
    text = letter(form, owed).text.decode()
    assert text.count("- the sheet, the cell (HEA-") == 12
    assert "- and 28 more." in text


def test_a_later_file_with_errors_is_told_with_what_is_to_be_put_right(
    form: Form, ledger: Ledger
) -> None:
    ledger.receive(submission("good", records=[record("1")]))
    ledger.receive(submission("bad", minutes=1, findings=[finding("error", "Not a number.")]))
    group = round_status(framework(), ROUND, ledger, DUE).groups[1]
    wrong = ledger.received(FRAMEWORK, ROUND)[-1]
    errors = ledger.findings(wrong.id)
    text = letter(form, replace(OWED, status=group, wrong=wrong, errors=errors)).text.decode()
    assert "Thank you for good.xlsx" in text
    assert "A later file, bad.xlsx, came in on 1 May 2007." in text
    assert "To be put right" in text
    assert "Not a number." in text


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Jo\nBcc: all@example.com", "jo@example.gov.uk"),
        ("Jo, of the “Trust” <x>", "jo@example.gov.uk"),
        ("Jo", "jo@exämple"),
        ("Jo", "jo smith@example.gov.uk"),
        ("Jo", "@"),
    ],
)
def test_no_name_or_address_can_break_a_letter_or_add_to_whom_it_goes(
    form: Form, name: str, address: str
) -> None:
    group = replace(HEALTH, contact_name=name, contact_email=address)
    message = message_from_bytes(
        letter(form, replace(OWED, group=group)).draft, policy=policy.default
    )
    assert message["Bcc"] is None
    assert message["To"] is None or len(message["To"].addresses) == 1


def test_a_declared_text_with_an_unknown_word_in_braces_is_told(form: Form) -> None:
    with pytest.raises(DeclarationError, match=r"“Hello \{nick\}” cannot be filled in"):
        letter(form, OWED, greeting="Hello {nick}")
