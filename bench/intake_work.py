"""The parts of the intake benchmark that run in processes of their own."""

from pathlib import Path

from luoshu.core import database

YEAR, SEED = 2017, 2016


def make_workbooks(people, folder):
    """Every county's workbook of one year, written once."""
    from luoshu.demo.city import offices
    from luoshu.demo.city.city import City

    folder = Path(folder)
    if not (folder / "made").exists():
        offices.write(City(people, SEED), folder, "workbooks", [YEAR])
        (folder / "made").touch()


def load_divisions():
    """Luoyang's areas, which intake looks villages up in."""
    from luoshu.config.setup import ready

    ready()
    from luoshu.core.commands import load_luoyang

    load_luoyang()


def bare(files):
    """Parse the workbooks and COPY every cell as text, as the owner, into tables without keys, indexes or rules."""
    import fastexcel
    import psycopg

    for path in files:
        book = fastexcel.read_excel(path)
        with psycopg.connect(database.urls()[1]) as connection:
            for sheet in book.sheet_names:
                _copy(connection, sheet, book.load_sheet(sheet, header_row=None, dtypes="string").to_polars())


def _copy(connection, sheet, frame):
    columns = ", ".join(f"c{n} text" for n in range(frame.width))
    connection.execute("select pg_advisory_xact_lock(1)")
    connection.execute(f'create table if not exists "bare_{sheet}" ({columns})')
    connection.commit()
    with connection.cursor().copy(f'copy "bare_{sheet}" from stdin (format csv)') as copy:
        copy.write(frame.write_csv(include_header=False).encode())
    connection.commit()


def people_of_the_year():
    """How many people the register has a record of that year of, and how many households it holds back."""
    from luoshu.config.setup import ready

    ready()
    from luoshu.core.scope import Actor, within
    from luoshu.registry.models import HeldHousehold, PersonYear

    with within(Actor.system("benchmark", area="4103")):
        people = PersonYear.objects.filter(year=YEAR).count()
        return {"people": people, "held": HeldHousehold.objects.count()}
