"""What only its name gives away: a file is else known by its content."""

from __future__ import annotations

from workbook_tools.files import OFFICE_LOCKS, SPREADSHEETS
from workbook_tools.workbooks.unreadable import Unreadable, link_elsewhere, open_elsewhere

_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp")
"""Endings of names that programs give a file until it has come in as a whole."""

_KEPT_BY_PROGRAMS = ("thumbs.db", "desktop.ini")
_OF_A_MAC = ("._", "__MACOSX")
"""What systems leave in folders and archives, for themselves; so are names with a dot in front."""

_LINKS = (".lnk", ".url", ".webloc", ".desktop", ".gsheet")
"""Endings of what only says where a file is."""

_SIGNATURES = (".p7s", ".sig", ".asc")
"""Endings of what programs attach to a mail to vouch for it."""

_TO_LOOK_AT = (
    *(".bmp", ".tif", ".tiff", ".webp", ".heic", ".svg", ".ico", ".emf", ".wmf"),
    *(".mp3", ".wav", ".mp4", ".mov", ".avi"),
)
_TEXT_OF_A_SHEET = (".csv", ".tsv", ".prn", ".dif", ".slk")


def refuse_by_name(name: str) -> None:
    """Refuse what only its name gives away.

    Raises:
        Unreadable: with what it is.
    """
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].lower()
    if last.startswith(OFFICE_LOCKS):
        raise open_elsewhere()
    is_hidden = last.startswith(".") and not last.endswith(SPREADSHEETS)
    of_a_mac = any(part.startswith(_OF_A_MAC) for part in parts)
    if is_hidden or of_a_mac or last in _KEPT_BY_PROGRAMS:
        raise Unreadable("is what a computer keeps for itself", "leave it", is_other=True)
    if last.endswith(_SIGNATURES):
        raise Unreadable("is a signature, not a workbook", "leave it", is_other=True)
    if last.endswith(_TO_LOOK_AT):
        raise Unreadable("is a picture, a sound or a film", "leave it", is_other=True)
    if last.endswith(_LINKS):
        raise link_elsewhere()
    if last.endswith(_UNFINISHED):
        raise Unreadable("is a download that was not finished", "download it again, and whole")
    if last.endswith(_TEXT_OF_A_SHEET):
        raise Unreadable(
            "is the text of one sheet, not a workbook",
            "ask the sender for the workbook itself, as .xlsx",
        )
