"""What the toolkit did not write, or somebody has changed since, is never written over."""

from __future__ import annotations

import errno
import io
import os
import shutil
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, Laa

from workbook_tools.files import (
    is_own,
    marked_as_own,
    write_own,
    write_whole,
    write_workbook,
    zipped,
)
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import open_workbook

PAGE = b"<!DOCTYPE html>\n<p>3 errors</p>\n"


@cache
def workbook(text: str = "a") -> bytes:
    """A workbook of another program, the same each time."""
    stream, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = text
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(params=["book.xlsx", "page.html"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that the toolkit wrote."""
    path = tmp_path / str(request.param)
    write_own(path, PAGE if path.suffix == ".html" else workbook())
    return path


def another(path: Path) -> bytes:
    return PAGE.replace(b"3", b"4") if path.suffix == ".html" else workbook("b")


def change(path: Path) -> None:
    """Change one character, and nothing else."""
    content = path.read_bytes()
    if path.suffix == ".html":
        path.write_bytes(content.replace(b"3 errors", b"2 errors"))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    path.write_bytes(zipped((name, part.replace(b"<t>a</t>", b"<t>c</t>")) for name, part in parts))
    assert path.read_bytes() != content


def test_what_the_toolkit_wrote_is_written_over(written: Path) -> None:
    assert is_own(written)
    content = write_own(written, another(written))
    assert written.read_bytes() == content
    assert is_own(written)


def test_what_somebody_changed_stays_unless_it_is_to_be_replaced(written: Path) -> None:
    change(written)
    before = written.read_bytes()
    with pytest.raises(LaaError, match=r"changed it since; .* with --replace\.$"):
        write_own(written, another(written))
    assert written.read_bytes() == before
    assert write_own(written, another(written), replace=True) == written.read_bytes()


def test_what_others_wrote_stays(written: Path) -> None:
    written.write_bytes(another(written))
    with pytest.raises(LaaError, match="did not write it"):
        write_own(written, PAGE if written.suffix == ".html" else workbook())
    assert written.read_bytes() == another(written)


def test_a_workbook_saved_by_another_program_is_no_longer_ours(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, workbook())
    openpyxl.load_workbook(path).save(path)
    assert not is_own(path)


def test_the_same_content_is_marked_alike_and_once(tmp_path: Path) -> None:
    for content in (workbook(), PAGE):
        once = marked_as_own(content)
        assert once == marked_as_own(content)
    book = marked_as_own(workbook())
    again = marked_as_own(book)
    with zipfile.ZipFile(io.BytesIO(again)) as package:
        assert sorted(package.namelist()) == sorted(set(package.namelist()))
    (tmp_path / "again.xlsx").write_bytes(again)
    assert is_own(tmp_path / "again.xlsx")


def test_nothing_that_is_read_in_a_workbook_changes_with_its_mark(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", workbook()), ("b.xlsx", marked_as_own(workbook()))):
        (tmp_path / name).write_bytes(content)
    one, other = (open_workbook(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert (one.sheets, one.unseen) == (other.sheets, other.unseen)
    with zipfile.ZipFile(tmp_path / "b.xlsx") as package:
        # A part of a kind that is declared, to which nothing leads: it is passed over.
        assert b'Extension="xml"' in package.read("[Content_Types].xml")


@pytest.mark.parametrize("damage", [b"", b"PK", b"PK\x03\x04 and no more", b"Minutes of 1 May"])
def test_whatever_stands_there_is_no_fault(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(damage)
    assert not is_own(path)
    with pytest.raises(LaaError, match="--replace"):
        write_workbook(path, workbook())
    assert path.read_bytes() == damage


# On the disk ----------------------------------------------------------------------


def test_a_file_is_on_the_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[list[str]] = []
    monkeypatch.setattr(
        "workbook_tools.files.os.fsync",
        lambda _: flushed.append([each.name for each in tmp_path.iterdir()]),
    )
    write_whole(tmp_path / "a.txt", b"a")
    assert len(flushed) == 1
    assert "a.txt" not in flushed[0]
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_what_a_killed_command_left_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    left, other, begun = (tmp_path / f".{n}" for n in ("a.txt.x1y2z3_4", "a.txt", "a.txt.aaaaaaaa"))
    for path in (left, other, begun):
        path.write_text("half")
    for path in (left, other):
        os.utime(path, (0, 0))
    write_whole(tmp_path / "a.txt", b"whole")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == [".a.txt", ".a.txt.aaaaaaaa", "a.txt"]


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 125 + ".txt")
    write_whole(path, b"a")
    assert path.read_bytes() == b"a"


def test_behind_a_link_the_file_is_written_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "a.txt", tmp_path / "elsewhere" / "b.txt"
    link.symlink_to(target)
    for content in (b"one", b"two"):
        write_whole(link, content)
        assert target.read_bytes() == content
        assert link.is_symlink()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(LaaError, match="cannot be written"):
        write_whole(tmp_path / "loop", b"a")


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes there")
def test_a_pipe_is_not_written_over_and_nobody_waits(tmp_path: Path) -> None:
    pipe = tmp_path / "out.xlsx"
    os.mkfifo(pipe)
    for replace in (True, False):
        with pytest.raises(LaaError, match="is a pipe or a device"):
            write_workbook(pipe, workbook(), replace=replace)
    assert pipe.is_fifo()


def test_a_full_disk_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("workbook_tools.files.os.fsync", full)
    with pytest.raises(LaaError) as caught:
        write_whole(tmp_path / "a.txt", b"a")
    assert str(caught.value) == (
        f"{tmp_path / 'a.txt'} cannot be written (No space left on device); make room, and try "
        "again."
    )
    assert list(tmp_path.iterdir()) == []


# Every command that writes a file anew --------------------------------------------


@pytest.fixture
def folder(demo: Demo, tmp_path: Path) -> Path:
    """A working folder with the ledger of the published round."""
    shutil.copyfile(demo.ledger, tmp_path / "ledger.sqlite")
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n')
    shutil.copyfile(demo.completed["transport"], tmp_path / "transport.xlsx")
    shutil.copyfile(demo.blank["transport"], tmp_path / "blank.xlsx")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "name", "status"),
    [
        ("diff blank.xlsx transport.xlsx --out out.xlsx", "out.xlsx", 0),
        ("check transport.xlsx --html out.html", "out.html", 0),
        ("check transport.xlsx --marked marked", "marked/transport.xlsx", 0),
        ("framework export --out out.xlsx", "out.xlsx", 0),
        ("funding consolidate --round 2007-08 --out out.xlsx", "out.xlsx", 0),
        ("export --out out.csv", "out.csv", 0),
    ],
)
def test_a_command_leaves_what_it_did_not_write(
    folder: Path, laa: Laa, command: str, name: str, status: int
) -> None:
    there = folder / name
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(b"Minutes of the meeting of 1 May")
    told = laa(*command.split(), folder=folder)
    assert told.status == 2, told
    assert there.name in told.err
    assert "--replace" in told.err
    assert there.read_bytes() == b"Minutes of the meeting of 1 May"
    told = laa(*command.split(), "--replace", folder=folder)
    assert told.status == status, told.err
    written = there.read_bytes()
    assert written != b"Minutes of the meeting of 1 May"
    assert laa(*command.split(), folder=folder).status == status
    assert there.read_bytes() == written
