"""Values: what was reported (records), what was found wrong, and when two say the same."""
