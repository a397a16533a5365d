"""Funding tables, true and made up, and single errors injected into them."""
