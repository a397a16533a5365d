"""Claims: what a comment, or the name of a measure, says of figures, held against its row.

``figures``   the figures of a row, and all that can be had from them
``reading``   the claims of a text: sentences, numbers, and what they are about
``subject``   whether a claim is about its row, or about another place, time or thing
``judging``   whether a claim can be had from the row; if not, what the row says instead
``check``     one query for each row whose words and figures contradict each other

Nothing is said of a claim that is worded in another way than the form declares, that is
about another place or time, or that can be had from the row in any way.
"""

from workbook_tools.checks.claims.check import check_claims

__all__ = ["check_claims"]
