"""Prints what openpyxl reads in a workbook, as JSON: for each sheet its name, how it is shown, and its cells.

    python workbook.py FILE.xlsx
"""

import json
import sys

import openpyxl


def cell_of(cell):
    """What a cell says and how: its text, its type, its number format, whether it wraps, where it leads to."""
    link = cell.hyperlink
    target = None
    if link is not None:
        target = (link.target or "") + ("#" + link.location if link.location else "")
    return {
        "text": cell.value,
        "type": cell.data_type,
        "format": cell.number_format,
        "wraps": bool(cell.alignment.wrap_text),
        "place": cell.alignment.vertical,
        "bold": bool(cell.font.bold),
        "link": target,
    }


def sheet_of(sheet):
    """What a sheet is called, how it is shown, and its rows."""
    return {
        "name": sheet.title,
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "size": sheet.dimensions,
        "right_to_left": bool(sheet.sheet_view.rightToLeft),
        "widths": [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]],
        "rows": [[cell_of(cell) for cell in row] for row in sheet.iter_rows()],
    }


def main():
    book = openpyxl.load_workbook(sys.argv[1])
    made = {"title": book.properties.title, "created": str(book.properties.created)}
    json.dump({"made": made, "sheets": [sheet_of(sheet) for sheet in book]}, sys.stdout)


main()
