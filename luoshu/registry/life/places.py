"""Villages and counties leave the list: the year of exit in the village's records, and who decided, by year."""

from luoshu.core import clock
from luoshu.core.cases.hooks import effect
from luoshu.core.errors import NotPossible
from luoshu.registry.life import decisions
from luoshu.registry.models import Village, VillageYear


@effect("exit_village")
def exit_village(cases, taken):
    """The village exits (出列): its year of exit stands in that year's record and in those after."""
    for case in cases:
        village = Village.objects.filter(area=case.area).first()
        if village is None:
            raise NotPossible("登记册里没有这个村", "请先导入村表。")
        year = decisions.year_of(case)
        decisions.record_place("exited", "village", case, taken)
        if not VillageYear.objects.filter(village=village, year=year).exists():
            VillageYear.objects.create(
                county=village.county, area=village.area, village=village, year=year, is_listed=True,
                entered_at=clock.now(),
            )  # fmt: skip
        VillageYear.objects.filter(village=village, year__gte=year).update(exited_year=year)


@effect("exit_county")
def exit_county(cases, taken):
    """The county leaves the list of poor counties (摘帽)."""
    for case in cases:
        decisions.record_place("exited", "county", case, taken)
