"""Returns workbooks, checks and the consolidated spreadsheet of a Local Area Agreement.

The parts, in the order the data flow through them:

``framework``     who reports what: theme groups, outcomes, indicators, targets
``templates``     what each workbook looks like: columns, sheets, lists, lights
``returns``       the workbook one theme group completes: written, read, completed
``checks``        findings: what is wrong or odd in a return
``marking``       marked copies: a return with its findings in it
``findings_page`` the findings as one HTML page, to print or to mail
``ledger``        every file received and every value accepted, in SQLite
``receipts``      what is said to the sender of each accepted return
``differences``   what changed between two returns or two rounds
``consolidated``  the LAA spreadsheet, and its comparison with the published one

``workbooks`` reads spreadsheet files of any origin; ``formulas`` evaluates the
formulas that templates and rules declare.
"""

__version__ = "0.1.0"
