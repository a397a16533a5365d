"""What commands take from the working folder: settings, form, framework, round."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_tools.declared.resources import DECLARED
from workbook_tools.folder.settings import Settings, load_settings
from workbook_tools.form import Form, load_form
from workbook_tools.form.form import TEMPLATES
from workbook_tools.framework import Framework, Round, load_framework
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from workbook_tools.rules.waivers import Waiver


@dataclass(frozen=True, slots=True)
class WorkingFolder:
    """The current folder, with the framework and the round its settings name."""

    settings: Settings
    form: Form
    framework: Framework

    def round(self, round_id: str | None = None) -> Round:
        """Return the round asked for, else the settings' one, else the framework's first.

        Raises:
            LaaError: the framework has no such round.
        """
        wanted = round_id or self.settings.round or self.framework.rounds[0].id
        for round_ in self.framework.rounds:
            if round_.id == wanted:
                return round_
        raise LaaError(
            f"There is no round “{wanted}” in the framework {self.framework.id}; choose one of "
            f"{', '.join(round_.id for round_ in self.framework.rounds)}."
        )

    def expected_round(self, round_id: str | None) -> str:
        """Return the round that returns should be for; empty where any will do.

        Raises:
            LaaError: the framework has no round of the id asked for, or of the settings' one.
        """
        return self.round(round_id).id if round_id or self.settings.round else ""

    def waivers(self) -> tuple[Waiver, ...]:
        """Return the accepted findings of the folder; none where it has no file of them."""
        from workbook_tools.rules.waivers import FILE_NAME, load_waivers

        rules = frozenset(rule.id for rule in self.form.rules)
        return load_waivers(self.settings.folder / FILE_NAME, self.framework, rules)

    @property
    def contact(self) -> str:
        """Whom to ask, in one line; empty where the settings do not say."""
        contact = self.settings.contact
        return ", ".join(filter(None, (contact.name, contact.email, contact.telephone)))


def working_folder(folder: Path | None = None) -> WorkingFolder:
    """Return the current folder's settings, form and framework; the shipped where it has none."""
    settings = load_settings(folder or Path.cwd())
    own = settings.folder / settings.framework
    has_form = (settings.folder / TEMPLATES).is_dir()
    return WorkingFolder(
        settings,
        load_form(settings.folder if has_form else DECLARED),
        load_framework(own if own.is_dir() else settings.framework),
    )
