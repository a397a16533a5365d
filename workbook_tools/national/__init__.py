"""Many areas compared: what their returns say, as tables, questions over them, and a workbook.

An area is a working folder. What the public may see of its round becomes rows of plain tables
(``gathering``), kept as Parquet files (``kept``); every question over them is SQL
(``questions``), and every sheet of the workbook an answer (``workbook``).
"""

from workbook_tools.national.comparing import (
    Compared,
    compare_areas,
    read_areas,
    working_folders,
)

__all__ = ["Compared", "compare_areas", "read_areas", "working_folders"]
