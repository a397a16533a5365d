"""Where the declared data are: the templates, the frameworks and the rules.

In a checkout they stand beside the package, at the top of the project; a wheel
carries them inside the package. Nothing else in the toolkit knows the
difference.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "_declared"

DECLARED = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""The folder that the declared files are in, under the names they have in a working folder."""

TEMPLATES = DECLARED / "workbook_templates"
"""Folder of the workbook templates, with ``schemas/`` and ``frameworks/`` in it."""

SCHEMAS = TEMPLATES / "schemas"
"""Folder of the JSON Schemas that every declared file is checked against."""

FRAMEWORKS = TEMPLATES / "frameworks"
"""Folder with one folder for each framework the toolkit ships."""

DEFAULT_FRAMEWORK = "coventry-2007-08"
"""The framework used where neither the settings nor an option name another."""
