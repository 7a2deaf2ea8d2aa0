"""Procedures walked in a real browser, at each level's log-in, with nothing but what the pages say."""

import os
import re
import shutil
from datetime import date, datetime, timedelta

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.cases.models import CaseFile, Notice
from luoshu.core.scope import within
from luoshu.policy import procedures
from luoshu.registry.models import Household, HouseholdYear, Membership
from tests.browser.conftest import PASSWORD, enter
from tests.registry.life.deciding import insured
from tests.web import little

pytestmark = pytest.mark.browser
PAPER = "村档案柜第3格"
SHOTS = os.environ.get("LUOSHU_SHOTS")  # a folder: every page passed is pictured there, at both widths


class Walk:
    """Somebody before the pages: who, on which day, fills in what and presses which button."""

    def __init__(self, page, person, system):
        self.page, self.person, self.system, self.known, self.pictures = page, person, system, set(), 0
        self.today = date(2018, 1, 3)

    def act_as(self, name):
        """Log in as another of the cast."""
        self.page.context.clear_cookies()
        if name not in self.known:
            self.person(name, PASSWORD)
            self.known.add(name)
        self.page.goto("/login")
        enter(self.page, name)
        self.page.wait_for_url("**/")
        self.picture()
        return self

    def open(self, address):
        self.page.goto(address)
        self.picture()
        return self

    def picture(self):
        if SHOTS:
            self.pictures += 1
            for width in (1366, 390):
                self.page.set_viewport_size({"width": width, "height": 844})
                self.page.screenshot(path=f"{SHOTS}/{self.name}-{self.pictures:02d}-{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1366, "height": 768})

    def fill(self, **fields):
        """Type into the fields by their names, or choose from them; what is folded is unfolded first."""
        if "held_on" in fields or "meeting" in fields:
            self.page.evaluate("document.querySelectorAll('details.typed').forEach(each => { each.open = true })")
        for name, value in fields.items():
            field = self.page.locator(f"#f-{name}")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(str(value))
        return self

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.picture()
        return self

    def step(self, case, name, button, **fields):
        """Go from the case's page to the form of a step, fill it in and send it."""
        self.open(f"/cases/{case.pk}")
        self.page.locator(f"a[href='/cases/{case.pk}/steps/{name}']").first.click()
        self.fill(**fields)
        return self.press(button)

    def says(self, *texts):
        for text in texts:
            self.page.get_by_text(text).first.wait_for(timeout=5000)
        return self

    def look(self, question):
        """What the database holds."""
        with within(self.system):
            return question()

    def cases(self, **where):
        return self.look(lambda: list(CaseFile.objects.filter(**where).order_by("pk")))

    def case(self, **where):
        (found,) = self.cases(**where)
        return found


MEETING = {
    "meeting": "new", "entitled": 40, "present": 36, "meeting_minutes_at": PAPER,
}  # fmt: skip
FULL_MEETING = MEETING | {"meeting_attendance_at": PAPER, "meeting_vote_at": PAPER}


@pytest.fixture
def walk(page, person, system, request):
    """The walk, on 3 January 2018; `walk.on(day)` goes on to another day."""
    made = Walk(page, person, system)
    made.name = request.node.name
    with clock.standing_at(datetime(2018, 1, 3, 9, tzinfo=clock.ZONE)):
        with within(system):
            insured(system)
        yield made


@pytest.fixture
def later(walk):
    """Some days go by."""
    opened = []

    def go(days):
        walk.today += timedelta(days)
        standing = clock.standing_at(datetime(walk.today.year, walk.today.month, walk.today.day, 9, tzinfo=clock.ZONE))
        standing.__enter__()
        opened.append(standing)

    yield go
    for standing in reversed(opened):
        standing.__exit__(None, None, None)


def propose_exit(walk, code, day="2017-12-20"):
    """The village proposes the exit of one household, from its page."""
    walk.act_as("secretary").open(f"/households/{code}")
    walk.page.get_by_text("为这一户立案").click()
    walk.page.get_by_role("link", name="贫困户退出").click()
    walk.fill(happened_on=day, year=2017, held_on=day, **FULL_MEETING).press("民主评议初选")
    walk.says("已评议初选", "乡镇审核预脱贫名单")
    return walk.case(code=code, kind="household_exit")


def test_an_exit_is_held_for_an_unverified_house_and_then_refused_by_the_household(walk):
    case = propose_exit(walk, f"{little.HERE}0003")
    walk.act_as("reviewer").step(case, "list", "乡镇审核预脱贫", document_no="城政〔2018〕1号")
    walk.act_as("director").step(case, "prepare", "县批准预脱贫", document_no="嵩贫组〔2018〕1号")
    walk.says("预脱贫，重点帮扶")

    walk.open(f"/cases/{case.pk}").says("还没有核实：", "住房安全", "可由")
    assert walk.page.get_by_role("link", name="入户核实达标", exact=True).count() == 0
    with acting("test.report", walk.system):
        HouseholdYear.objects.filter(household__code=case.code, year=2017).update(
            house_grade="1", has_house_report=True
        )
    walk.step(case, "verify", "入户核实达标", paper_0=PAPER).says("请农户确认")

    walk.act_as("secretary").step(case, "refuse_to_sign", "农户不认可", paper_0=PAPER, witness_0="张三",
                                  not_exit_reason="01")  # fmt: skip
    walk.says("农户未认可，保留在册")
    assert walk.case().outcome == "refused"
    assert walk.look(lambda: Household.objects.get(code=case.code).status) != "1"


def decide_change(walk, case):
    """Verified by the village, reviewed by the township, entered by the county."""
    walk.act_as("secretary").step(case, "verify", "村里核实", kind_0="visit_record", paper_0=PAPER)
    walk.act_as("reviewer").step(case, "review", "乡镇审核通过", document_no="城政〔2018〕2号")
    walk.act_as("director").step(case, "enter", "县审批录入", document_no="嵩扶〔2018〕3号")


def choose(walk, name, text):
    """Choose an option that contains a text."""
    field = walk.page.locator(f"#f-{name}")
    field.select_option(field.locator("option", has_text=text).first.get_attribute("value"))


def report_change(walk, code, reason, person, **chosen):
    walk.act_as("secretary").open(f"/cases/open?kind=natural_change&household={code}")
    walk.fill(reason=reason, happened_on="2018-01-02", event_on="2018-01-01", proof_kind="statement", proof_paper=PAPER)
    choose(walk, "person", person)
    for name, text in chosen.items():
        choose(walk, name, text)
    walk.press("农户或村里报告").says("村里核实")
    return walk.cases(kind="natural_change")[-1]


def test_a_death_in_the_middle_ends_what_was_open_about_the_person(walk):
    code = f"{little.HERE}0004"
    prison = report_change(walk, code, "prison", "刘长锁", new_head="刘小妹")
    case = report_change(walk, code, "death", "刘长锁", new_head="刘小妹")
    decide_change(walk, case)

    walk.says("已变更")
    walk.open(f"/cases/{prison.pk}").says("对象灭失")
    assert walk.look(lambda: CaseFile.objects.get(pk=prison.pk).outcome) == "lapsed"
    assert walk.look(lambda: Household.objects.get(code=code).head_name) == "刘小妹"


def test_a_marriage_out_arrives_in_the_other_county_as_a_case_of_its_own(walk):
    code = f"{little.HERE}0004"
    case = report_change(walk, code, "marriage_out", "刘小妹", to_county="洛宁县")
    decide_change(walk, case)
    walk.says("已变更")
    assert walk.look(lambda: Membership.objects.get(person__name="刘小妹").until) == date(2018, 1, 1)

    walk.act_as("neighbour").open("/cases?view=open").says("婚入")
    walk.page.get_by_role("link", name=re.compile("刘小妹|410325-")).first.click()
    walk.says("家庭成员自然增减（婚入）")
    assert walk.page.get_by_text("刘长锁").count() == 0


def notice(walk, later, button_of_list="列出公示名单"):
    """The village lists, posts and after seven days proves a notice."""
    walk.act_as("secretary").open("/notices").press(button_of_list)
    walk.fill(place="村务公开栏", paper=PAPER).press("已张贴，开始计时").says("公示到")
    found = walk.look(lambda: Notice.objects.order_by("-pk").first())
    return found


def prove(walk, later, found):
    """The term runs out and the photograph of the last day is handed in."""
    later((found.ends_on - walk.today).days)
    walk.act_as("secretary").open(f"/notices/{found.pk}")
    walk.fill(taken_down_on=str(found.ends_on), paper=PAPER).press("期满，留证").says("可以办下一步")
    later(1)


def test_a_split(walk, later):
    code = f"{little.HERE}0004"
    walk.act_as("secretary").open(f"/cases/open?kind=split&household={code}")
    walk.fill(event_on="2018-01-01", proof_paper=PAPER, new_code=f"{little.HERE}0099")
    walk.page.get_by_label(re.compile("刘小妹")).check()
    choose(walk, "head", "刘小妹")
    walk.press("农户提出")
    case = walk.case(kind="split")
    walk.step(case, "verify", "村里核实", paper_0=PAPER, paper_1=PAPER)
    walk.step(case, "deliberate", "民主评议通过", held_on="2018-01-03", agreed=36, **FULL_MEETING)
    walk.step(case, "post", "提交公示", paper_0=PAPER)
    prove(walk, later, notice(walk, later))
    walk.act_as("reviewer").step(case, "review", "乡镇审核通过", document_no="城政〔2018〕4号")
    walk.act_as("director").step(case, "carry_out", "县审批分户", document_no="嵩扶〔2018〕5号")

    walk.says("已分户")
    new = walk.look(lambda: Household.objects.get(code=f"{little.HERE}0099"))
    assert new.head_name == "刘小妹"


APPLICATION = {
    "happened_on": "2018-01-03", "proof_kind": "application", "proof_paper": PAPER, "p1_relation": "本人或户主",
    "p1_sex": "男", "p1_birth_on": "1970-02-03", "wage_income": 1000, "business_income": 0, "business_cost": 0,
    "property_income": 0, "minimum_living_benefit": 0, "pension_benefit": 0, "ecological_compensation": 0,
    "other_transfer": 0, "education_spending": 0, "medical_spending": 0, "housing_spending": 0,
}  # fmt: skip


def apply(walk, name):
    """A household asks to be taken in."""
    walk.open("/cases/open?kind=identification")
    for field in walk.page.locator("select[id^='f-hit_']").all():
        field.select_option("none")
    walk.fill(head_name=name, p1_name=name, **APPLICATION).press("农户申请").says("逐户走访")
    return walk.cases(kind="identification")[-1]


def in_bulk(walk, cases, button, **fields):
    """Choose the cases in the list, take the step for all, and read what was done."""
    walk.open("/cases?view=mine&kind=identification")
    for case in cases:
        walk.page.locator(f"input[name=case][value='{case.pk}']").check()
    walk.press(f"所选：{button}")
    walk.fill(**fields).press(button).says(f"办了{len(cases)}件")


def test_identification_where_an_objection_is_upheld_while_the_rest_of_the_list_goes_on(walk, later):
    walk.act_as("secretary")
    kept, struck = apply(walk, "周长顺"), apply(walk, "吴有田")
    both = [kept, struck]
    in_bulk(walk, both, "入户查看、算账", paper_0=PAPER)
    in_bulk(walk, both, "与邻户比较")
    in_bulk(walk, both, "民主评议通过", held_on="2018-01-03", agreed=34, against=2, **FULL_MEETING)
    in_bulk(walk, both, "两委定出推荐名单", held_on="2018-01-03", **MEETING)
    in_bulk(walk, both, "提交第一次公示", paper_0=PAPER)
    found = notice(walk, later)

    walk.open(f"/cases/{struck.pk}/object")
    walk.fill(text="他在县城有房，不该算。", source="visit").press("登记").says("回执号")
    walk.says("异议没有办结，这一户先不往下走")
    prove(walk, later, found)
    walk.act_as("reviewer").open("/cases?view=mine&kind=identification")
    walk.page.locator(f"input[name=case][value='{kept.pk}']").check()
    assert walk.page.locator(f"input[name=case][value='{struck.pk}']").count() == 0
    walk.press("所选：乡镇审核通过").fill(document_no="城政〔2018〕6号").press("乡镇审核通过").says(
        "办了1件，没有办成0件"
    )

    walk.open("/objections")
    walk.page.locator("tbody th a").first.click()
    walk.says("他在县城有房，不该算。")
    walk.fill(is_upheld="yes", answer="经核查属实，不纳入。", report_at=PAPER).press("办结").says("已答复")
    states = walk.look(lambda: dict(CaseFile.objects.values_list("pk", "state")))
    assert states == {kept.pk: "reviewed", struck.pk: "struck"}


def test_a_wrong_exit_is_undone_and_the_reported_figures_can_still_be_opened(walk, later, closings):
    code = f"{little.HERE}0001"
    with acting("test.found", walk.system):
        HouseholdYear.objects.filter(household__code=code, year=2017).update(house_grade="4", has_house_report=False)
    walk.act_as("secretary").open(f"/cases/open?kind=undo_exit&household={code}")
    walk.fill(year=2017, proof_kind="statement", proof_paper=PAPER).press("发现疑似错退").says(
        "乡镇入户核实退出时是否达标"
    )
    case = walk.case(kind="undo_exit")
    walk.act_as("reviewer").step(case, "verify", "核实为错退", paper_0=PAPER, paper_1=PAPER)
    walk.act_as("secretary").step(case, "post", "提交公示", paper_0=PAPER)
    prove(walk, later, notice(walk, later))
    walk.act_as("director").step(case, "decide", "县审定回退", document_no="嵩贫组〔2018〕7号")
    walk.act_as("office").step(case, "undo", "市备案，恢复在册", document_no="洛扶〔2018〕8号").says("已回退，恢复在册")

    assert walk.look(lambda: Household.objects.get(code=code).status) == "0"
    reported = walk.look(lambda: closings[-1].pk)
    walk.open(f"/households/{code}?closing={reported}")
    assert "脱贫" in walk.page.locator("h1 .tag").inner_text()
    assert "未脱贫" not in walk.page.locator("h1 .tag").inner_text()


ADDED = """
kind: house_repair
zh: 危房修缮
en: House repair
subject: household
variants:
- name: henan-2018
  place: "41"
  since: 2018-01-01
  verified: false
  source: 测试
  states:
    asked: {zh: 已申请修缮, en: Asked for, organ: township, within: {days: 10},
      does: {zh: 乡镇核定, en: The township decides}}
    granted: {zh: 已核定修缮, en: Granted, final: done}
    refused: {zh: 不予修缮, en: Refused, final: refused}
  steps:
    ask: {zh: 农户申请修缮, en: The household asks, to: asked, organ: household, evidence: [application]}
    grant: {zh: 乡镇核定修缮, en: Granted, from: [asked], to: granted, organ: township, evidence: [document]}
    refuse: {zh: 乡镇不予修缮, en: Refused, from: [asked], to: refused, organ: township, evidence: [document]}
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A kind of case more, by a file and nothing else."""
    folder = tmp_path / "procedures"
    shutil.copytree(procedures.FOLDER, folder)
    (folder / "house_repair.yaml").write_text(ADDED, encoding="utf-8")
    monkeypatch.setattr(procedures, "FOLDER", folder)
    procedures.kinds.cache_clear()
    yield
    monkeypatch.undo()
    procedures.kinds.cache_clear()


def test_a_kind_of_case_is_added_by_data_alone(added, walk):
    code = f"{little.HERE}0002"
    walk.act_as("secretary").open(f"/households/{code}")
    walk.page.get_by_text("为这一户立案").click()
    walk.page.get_by_role("link", name="危房修缮").click()
    walk.fill(proof_paper=PAPER).press("农户申请修缮").says("乡镇核定", "2018-01-15")
    case = walk.case(kind="house_repair")
    walk.act_as("reviewer").step(case, "grant", "乡镇核定修缮", document_no="城政〔2018〕9号").says("已核定修缮")
    assert walk.case().outcome == "done"
