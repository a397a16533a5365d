"""The words that the tables of a framework may use in each column."""

from __future__ import annotations

UNIT_TYPES = ("percent", "money", "number", "rate", "ratio", "index", "years", "score")
POLARITIES = ("higher", "lower")
KINDS = (
    "count",
    "cumulative count",
    "rate",
    "ratio",
    "average",
    "survey",
    "index",
    "money",
    "yes/no",
    "project count",
)
PROFILES = ("cumulative", "from baseline", "level")
SCOPES = ("group", "rows")
FIELDS = ("baseline", "target", "actual")
MEASURES = ("value", "numerator")
STATUSES = (
    "number",
    "monitor only",
    "to be set",
    "no target",
    "not available",
    "not applicable",
    "lost",
)
LIMITS = ("", "less than")
BASES = ("printed", "supplied")
