"""The demo's log-ins: one for each first screen. They exist only in the demo."""

from datetime import date

PASSWORD = "luoshu-demo-2016"
SINCE = date(2016, 1, 1)
COUNTY, OTHER_COUNTY = "410325", "410328"
# user name, name, role, and the level of the code that the posting reaches
PEOPLE = (
    ("leader", "李明远", "city_leader", "city", "市领导，全市"),
    ("office", "周文静", "city_office", "city", "市扶贫办，全市"),
    ("director", "王建国", "county_director", "county", "嵩县扶贫办主任，全县"),
    ("register", "刘芳", "county_register", "county", "嵩县建档立卡管理员，导入和改错"),
    ("township", "赵海霞", "township_reviewer", "township", "乡镇审核员，一个乡镇"),
    ("secretary", "赵国强", "first_secretary", "village", "驻村第一书记，一个村"),
    ("helper", "陈晓燕", "helper", "village", "帮扶责任人，自己包的户"),
    ("neighbour", "孙志强", "county_director", "other", "洛宁县扶贫办主任，看不到嵩县"),
)


def make(by):
    """Create the accounts that are missing and appoint them."""
    from luoshu.core.actions import appoint, create_account
    from luoshu.core.models import Account
    from luoshu.registry.actions import keep_roll

    places, households = _places(by)
    for username, name, role, level, _ in PEOPLE:
        if not Account.objects.filter(username=username).exists():
            user = create_account(username=username, name=name, password=PASSWORD, by=by)
            area = places[level]
            if role == "helper":
                own = keep_roll(kind="helped", name=f"{name}包户", area=area, households=households, by=by)
                appoint(user=user, role=role, area=area, since=SINCE, whole=False, rolls=[own.pk], by=by)
            else:
                appoint(user=user, role=role, area=area, since=SINCE, by=by)


def _places(by):
    """The code of each level around the village with the most households, and whom one helper there helps."""
    from django.db.models import Count

    from luoshu.core.scope import within
    from luoshu.registry.models import Household, Pairing

    with within(by):
        here = Household.objects.filter(area__startswith=COUNTY)
        village = here.values("area").annotate(n=Count("id")).order_by("-n", "area").first()["area"]
        paired = Pairing.objects.filter(area=village).values("helper").annotate(n=Count("id")).order_by("-n", "helper")
        helper = paired.first()
        own = Pairing.objects.filter(area=village, helper=helper["helper"]) if helper else Pairing.objects.none()
        households = sorted(own.values_list("household_id", flat=True))
    codes = {"city": COUNTY[:4], "county": COUNTY, "township": village[:9], "village": village, "other": OTHER_COUNTY}
    return codes, households


def told():
    """The log-ins as the command prints them."""
    lines = [f"  {username:<10} {what}" for username, *_, what in PEOPLE]
    return "\n".join([f"演示账号（密码都是 {PASSWORD}）：", *lines])
