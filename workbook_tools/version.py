"""The version of the toolkit, which its workbooks name."""

__version__ = "0.2.0"
