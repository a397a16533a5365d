"""Chasing: what is outstanding of each theme group, and the letter that says so."""

from workbook_tools.reports.chasing.folder import LetterFolder
from workbook_tools.reports.chasing.letter import Letter, Sender, letter_to
from workbook_tools.reports.chasing.outstanding import Outstanding, outstanding_of

__all__ = ["Letter", "LetterFolder", "Outstanding", "Sender", "letter_to", "outstanding_of"]
