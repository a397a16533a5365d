"""The published 2006-07 spreadsheet: returns filled in from it, and the rebuilt one compared.

It is the toolkit's main test: what was published must come out again, and every
difference must have a reason.
"""
