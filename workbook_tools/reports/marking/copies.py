"""Marked copies as files, in a folder of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_tools.files import is_own, write_own
from workbook_tools.form import Form
from workbook_tools.form.rules.structure import for_adviser
from workbook_tools.problems import LaaError
from workbook_tools.reports.marking.findings_sheet import Heading
from workbook_tools.reports.marking.mark import mark
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks.delimited import is_delimited
from workbook_tools.workbooks.opening import faults_of
from workbook_tools.workbooks.recognise import Format, recognise

if TYPE_CHECKING:
    from workbook_tools.checks import Outcome


class CopyFolder:
    """The folder that the marked copies of one check go to, each under its file's name.

    A marked copy goes back to the adviser: what only the secretariat can act on is not in it.
    """

    def __init__(
        self, form: Form, folder: Path, submitted: Sequence[Path], *, replace: bool = False
    ) -> None:
        """Choose the folder; it is made when the first copy is written.

        Args:
            form: declares the words and colours of the marks.
            folder: where the copies go.
            submitted: all the files that are checked; none of them is ever written over.
            replace: write over what is no marked copy, or was changed since.
        """
        self._form, self._folder = form, folder
        self._submitted, self._replace = submitted, replace
        self._written: dict[str, Path] = {}

    def save(self, checked: Outcome) -> Path:
        """Write the marked copy of a return and say where.

        Raises:
            LaaError: it cannot be marked, or something else stands where it would go.
        """
        heading = Heading(
            checked.path.name,
            checked.group_title or checked.identity.theme_group,
            checked.round.title if checked.round else checked.identity.round,
        )
        findings = for_adviser(checked.findings, self._form.structure_rules)
        return self.save_content(checked.path, checked.content(), findings, heading)

    def save_content(
        self, path: Path, content: bytes, findings: Sequence[Finding], heading: Heading
    ) -> Path:
        """Write the marked copy of any workbook and say where.

        Raises:
            LaaError: it cannot be marked, or something else stands where it would go.
        """
        target = self._folder / path.name
        self._claim(path, target)
        with faults_of(path):
            kind = _kind(path, content)
            if kind != Format.XLSX.value:
                raise LaaError(
                    f"{path} cannot be marked, because marks can only be put into .xlsx "
                    f"workbooks and this is {kind}; save it as .xlsx in Excel or "
                    "LibreOffice and check that copy."
                )
            marked = mark(self._form, content, findings, heading)
        write_own(target, marked, replace=True)
        self._written[target.name.casefold()] = path
        return target

    def _claim(self, path: Path, target: Path) -> None:
        """Refuse a place where something stands that is not a marked copy of an earlier check."""
        earlier = self._written.get(target.name.casefold())
        if earlier is not None:
            raise LaaError(
                f"{path} cannot be marked, because {earlier} has the same file name and its "
                f"marked copy is in {self._folder} already; check the two one after the other, "
                "with another folder each."
            )
        if not target.exists():
            return
        if any(each.exists() and target.samefile(each) for each in self._submitted):
            raise LaaError(
                f"{target} is itself a file that is checked, and its marked copy would be "
                "written over it; choose another folder with --marked."
            )
        if not self._replace and not is_own(target):
            raise LaaError(
                f"{target} is there already and is not a marked copy, or somebody has changed it "
                "since, so it is left alone; choose another folder with --marked, or write over "
                "it with --replace."
            )


def _kind(path: Path, content: bytes) -> str:
    """Return ``xlsx``, or what a file is instead: ``an .ods file``."""
    if is_delimited(path.name, content):
        return "a text file"
    kind, _ = recognise(path.name, content)
    return kind.value if kind is Format.XLSX else f"an .{kind.value} file"
