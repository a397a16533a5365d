"""The kinds of errors that people make in returns, by what they do."""

from seeded.kinds import areas, dates, figures, looks, others, statuses, whole, words
from seeded.seeding import KINDS

__all__ = ["KINDS", "areas", "dates", "figures", "looks", "others", "statuses", "whole", "words"]
