"""Reports: what is told of returns, as text, page, marked copy, receipt or workbook."""
