"""Walking through an inbox: files, folders in it, and what is packed in archives and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from workbook_tools.files import SPREADSHEETS
from workbook_tools.inbox.archives import is_archive, members_of_archive
from workbook_tools.inbox.by_name import refuse_by_name
from workbook_tools.inbox.left import Left
from workbook_tools.inbox.mails import is_mail, members_of_mail
from workbook_tools.inbox.members import BETWEEN, MAX_DEPTH, Budget, Member, Members, named_in
from workbook_tools.inbox.outlook import is_outlook_mail, members_of_outlook_mail
from workbook_tools.workbooks.recognise import recognise
from workbook_tools.workbooks.source import Source, empty, read_source
from workbook_tools.workbooks.unreadable import Unreadable

Found: TypeAlias = Source | Left


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


def lightly(source: Source) -> Path | Source:
    """Return only the place of what lies by itself, where it can be read again when its turn
    comes; what is packed in another is handed on as it is."""
    return source.path if source.path.is_file() else source


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
        refuse_by_name(path.name)
        source = read_source(path)
    except Unreadable as problem:
        yield Left(path, problem)
        return
    try:
        yield from _looked_into(source, Budget(), 0)
    except Exception as error:  # One file does not keep the others out.
        fault = f"upset the toolkit itself ({type(error).__name__}: {error})"
        yield Left(path, Unreadable(fault, "please report this with the file"))


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
    names: set[Path] = set()
    try:
        if depth >= MAX_DEPTH:
            raise Unreadable("is packed in too many others", _ASK)
        for member in members:
            path = _unlike(named_in(container.path, member.name), names)
            for found in _unpacked_member(container, member, path, budget, depth):
                holds_workbooks |= isinstance(found, Source)
                yield found
    except Unreadable as problem:
        yield Left(container.path, problem)
        return
    if not holds_workbooks:
        yield Left(container.path, without)


def _unlike(path: Path, names: set[Path]) -> Path:
    """Return a name that no member had before: two attachments may be called the same."""
    name, number = path, 1
    while name in names:
        number += 1
        name = path.with_name(f"{path.stem} ({number}){path.suffix}")
    names.add(name)
    return name


def _unpacked_member(
    container: Source, member: Member, path: Path, budget: Budget, depth: int
) -> Iterator[Found]:
    source = Source(path, member.content, member.dated, container.arrived)
    if member.opened is not None:
        yield from _unpacked(source, _MAIL, member.opened(budget), budget, depth + 1)
        return
    try:
        refuse_by_name(member.name)
        if member.problem is not None:
            raise member.problem
        if not member.content:
            raise empty()
    except Unreadable as problem:
        yield Left(path, problem)
        return
    yield from _looked_into(source, budget, depth + 1)
