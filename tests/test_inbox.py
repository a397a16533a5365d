"""What lies in an inbox: returns however they came, and a line for each thing that is none."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from conftest import Demo, Laa, Told
from inbox_files import archive, compound_file, mail, outlook_mail
from test_commands import files_in, sentence
from workbook_files import zipped

from workbook_tools.inbox import Left, lying_in, members
from workbook_tools.ledger import Ledger
from workbook_tools.workbooks import Source

FRAMEWORK, ROUND = "coventry-2007-08", "2006-07"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with an empty inbox."""
    folder = tmp_path / "round"
    (folder / "inbox").mkdir(parents=True)
    (folder / "laa.toml").touch()
    return folder


@pytest.fixture(scope="session")
def returns(demo: Demo) -> Mapping[str, bytes]:
    """Completed returns of some theme groups, the smallest ones."""
    return {
        group: demo.completed[group].read_bytes() for group in ("transport", "culture", "housing")
    }


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "inbox"


def taken(found: Iterable[Source | Left]) -> dict[str, bytes]:
    return {str(each.path): each.content for each in found if isinstance(each, Source)}


def left(found: Iterable[Source | Left]) -> dict[str, str]:
    return {str(each.path): each.sentence for each in found if isinstance(each, Left)}


def recorded(folder: Path) -> dict[str, str]:
    """Return the files in the ledger, and whether they count."""
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        return {each.file: each.status for each in ledger.received(FRAMEWORK, ROUND)}


def lines_of(told: Told) -> list[str]:
    return [*told.out.splitlines(), *told.err.splitlines()]


# How returns come -----------------------------------------------------------------------


def test_returns_are_taken_from_folders_archives_and_mails_and_say_where_they_came_from(
    laa: Laa, folder: Path, returns: Mapping[str, bytes]
) -> None:
    put(
        folder,
        {
            "later/housing.xlsx": returns["housing"],
            "all.zip": archive({"to send/transport.xlsx": returns["transport"]}),
            "mail.eml": mail({"culture.xlsx": returns["culture"]}).as_bytes(),
        },
    )
    told = laa("ingest", "inbox", "--received", "20/02/2007", folder=folder)
    assert (told.status, told.err) == (0, "")
    names = ["all.zip › to send › transport.xlsx", "housing.xlsx", "mail.eml › culture.xlsx"]
    assert recorded(folder) == dict.fromkeys(names, "accepted")
    for name in ("inbox/all.zip › to send › transport.xlsx", "inbox/mail.eml › culture.xlsx"):
        assert f"{name}: accepted" in told.out
    assert "mail.eml › culture.xlsx" in laa("status", folder=folder).out
    receipt = folder / "receipts" / "culture-2006-07-1.txt"
    assert "mail.eml › culture.xlsx" in receipt.read_text(encoding="utf-8")
    again = laa("ingest", "inbox", folder=folder)
    assert (again.status, again.out.count("received before; nothing changed")) == (0, 3)


def test_a_return_in_a_mail_of_outlook_is_taken(
    laa: Laa, folder: Path, returns: Mapping[str, bytes]
) -> None:
    put(folder, {"note.msg": outlook_mail({"culture.xlsx": returns["culture"]})})
    assert laa("ingest", "inbox", folder=folder).status == 0
    assert recorded(folder) == {"note.msg › culture.xlsx": "accepted"}


def test_what_is_packed_in_something_packed_is_found(
    tmp_path: Path, returns: Mapping[str, bytes]
) -> None:
    culture = returns["culture"]
    packed = archive({"culture.xlsx": culture})
    deep = mail({"fw": mail({"all.zip": packed}, "Our return")}, "FW").as_bytes()
    (tmp_path / "a.eml").write_bytes(deep)
    (tmp_path / "b.zip").write_bytes(archive({"mail.eml": mail({"c.xlsx": culture}).as_bytes()}))
    (tmp_path / "c.msg").write_bytes(outlook_mail({"FW": {"all.zip": packed}}))
    found = taken(lying_in([tmp_path]))
    assert found == {
        f"{tmp_path}/a.eml › Our return.eml › all.zip › culture.xlsx": culture,
        f"{tmp_path}/b.zip › mail.eml › c.xlsx": culture,
        f"{tmp_path}/c.msg › FW › all.zip › culture.xlsx": culture,
    }


def test_a_file_is_known_by_its_content_whatever_it_is_called(
    tmp_path: Path, returns: Mapping[str, bytes]
) -> None:
    (tmp_path / "culture").write_bytes(returns["culture"])
    (tmp_path / "mail.txt").write_bytes(mail({"a": returns["culture"]}).as_bytes())
    (tmp_path / "packed.xlsx").write_bytes(archive({"b.dat": returns["culture"]}))
    assert set(taken(lying_in([tmp_path]))) == {
        f"{tmp_path}/{name}" for name in ("culture", "mail.txt › a", "packed.xlsx › b.dat")
    }


def test_what_came_in_a_mail_can_be_checked_and_ingested_by_the_name_that_was_told(
    laa: Laa, folder: Path, returns: Mapping[str, bytes]
) -> None:
    both = {"culture.xlsx": returns["culture"], "housing.xlsx": returns["housing"]}
    inbox = put(folder, {"mail.eml": mail(both).as_bytes()})
    name = "inbox/mail.eml › culture.xlsx"
    for asked in (name, "inbox/mail.eml"):
        told = laa("check", asked, "--marked", "marked", folder=folder)
        assert (told.status, told.err) == (0, "")
        assert f"{name} (culture, 2006-07)" in told.out
    assert (folder / "marked" / "mail.eml › culture.xlsx").is_file()
    assert laa("ingest", name, folder=folder).status == 0
    assert list(recorded(folder)) == ["mail.eml › culture.xlsx"]
    assert "does not exist" in sentence(laa("ingest", f"{inbox}/mail.eml › x", folder=folder))
    assert "does not exist" in sentence(laa("ingest", f"{inbox}/no.eml › x", folder=folder))


def test_two_attachments_of_one_name_are_told_apart(
    tmp_path: Path, returns: Mapping[str, bytes]
) -> None:
    message = mail({"a.xlsx": returns["culture"]})
    for content in (returns["housing"], returns["transport"]):
        message.add_attachment(content, maintype="a", subtype="b", filename="a.xlsx")
    (tmp_path / "mail.eml").write_bytes(message.as_bytes())
    found = taken(lying_in([tmp_path]))
    assert found == {
        f"{tmp_path}/mail.eml › a.xlsx": returns["culture"],
        f"{tmp_path}/mail.eml › a (2).xlsx": returns["housing"],
        f"{tmp_path}/mail.eml › a (3).xlsx": returns["transport"],
    }


def test_the_text_of_a_mail_and_its_picture_are_no_attachments_to_miss(tmp_path: Path) -> None:
    message = mail({"logo.png": b"\x89PNG"})
    message.get_payload()[0].add_alternative("<p>Here it is.</p>", subtype="html")  # type: ignore[union-attr]
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    found = list(lying_in([tmp_path]))
    assert taken(found) == {}
    assert [name.removeprefix(f"{tmp_path}/") for name in left(found)] == [
        *("a.eml › logo.png", "a.eml")
    ]
    assert all(each.is_other for each in found if isinstance(each, Left))


# What is no return ------------------------------------------------------------------------


NONE = {
    "agenda.pdf": (b"%PDF-1.4", "is a PDF document"),
    "minutes.docx": (zipped({"word/document.xml": ""}), "is a Word document"),
    "logo.png": (b"\x89PNG\r\n", "is a picture"),
    "letter.txt": (b"Dear all", "is plain text"),
    "~$health.xlsx": (b"\x03Ann", "only marks that somebody has the workbook open"),
    ".~lock.health.xlsx#": (b",ann,", "only marks that somebody has the workbook open"),
    ".DS_Store": (b"\0\0", "is what a computer keeps for itself"),
    ".gitkeep": (b"", "is what a computer keeps for itself"),
    "smime.p7s": (b"0\x82", "is a signature"),
    "mail.eml": (mail({}).as_bytes(), "is an e-mail message without a workbook"),
    "note.msg": (outlook_mail({}), "is an e-mail message without a workbook"),
}
"""What is plainly no return, and what is said of it."""

PERHAPS = {
    "a.xlsb": (zipped({"_rels/.rels": "", "xl/workbook.bin": ""}), "is a binary workbook (.xlsb)"),
    "a.numbers": (zipped({"Index/Document.iwa": ""}), "is an Apple Numbers file"),
    "a.csv": (b"a,b", "is the text of one sheet, not a workbook"),
    "a.xlsx": (b"", "is empty"),
    "b.xlsx": (b"%PDF-1.4", "is a PDF document"),
    "c.xlsx": (b"PK\x03\x04 cut off", "is damaged or was only partly copied"),
    "a.xlsx.crdownload": (b"PK\x03\x04", "is a download that was not finished"),
    "a.xlsx.part": (b"PK\x03\x04", "is a download that was not finished"),
    "Return.url": (b"[InternetShortcut]", "is only a link to a file elsewhere"),
    "a.tmp": (b"PK\x03\x04", "is a download that was not finished"),
    "a.7z": (b"7z\xbc\xaf", "is an archive, which is not opened here"),
    "winmail.dat": (b"\x78\x9f\x3e\x22\0", "what Outlook makes of attachments for itself"),
    "a.zip": (archive({}), "is a zip archive without a workbook"),
    "b.zip": (archive({"a.xlsx": b""}), "is empty"),
    "data": (b"\0\1\2\3", "is not a spreadsheet, or a damaged one"),
}
"""What may be a return that came in the wrong way, and what is said of it."""


@pytest.mark.parametrize("name", [*NONE, *PERHAPS])
def test_each_thing_is_named_and_an_inbox_of_nothing_else_is_not_well(
    laa: Laa, folder: Path, name: str
) -> None:
    content, words = (NONE | PERHAPS)[name]
    put(folder, {name: content})
    told = laa("ingest", "inbox", folder=folder)
    assert told.status == 2
    assert [line for line in lines_of(told) if f"inbox/{name}" in line and words in line]
    assert "Traceback" not in told.err
    assert not (folder / "ledger.sqlite").exists()


def test_what_is_plainly_no_return_does_no_harm_beside_one(
    laa: Laa, folder: Path, returns: Mapping[str, bytes]
) -> None:
    put(folder, {name: content for name, (content, _) in NONE.items()})
    put(folder, {"culture.xlsx": returns["culture"]})
    told = laa("ingest", "inbox", folder=folder)
    assert (told.status, told.err) == (0, "")
    for name in NONE:
        assert f"inbox/{name}: left out; it " in told.out


def test_what_may_be_a_return_is_not_taken_for_nothing(
    laa: Laa, folder: Path, returns: Mapping[str, bytes]
) -> None:
    put(folder, {name: content for name, (content, _) in PERHAPS.items()})
    put(folder, {"culture.xlsx": returns["culture"]})
    told = laa("ingest", "inbox", folder=folder)
    assert told.status == 2
    assert "inbox/culture.xlsx: accepted" in told.out
    for name, (_, words) in PERHAPS.items():
        assert [line for line in told.err.splitlines() if name in line and words in line]


@pytest.mark.parametrize("name", NONE)
def test_what_is_named_to_be_ingested_is_never_just_left_out(
    laa: Laa, folder: Path, name: str
) -> None:
    inbox = put(folder, {name: NONE[name][0]})
    told = laa("ingest", inbox / name, folder=folder)
    assert told.status == 2
    assert NONE[name][1] in told.err


def test_a_link_in_an_inbox_is_named_and_not_followed(laa: Laa, demo: Demo, folder: Path) -> None:
    (folder / "inbox" / "a.xlsx").symlink_to(demo.completed["culture"])
    (folder / "inbox" / "all").symlink_to(demo.folder / "completed")
    told = laa("ingest", "inbox", folder=folder)
    assert (told.status, told.out) == (2, "")
    assert [line.split()[1] for line in told.err.splitlines()] == ["inbox/a.xlsx", "inbox/all"]
    assert "is a link to another place, which is not followed" in told.err
    assert laa("ingest", "inbox/a.xlsx", folder=folder).status == 0


@pytest.mark.parametrize("place", [".", "..", "../round"])
def test_the_working_folder_is_no_inbox(laa: Laa, folder: Path, place: str) -> None:
    before = files_in(folder)
    assert "holds the working folder itself" in sentence(laa("ingest", place, folder=folder))
    assert files_in(folder) == before


# Hostile archives and mails --------------------------------------------------------------


def test_no_path_is_taken_from_inside(laa: Laa, folder: Path, returns: Mapping[str, bytes]) -> None:
    culture = returns["culture"]
    names = ("../../a.xlsx", "/etc/b.xlsx", "C:\\c\\d.xlsx", "e\x1b[31m\nf.xlsx", "..", "x" * 500)
    for kind, content in (
        ("a.zip", archive(dict.fromkeys(names, culture))),
        ("b.msg", outlook_mail(dict.fromkeys(names, culture))),
    ):
        (folder / kind).write_bytes(content)
        told = [str(each.path.name) for each in lying_in([folder / kind])]
        assert told == [
            *(f"{kind} › a.xlsx", f"{kind} › etc › b.xlsx", f"{kind} › C: › c › d.xlsx"),
            *(f"{kind} › e?[31m?f.xlsx", f"{kind} › without a name"),
            f"{kind} › {'x' * 60}…{'x' * 60}",
        ]
    before = files_in(folder.parent)
    put(folder, {"a.zip": archive({"../../../evil.xlsx": culture})})
    assert laa("ingest", "inbox", folder=folder).status == 0
    assert recorded(folder) == {"a.zip › evil.xlsx": "accepted"}
    new = set(files_in(folder.parent)) - set(before)
    assert new == {
        f"round/{name}"
        for name in ("inbox/a.zip", "ledger.sqlite", "receipts/culture-2006-07-1.txt")
    }


def test_a_member_with_a_password_or_a_link_is_named_and_the_others_taken(
    tmp_path: Path, returns: Mapping[str, bytes]
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("locked.xlsx", b"secret")
        packed.writestr("culture.xlsx", returns["culture"])
        link = zipfile.ZipInfo("link.xlsx")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    content = bytearray(path.read_bytes())
    # The flag that says so stands in the listing, and in front of the member.
    content[int.from_bytes(content[-6:-2], "little") + 8] |= 1
    content[6] |= 1
    path.write_bytes(content)
    found = list(lying_in([path]))
    assert list(taken(found)) == [f"{path} › culture.xlsx"]
    assert "is protected with a password" in left(found)[f"{path} › locked.xlsx"]
    assert "only points at another file" in left(found)[f"{path} › link.xlsx"]


def test_an_archive_that_unpacks_to_far_too_much_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returns: Mapping[str, bytes]
) -> None:
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(archive({"a.xlsx": returns["culture"], "b.xlsx": bytes(21 * 2**20)}))
    found = list(lying_in([bomb]))
    assert taken(found) == {}
    assert "would unpack to 21 MB, more than an inbox needs" in left(found)[str(bomb)]
    monkeypatch.setattr(members, "MAX_MEMBERS", 2)
    many = tmp_path / "many.zip"
    many.write_bytes(archive({f"{number}.xlsx": returns["culture"] for number in range(3)}))
    found = list(lying_in([many]))
    assert taken(found) == {}
    assert "holds more than 2 things" in left(found)[str(many)]
    monkeypatch.setattr(members, "MAX_UNPACKED_BYTES", 1000)
    assert "holds more than 0 MB" in left(lying_in([many]))[str(many)].replace("things", "")


def test_archives_within_archives_without_end_are_left(tmp_path: Path) -> None:
    content = b"%PDF"
    for _ in range(12):
        content = archive({"in.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    found = left(lying_in([tmp_path]))
    assert any("is packed in too many others" in each for each in found.values())
    assert len(found) <= members.MAX_DEPTH + 1


@pytest.mark.parametrize("start", range(0, 2400, 97))
def test_a_damaged_mail_is_told_in_a_sentence(
    tmp_path: Path, start: int, returns: Mapping[str, bytes]
) -> None:
    content = bytearray(outlook_mail({"a.xlsx": b"x" * 5000, "b": {"c.xlsx": b"y" * 300}}))
    if 0 < start < len(content):
        content[start : start + 40] = b"\xff" * 40
    (tmp_path / "a.msg").write_bytes(content)
    (tmp_path / "b.eml").write_bytes(
        b"From: a@b\nDate: \xff\nContent-Type: multipart/mixed; boundary=\n" + bytes(content)
    )
    for each in lying_in([tmp_path]):
        assert isinstance(each, Left)
        assert each.sentence.endswith(".")
        assert "\n" not in each.sentence


def test_one_file_that_upsets_the_toolkit_does_not_keep_the_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returns: Mapping[str, bytes]
) -> None:
    def upset(content: bytes) -> bool:
        if content == b"upset":
            raise RuntimeError("upset")
        return False

    monkeypatch.setattr("workbook_tools.inbox.lying.is_outlook_mail", upset)
    (tmp_path / "a.xlsx").write_bytes(b"upset")
    (tmp_path / "b.xlsx").write_bytes(returns["culture"])
    found = list(lying_in([tmp_path]))
    assert list(taken(found)) == [f"{tmp_path}/b.xlsx"]
    assert "please report this with the file" in left(found)[f"{tmp_path}/a.xlsx"]


def test_an_attachment_that_lies_elsewhere_is_told(tmp_path: Path) -> None:
    name = {"__substg1.0_3707001F": "health.xlsx".encode("utf-16-le")}
    storages = {"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": name}
    (tmp_path / "a.msg").write_bytes(compound_file(storages))
    said = left(lying_in([tmp_path]))[f"{tmp_path}/a.msg › health.xlsx"]
    assert "is only a link to a file elsewhere; ask for the workbook itself" in said
