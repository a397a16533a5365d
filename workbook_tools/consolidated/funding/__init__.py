"""The funding sheets of the LAA spreadsheet: the tables as published, and what follows from them.

Every total is a formula. The other sheets look at the cells of the table of the year, so that
an amount changed there changes all of them, and their controls.
"""
