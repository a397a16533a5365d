"""The type ``money``: an amount in pounds and pence."""

from __future__ import annotations

from workbook_tools.form.types.number import Number


class Money(Number):
    """Pounds, shown with their sign and the pence wherever they are shown."""

    name = "money"
    style = "figure"
    words_style = "text"
    own_format = '"£"#,##0.00'

    def _size(self, by: float) -> str:
        return self.shown(by)
