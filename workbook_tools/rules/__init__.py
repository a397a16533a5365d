"""Rules on the rows of a return, accepted findings, and rules tried on their examples."""
