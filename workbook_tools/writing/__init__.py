"""Writing workbooks: the layer over XlsxWriter that every writer uses."""
