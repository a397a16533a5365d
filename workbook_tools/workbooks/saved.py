"""When a workbook was saved last, as it says itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import etree

from workbook_tools.workbooks import markup
from workbook_tools.workbooks.package import Package
from workbook_tools.workbooks.unreadable import Unreadable

_CORE = ("core-properties", "coreProperties")
_OPEN_DOCUMENT = "meta.xml"


def saved_in(package: Package) -> datetime | None:
    """Return when the workbook in a package was saved last; None where it does not say.

    A workbook that is as old as its making was not saved by a program that notes the time:
    the returns are issued so. What cannot be read counts as not said; it is no fault.
    """
    try:
        if _OPEN_DOCUMENT in package:
            said = _texts(package, _OPEN_DOCUMENT)
            made, saved = said.get("creation-date"), said.get("date")
        else:
            said = _core_properties(package)
            made, saved = said.get("created"), said.get("modified")
    except (Unreadable, etree.LxmlError):
        return None
    moment, begun = _moment(saved), _moment(made)
    return None if moment is None or moment == begun else moment


def _core_properties(package: Package) -> dict[str, str]:
    for pointer in package.relationships():
        if pointer.kind in _CORE and pointer.target in package:
            return _texts(package, pointer.target)
    return {}


def _texts(package: Package, part: str) -> dict[str, str]:
    """Return the texts of a part by the names of their elements."""
    root = markup.parse(package.read(part))
    return {markup.local_name(each): each.text or "" for each in root.iter(etree.Element)}


_FRACTION = re.compile(r"\.\d+")


def _moment(said: str | None) -> datetime | None:
    try:
        # LibreOffice writes nine digits of a second, more than Python takes.
        moment = datetime.fromisoformat(_FRACTION.sub("", (said or "").strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
