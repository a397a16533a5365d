"""Returns workbooks, checks and the consolidated spreadsheet of a Local Area Agreement.

The rooms, in the order in which the data flow through them. Each uses those above it,
none below; ``tests/test_house.py`` holds the order.

``declared``     declared files: where they are, read with their mistakes named
``values``       what was reported, what was found, and when two values are the same
``workbooks``    spreadsheet files of any origin, read
``framework``    who reports what: theme groups, outcomes, indicators, targets, and since when
``form``         how it is asked and shown: columns, sheets, lists, lights, rules, texts, views
``formulas``     formulas over columns, placed in cells and worked out
``plan``         one return as it is issued: its tables and where everything stands
``rules``        the rules, placed on the rows of a plan
``writing``      the layer over XlsxWriter
``returns``      the workbook one theme group completes, written
``checks``       a completed return read: findings and values
``ledger``       what was issued, what came in, what counts, in SQLite
``upkeep``       the framework as a workbook to edit, and applied
``reports``      what is told: page, marked copy, receipt, differences, rule book
``consolidated`` the LAA spreadsheet
``published``    the published round: completed returns, comparison with the print
``folder``       a working folder, and all that can be done with it
``commands``     the command line: options and printing
"""

__version__ = "0.2.0"
