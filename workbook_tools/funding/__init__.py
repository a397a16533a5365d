"""Funding tables of any origin: understood, cast, explained."""
