"""Walking through an inbox: files, folders in it, and what is packed in archives and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from workbook_tools.files import OFFICE_LOCKS, SPREADSHEETS
from workbook_tools.inbox.archives import is_archive, members_of_archive
from workbook_tools.inbox.left import Left
from workbook_tools.inbox.mails import is_mail, members_of_mail
from workbook_tools.inbox.members import BETWEEN, MAX_DEPTH, Budget, Member, Members, named_in
from workbook_tools.inbox.outlook import is_outlook_mail, members_of_outlook_mail
from workbook_tools.workbooks.recognise import recognise
from workbook_tools.workbooks.source import Source, empty, read_source
from workbook_tools.workbooks.unreadable import Unreadable, open_elsewhere

Found: TypeAlias = Source | Left

_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp")
"""Endings of names that programs give a file until it has come in as a whole."""

_KEPT_BY_PROGRAMS = (".ds_store", "thumbs.db", "desktop.ini")
_OF_A_MAC = ("._", "__MACOSX")
"""What systems leave in folders and archives, for themselves."""

_SIGNATURES = (".p7s", ".sig", ".asc")
"""Endings of what programs attach to a mail to vouch for it."""

_TO_LOOK_AT = (
    *(".bmp", ".tif", ".tiff", ".webp", ".heic", ".svg", ".ico", ".emf", ".wmf"),
    *(".mp3", ".wav", ".mp4", ".mov", ".avi"),
)
_TEXT_OF_A_SHEET = (".csv", ".tsv")


def lying_in(places: Iterable[Path]) -> Iterator[Found]:
    """Yield all that is in some files and folders, folders in them included, by name.

    A link in a folder is not followed. What is a workbook, or may be one, is yielded with its
    content; whatever else there is, with the reason why it is left.
    """
    for place in places:
        if place.is_dir():
            yield from _in_folder(place)
        elif BETWEEN in place.name and not place.exists():
            yield from _in_container(place)
        else:
            yield from _in_file(place)


def _in_container(wanted: Path) -> Iterator[Found]:
    """Yield what a container holds under a name that was told before."""
    container = wanted.with_name(wanted.name.partition(BETWEEN)[0])
    inside = f"{wanted}{BETWEEN}"
    found = [
        each
        for each in _in_file(container)
        if each.path in (wanted, container) or str(each.path).startswith(inside)
    ]
    yield from found or [Left(wanted, Unreadable("does not exist", "check the name"))]


def _in_folder(folder: Path) -> Iterator[Found]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        reason = Unreadable(f"cannot be read ({error.strerror})", "ask for the right to open it")
        yield Left(folder, reason)
        return
    for path in inside:
        if path.is_symlink():
            yield Left(
                path,
                Unreadable(
                    "is a link to another place, which is not followed",
                    "put the file itself into the folder",
                ),
            )
        elif path.is_dir():
            yield from _in_folder(path)
        else:
            yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Found]:
    try:
        _refuse_by_name(path.name)
        source = read_source(path)
    except Unreadable as problem:
        yield Left(path, problem)
        return
    yield from _looked_into(source, Budget(), 0)


def _looked_into(source: Source, budget: Budget, depth: int) -> Iterator[Found]:
    """Yield a file, or what is packed in it."""
    path, content = source.path, source.content
    container = _container(path.name, content)
    if container is not None:
        what, members_of = container
        members = members_of(content, budget)
        yield from _unpacked(source, what, members, budget, depth)
        return
    try:
        recognise(path.name, content)
    except Unreadable as problem:
        # Whoever named it so meant it to be a return.
        is_other = problem.is_other and path.suffix.lower() not in SPREADSHEETS
        yield Left(path, Unreadable(problem.what, problem.do, is_other=is_other))
        return
    yield source


def _container(name: str, content: bytes) -> tuple[Unreadable, _MembersOf] | None:
    """Return how a file is looked into, and what it is if there is no workbook in it."""
    if is_archive(content):
        return _ARCHIVE, members_of_archive
    if is_outlook_mail(content):
        return _MAIL, members_of_outlook_mail
    if is_mail(name, content):
        return _MAIL, members_of_mail
    return None


_MembersOf: TypeAlias = Callable[[bytes, Budget], Members]

_ASK = "ask the sender for the workbook itself"
_ARCHIVE = Unreadable("is a zip archive without a workbook", _ASK)
_MAIL = Unreadable("is an e-mail message without a workbook", _ASK, is_other=True)


def _unpacked(
    container: Source, without: Unreadable, members: Members, budget: Budget, depth: int
) -> Iterator[Found]:
    """Yield what is in a container, and the container itself where no workbook is in it."""
    holds_workbooks = False
    try:
        if depth >= MAX_DEPTH:
            raise Unreadable("is packed in too many others", _ASK)
        for member in members:
            for found in _unpacked_member(container, member, budget, depth):
                holds_workbooks |= isinstance(found, Source)
                yield found
    except Unreadable as problem:
        yield Left(container.path, problem)
        return
    if not holds_workbooks:
        yield Left(container.path, without)


def _unpacked_member(
    container: Source, member: Member, budget: Budget, depth: int
) -> Iterator[Found]:
    path = named_in(container.path, member.name)
    source = Source(path, member.content, member.dated, container.arrived)
    if member.opened is not None:
        yield from _unpacked(source, _MAIL, member.opened(budget), budget, depth + 1)
        return
    try:
        _refuse_by_name(member.name)
        if member.problem is not None:
            raise member.problem
        if not member.content:
            raise empty()
    except Unreadable as problem:
        yield Left(path, problem)
        return
    yield from _looked_into(source, budget, depth + 1)


def _refuse_by_name(name: str) -> None:
    """Refuse what only its name gives away.

    Raises:
        Unreadable: with what it is.
    """
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].lower()
    if last.startswith(OFFICE_LOCKS):
        raise open_elsewhere()
    if last in _KEPT_BY_PROGRAMS or any(part.startswith(_OF_A_MAC) for part in parts):
        raise Unreadable("is what a computer keeps for itself", "leave it", is_other=True)
    if last.endswith(_SIGNATURES):
        raise Unreadable("is a signature, not a workbook", "leave it", is_other=True)
    if last.endswith(_TO_LOOK_AT):
        raise Unreadable("is a picture, a sound or a film", "leave it", is_other=True)
    if last.endswith(_UNFINISHED):
        raise Unreadable("is a download that was not finished", "download it again, and whole")
    if last.endswith(_TEXT_OF_A_SHEET):
        raise Unreadable(
            "is the text of one sheet, not a workbook",
            "ask the sender for the workbook itself, as .xlsx",
        )
