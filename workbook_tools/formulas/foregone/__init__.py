"""What a formula surely gives on a row, seen without the engine; or that only the engine can say.

Most rules begin with conditions such as ``ISNUMBER([@actual_city])``, and most rows do not
meet them; most formulas of a row give an empty text while nothing is entered. What is certain
is read here, in the part of Excel's language of which there is no doubt; on anything else the
answer is :data:`UNKNOWN`, and the formula is put to the engine. A test holds every sure answer
against the engine's.
"""

from workbook_tools.formulas.foregone.reading import reading_of as reading_of
from workbook_tools.formulas.foregone.reading import result_of as result_of
from workbook_tools.formulas.foregone.values import ALONE as ALONE
from workbook_tools.formulas.foregone.values import UNKNOWN as UNKNOWN
from workbook_tools.formulas.foregone.values import Mark as Mark
