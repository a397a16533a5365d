"""``python -m workbook_tools`` is the command ``laa``."""

from workbook_tools.commands import run

if __name__ == "__main__":
    run()
