"""Honest books in villages of the division, as folders of CSV, for tests that load them."""

from luoshu.core.models import Act, Change
from luoshu.registry.models import Household, HouseholdYear
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


def household(n=1):
    return Household.objects.get(code=number(n))


def year(n=1, of=2016):
    return HouseholdYear.objects.get(household__code=number(n), year=of)


def changes_since(act):
    """Rows written by later acts, but for the record of the upload itself."""
    return Change.objects.filter(act_id__gt=act).exclude(table_name="upload").count()


def last_act():
    return Act.objects.order_by("-id").values_list("id", flat=True).first()


def spoilt(n=2):
    """A book with a faulty cell in one member of a household."""
    return put(book(), "person", n, "务工时间", "半年", person=1)


def wrong_phone(value="123"):
    return put(book(), "household", 1, "联系电话", value)
