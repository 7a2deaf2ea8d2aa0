"""The demo's log-ins: one for each first screen, and enough at each level that nobody approves what they proposed.

They exist only in the demo.
"""

from datetime import date

PASSWORD = "luoshu-demo-2016"
SINCE = date(2016, 1, 1)
COUNTY, OTHER_COUNTY = "410325", "410328"
# user name, name, role, the place that the posting reaches, and what is told of it
PEOPLE = (
    ("leader", "李明远", "city_leader", "city", "市领导，全市"),
    ("office", "周文静", "city_office", "city", "市扶贫办，全市"),
    ("office2", "韩雪梅", "city_office", "city", "市扶贫办第二人，全市"),
    ("evaluator", "宋启明", "evaluator", "city", "第三方评估，全市"),
    ("hotline", "许晓琳", "hotline_clerk", "city", "12317 接线员，全市"),
    ("director", "王建国", "county_director", "county", "嵩县扶贫办主任，全县"),
    ("register", "刘芳", "county_register", "county", "嵩县建档立卡管理员，导入和改错"),
    ("register2", "郭永强", "county_register", "county", "嵩县建档立卡管理员第二人"),
    ("education", "谢春玲", "bureau_education", "county", "嵩县教育局，核查上学"),
    ("health", "曹明亮", "bureau_health", "county", "嵩县卫健委，核查医保和看病"),
    ("housing", "冯志刚", "bureau", "county", "嵩县住建局，核查住房"),
    ("township", "赵海霞", "township_reviewer", "township", "乡镇审核员，一个乡镇"),
    ("township2", "程立新", "township_reviewer", "township", "乡镇审核员第二人，同一个乡镇"),
    ("secretary", "赵国强", "first_secretary", "village", "驻村第一书记，一个村"),
    ("worker", "吴秀兰", "village_worker", "village", "村干部，同一个村"),
    ("clerk", "何静", "clerk", "village", "代录员，同一个村"),
    ("helper", "陈晓燕", "helper", "village", "帮扶责任人，自己包的户"),
    ("neighbour", "孙志强", "county_director", "other", "洛宁县扶贫办主任，看不到嵩县"),
    ("neighbour2", "贾慧敏", "county_register", "other", "洛宁县建档立卡管理员，接转来的人"),
    ("neighbour3", "董文涛", "township_reviewer", "other_township", "洛宁县一个乡镇的审核员"),
    ("neighbour4", "龙春梅", "village_worker", "other_village", "洛宁县一个村的村干部"),
)
# Officials of the other villages of the story, for whom nobody logs in.
CREW = (
    ("worker3", "段守信", "village_worker", "village2"),
    ("township3", "白玉洁", "township_reviewer", "township2"),
    ("worker4", "秦天成", "village_worker", "village3"),
    ("township4", "江晓敏", "township_reviewer", "township3"),
)


def make(by):
    """Create the accounts that are missing and appoint them."""
    from luoshu.core.actions import appoint, create_account
    from luoshu.core.models import Account
    from luoshu.registry.actions import keep_roll

    codes, households = places(by)
    for username, name, role, level in (*(each[:4] for each in PEOPLE), *CREW):
        if level in codes and not Account.objects.filter(username=username).exists():
            user = create_account(username=username, name=name, password=PASSWORD, by=by)
            area = codes[level]
            if role == "helper":
                own = keep_roll(kind="helped", name=f"{name}包户", area=area, households=households, by=by)
                appoint(user=user, role=role, area=area, since=SINCE, whole=False, rolls=[own.pk], by=by)
            else:
                appoint(user=user, role=role, area=area, since=SINCE, by=by)


def places(by):
    """The code of each level around the villages with the most households, and whom one helper there helps."""
    from django.db.models import Count

    from luoshu.core.scope import within
    from luoshu.registry.models import Pairing

    with within(by):
        here, there = _largest(COUNTY, 3), _largest(OTHER_COUNTY, 1)
        paired = Pairing.objects.filter(area=here[0]).values("helper").annotate(n=Count("id")).order_by("-n", "helper")
        helper = paired.first()
        own = Pairing.objects.filter(area=here[0], helper=helper["helper"]) if helper else Pairing.objects.none()
        households = sorted(own.values_list("household_id", flat=True))
    codes = {"city": COUNTY[:4], "county": COUNTY, "other": OTHER_COUNTY}
    villages = dict(zip(("village", "village2", "village3"), here, strict=False))
    villages |= dict(zip(("other_village",), there, strict=False))
    towns = {name.replace("village", "township"): code[:9] for name, code in villages.items()}
    return codes | villages | towns, households


def _largest(county, count):
    """The villages of a county with the most households."""
    from django.db.models import Count

    from luoshu.registry.models import Household

    rows = Household.objects.filter(area__startswith=county).values("area").annotate(n=Count("id"))
    return [row["area"] for row in rows.order_by("-n", "area")[:count]]


def told():
    """The log-ins as the command prints them."""
    lines = [f"  {username:<10} {what}" for username, *_, what in PEOPLE]
    return "\n".join([f"演示账号（密码都是 {PASSWORD}）：", *lines])
