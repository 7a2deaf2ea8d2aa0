"""Small workbooks for a village that the cast reaches."""

from tests.registry import made

from .little import HERE

FILE = "嵩县_上仓村_2016.xlsx"
BAD = "五千"


def rows(area=HERE, name="上仓村"):
    """The honest book, moved to a real village."""
    moved = {made.VILLAGE: area, made.VILLAGE_NAME: name}

    def there(text):
        for old, new in moved.items():
            text = text.replace(old, new) if isinstance(text, str) else text
        return text

    return {name: [{k: there(v) for k, v in row.items()} for row in sheet] for name, sheet in made.honest().items()}


def honest(folder):
    """A workbook without a fault."""
    return made.write_xlsx(folder / FILE, rows())


def faulty(folder, area=HERE, name="上仓村", bad=BAD):
    """The second of three households has a word where its wages should be."""
    book = rows(area, name)
    book["household"][1]["工资性收入"] = bad
    return made.write_xlsx(folder / FILE, book)
