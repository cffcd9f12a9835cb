"""How much of a file is still a table of customers, in one place."""

CELL_LIMIT = 100_000  # Characters. No note is as long; an unclosed quotation mark soon is.
COLUMN_LIMIT = 500
LINE_LIMIT = 16 * 1024**2  # Bytes. Text is read line by line, so one endless line would fill the memory.

# What an Excel file may unpack to, in bytes. A sheet has some 40 for each cell: that is a million customers with twelve
# cells, or less with much text.
UNPACKED_LIMIT = 512 * 1024**2
# The texts of a workbook are kept in memory, as they are.
TEXTS_LIMIT = 128 * 1024**2
# What else is read whole becomes a tree many times as large: each part with styles or names, and each row of a sheet.
PART_LIMIT = 16 * 1024**2
# Real sheets shrink to a tenth or a fiftieth, bombs to a thousandth; small parts may shrink as they like.
RATIO_LIMIT = 200
RATIO_FROM = 10 * 1024**2
SHEET_ROW_LIMIT = 1_048_576  # What Excel itself can hold. A damaged file may number its rows without end.
