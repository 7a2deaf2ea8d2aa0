"""Honest books in villages of the division, as folders of CSV, for tests that load them."""

from tests.registry.made import VILLAGE, honest, write_csv

# Two villages of one county, in two townships, and one of another county.
HERE, NEXT, ABROAD = "410324100001", "410324101203", "410325100001"


def book(village=HERE, year=2016):
    """The honest book, moved to a village of the division and a year."""
    return {name: [_moved(row, village, year) for row in rows] for name, rows in honest().items()}


def _moved(row, village, year):
    cells = {title: cell.replace(VILLAGE, village) if cell else cell for title, cell in row.items()}
    return cells | {"行政村": None} | ({"年度": str(year)} if "年度" in row else {})


def number(household, village=HERE):
    """The number of the first, second or third household of a book."""
    return f"{village}0000{household}"


def put(book, sheet, household, heading, value, person=None):
    """Put a value in a cell of a household's row (or of one of its people); the book."""
    for row in book[sheet]:
        if row["户编号"].endswith(f"0000{household}") and (person is None or row["人编号"].endswith(f"0{person}")):
            row[heading] = value
    return book


def written(folder, rows):
    """The path of the book, written as a folder of CSV."""
    return write_csv(folder, rows)
