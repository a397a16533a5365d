"""What stands in a working folder: settings, form, framework, ledger."""

from __future__ import annotations

import getpass
from functools import cached_property
from pathlib import Path

from workbook_tools.declared.resources import DECLARED
from workbook_tools.folder.settings import Settings, load_settings
from workbook_tools.form import Form, load_form
from workbook_tools.form.form import TEMPLATES
from workbook_tools.framework.earlier_version import outdated
from workbook_tools.framework.history import History, load_history
from workbook_tools.ledger import Ledger
from workbook_tools.problems import DeclarationError, LaaError


class Contents:
    """What stands in a folder now; what it has not of its own is what the toolkit ships."""

    def __init__(self, path: str | Path = ".") -> None:
        """Look at a folder; nothing is made or changed.

        Raises:
            DeclarationError: its settings or its framework are declared wrongly, or it is of an
                earlier version of the toolkit.
        """
        self.settings: Settings = load_settings(Path(path).resolve())
        own = self.path / self.settings.framework
        try:
            self.history: History = load_history(own if own.is_dir() else self.settings.framework)
        except DeclarationError as error:
            if own.is_dir() and outdated(own):
                raise DeclarationError(
                    f"{self.path} was made by an earlier version of the toolkit; bring it up to "
                    f"date with “laa init {self.path}”."
                ) from error
            raise

    @property
    def path(self) -> Path:
        """The folder."""
        return self.settings.folder

    @cached_property
    def form(self) -> Form:
        """The form that stands in the folder now; the shipped one where it has none."""
        return load_form(self.path if (self.path / TEMPLATES).is_dir() else DECLARED)

    @property
    def contact(self) -> str:
        """Whom theme groups ask, in one line; empty where the settings do not say."""
        contact = self.settings.contact
        return ", ".join(filter(None, (contact.name, contact.email, contact.telephone)))

    @property
    def who(self) -> str:
        """Who is at work, as the ledger keeps it: the contact's name, else the user's."""
        if self.settings.contact.name:
            return self.settings.contact.name
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return ""

    def require_declared(self) -> None:
        """Refuse to work where there is no working folder: a ledger would be left there.

        Raises:
            LaaError: the folder has no settings of its own.
        """
        if not self.settings.is_declared:
            raise LaaError(
                f"{self.path} is no working folder: it has no {self.settings.file.name}; go to "
                "the one that has it, or make one with “laa init”."
            )

    def ledger(self, *, create: bool = False) -> Ledger:
        """Open the ledger: to read it, or with ``create`` to write, starting it where needed.

        Raises:
            LaaError: there is none, or it cannot be opened, or it would be started where there
                is no working folder.
        """
        if create:
            self.require_declared()
        else:
            refuse_lost(self.settings)
        return Ledger.open(self.settings.ledger_path, create=create, read_only=not create)


def refuse_lost(settings: Settings) -> None:
    """Refuse to say that nothing has come in where receipts say that something has.

    Raises:
        LaaError: the ledger is missing or empty, and there are receipts.
    """
    path, folder = settings.ledger_path, settings.receipts_path
    if settings.has_ledger:
        return
    receipts = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if receipts:
        what = "is empty" if path.exists() else "is missing"
        raise LaaError(
            f"{path} {what}, and yet {folder} has receipts of returns ({receipts[0].name}); put "
            "back the latest copy you kept of the ledger, or move the receipts away to begin anew."
        )
