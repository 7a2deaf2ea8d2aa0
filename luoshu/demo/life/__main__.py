"""`python -m luoshu.demo.life PART PEOPLE FOLDER`: one part of the story in a process and a transaction of its own."""

import os
import sys
from pathlib import Path

import django


def main(part, people, folder):
    """Live through a part, unless that is done; prints what was refused that the story did not expect."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")
    django.setup()
    from django.db import transaction

    from luoshu.core.scope import Actor
    from luoshu.demo.build import CITY, SEED
    from luoshu.demo.city.city import City
    from luoshu.demo.life.living import live

    done = Path(folder) / f"lived_{part}"
    if done.exists():
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        tours = live(part, City(people, SEED), folder, Actor.system("演示", area=CITY))
    done.touch()
    for tour in tours:
        for refused in tour.refused:
            print(tour.kind, *refused)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
