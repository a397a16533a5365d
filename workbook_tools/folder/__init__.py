"""A working folder: its settings, its framework and form, its ledger, and what is done with it."""

from workbook_tools.folder.folder import Folder, open_folder

__all__ = ["Folder", "open_folder"]
