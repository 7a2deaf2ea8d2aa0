"""Clues, lists of other departments with their rows, monitored households month by month, ends of policies told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from luoshu.policy.watching import words
from luoshu.registry.models.household import Household
from luoshu.registry.models.person import Person
from luoshu.registry.models.placed import Placed, reference
from luoshu.registry.models.roster import RosterHousehold


def choices(name):
    """The codes and Chinese words of one of the lists of watching."""
    return [(code, each["zh"]) for code, each in words()[name].items()]


def kinds():
    return choices("kinds")


def ways_of_finding():
    return choices("found_by")


def groups():
    return choices("groups")


def departments():
    return choices("departments")


def ways_of_lifting():
    return choices("lifted_by")


class Clue(Placed):
    """线索: something about a household that somebody must go and look at by `due_on`; it decides nothing.

    It is about a household of the register or of the roster. `value` and `before` are what a record or a list said:
    fen, months, or nothing. Closed 不属实 it stays closed while `facts_mac` is the same; changed facts make a new clue
    that `follows` the old one.
    """

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        OPENED = "opened", "已立案"
        CLOSED = "closed", "已办结"

    class Finding(models.TextChoices):
        RISK = "risk", "属实，有返贫致贫风险"
        NO_RISK = "no_risk", "属实，没有返贫致贫风险"
        UNTRUE = "untrue", "不属实"

    household_path = "household_id"

    household = reference(Household, null=True, related_name="clues")
    roster_household = reference(RosterHousehold, null=True, related_name="clues")
    person = reference(Person, null=True, related_name="clues")
    kind = models.TextField("线索类别", choices=kinds)
    found_by = models.TextField("发现方式", choices=ways_of_finding)
    year = models.IntegerField("年度", null=True)
    value = models.BigIntegerField("数值", null=True)
    before = models.BigIntegerField("上年数值", null=True)
    text = models.TextField("情况", blank=True, default="")
    facts_mac = models.BinaryField("事实指纹")
    happened_on = models.DateField("发生日期", null=True)
    raised_at = models.DateTimeField("发现时间")
    due_on = models.DateField("核实期限")
    state = models.TextField("状态", choices=State, default=State.OPEN)
    finding = models.TextField("核实结果", choices=Finding, null=True)
    verified_on = models.DateField("核实日期", null=True)
    verified_by = models.TextField("核实人", null=True)
    reason = models.TextField("核实说明", null=True)
    proof = models.TextField("凭证", null=True)
    case_id = models.BigIntegerField("事项", null=True)
    follows = reference("self", null=True, related_name="followers")

    class Meta:
        db_table = "clue"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "household", "roster_household", "person", "kind"],
                nulls_distinct=False,
                condition=Q(state="open"),
                name="clue_open_once",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(roster_household__isnull=False),
                name="clue_about_a_household",
            ),
            models.CheckConstraint(
                condition=Q(state="open", finding=None, verified_on=None)
                | (~Q(state="open") & Q(finding__isnull=False, verified_on__isnull=False, reason__isnull=False)),
                name="clue_verified_iff_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(finding="untrue") | Q(proof__isnull=False), name="clue_untrue_with_proof"
            ),
            models.CheckConstraint(
                condition=Q(state="opened", case_id__isnull=False) | (~Q(state="opened") & Q(case_id=None)),
                name="clue_opened_with_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state"], name="clue_area"),
            models.Index(fields=["household", "kind"], name="clue_household"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_state_display()}"


class DepartmentList(Placed):
    """A list that another department handed over, as it came in. Counts are rows of the file.

    A county's or the city's list says where a clue came from, so those below see its head, never others' rows.
    """

    is_seen_below = True

    department = models.TextField("部门", choices=departments)
    kind = models.TextField("线索类别", choices=kinds)
    title = models.TextField("名单名称")
    as_of = models.DateField("截止日期")
    file_name = models.TextField("文件名")
    sha256 = models.TextField("文件摘要")
    loaded_by = models.TextField("导入人")
    loaded_at = models.DateTimeField("导入时间")
    rows = models.IntegerField("行数")
    matched = models.IntegerField("比中")
    suspected = models.IntegerField("疑似")
    unmatched = models.IntegerField("未比中")

    class Meta:
        db_table = "department_list"
        constraints = [
            models.CheckConstraint(
                condition=Q(rows=F("matched") + F("suspected") + F("unmatched")), name="department_list_adds_up"
            ),
        ]
        indexes = [models.Index(fields=["loaded_at"], name="department_list_loaded_at")]

    def __str__(self):
        return self.title


class ListRow(Placed):
    """One row of a department's list: whom it means. The number of a document is never kept, only its blind index.

    A name is kept, sealed, while a row is suspected: until somebody has said who it is. `area` is the household's or,
    where none was found, the village the row names, or the place of the list.
    """

    class Outcome(models.TextChoices):
        MATCHED = "matched", "比中"
        SUSPECTED = "suspected", "疑似"
        UNMATCHED = "unmatched", "未比中"

    household_path = "household_id"

    department_list = models.ForeignKey(DepartmentList, models.PROTECT, related_name="lines", db_index=False)
    row = models.IntegerField("行号")
    id_index = models.BinaryField("证件号码索引", null=True)
    name_sealed = models.BinaryField("姓名", null=True)
    amount = models.BigIntegerField("金额", null=True)
    happened_on = models.DateField("发生日期", null=True)
    outcome = models.TextField("比对结果", choices=Outcome)
    household = reference(Household, null=True, related_name="+")
    roster_household = reference(RosterHousehold, null=True, related_name="+")
    person = reference(Person, null=True, related_name="+")
    clue = reference(Clue, null=True, related_name="lines")
    decided_on = models.DateField("认定日期", null=True)
    reason = models.TextField("认定说明", null=True)

    class Meta:
        db_table = "department_list_row"
        constraints = [
            models.UniqueConstraint(fields=["department_list", "row"], name="department_list_row_once"),
            models.CheckConstraint(
                condition=~Q(outcome="matched") | Q(household__isnull=False) | Q(roster_household__isnull=False),
                name="department_list_row_matched_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome="suspected") | Q(name_sealed=None), name="department_list_row_name_while_suspected"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "outcome"], name="department_list_row_area"),
            models.Index(fields=["clue"], name="department_list_row_clue", condition=Q(clue__isnull=False)),
        ]

    def __str__(self):
        return f"{self.department_list_id} #{self.row}"


class Monitored(Placed):
    """监测对象: a household watched from `since` until its risk is lifted; also one never registered poor.

    `risks` are kinds of clue; `line` and `income_per_head` in fen as they were then. Without any labour it is covered
    (`is_covered`) and never lifted. `is_helped_first`: help came before the papers.
    """

    household_path = "household_id"

    household = reference(Household, related_name="monitored")
    group = models.TextField("对象类别", choices=groups)
    risks = ArrayField(models.TextField(), verbose_name="风险类别")
    since = models.DateField("纳入日期")
    line = models.BigIntegerField("监测标准", null=True)
    income_per_head = models.BigIntegerField("人均纯收入", null=True)
    is_helped_first = models.BooleanField("先帮扶后补程序", default=False)
    helped_on = models.DateField("开始帮扶日期", null=True)
    is_covered = models.BooleanField("已落实兜底", null=True)
    case_id = models.BigIntegerField("事项", null=True)
    lifted_on = models.DateField("风险消除日期", null=True)
    lifted_by = models.TextField("消除方式", choices=ways_of_lifting, null=True)

    class Meta:
        db_table = "monitored"
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(lifted_on=None), name="monitored_once"),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_by=None) | Q(lifted_on__isnull=False, lifted_by__isnull=False),
                name="monitored_lifted_somehow",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("since")), name="monitored_lifted_after_start"
            ),
        ]
        indexes = [models.Index(fields=["area", "lifted_on"], name="monitored_area")]

    def __str__(self):
        return f"{self.household_id} {self.get_group_display()}"


class MonitoredMonth(Placed):
    """What was found on a visit of one month; null is not verified. Six steady ones in a row may lift a risk."""

    household_path = "household_id"

    monitored = reference(Monitored, related_name="months")
    household = reference(Household, related_name="+")
    month = models.DateField("月份")
    is_above_line = models.BooleanField("收入超过监测标准", null=True)
    is_secured = models.BooleanField("两不愁三保障和饮水有保障", null=True)
    checked_on = models.DateField("走访日期")
    checked_by = models.TextField("走访人")
    text = models.TextField("情况", blank=True, default="")

    class Meta:
        db_table = "monitored_month"
        constraints = [
            models.UniqueConstraint(fields=["monitored", "month"], name="monitored_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="monitored_month_is_a_first"),
        ]

    def __str__(self):
        return f"{self.household_id} {self.month:%Y-%m}"


class PolicyNotice(Placed):
    """That the households of a village which left in one year were told that a policy ends; late is a fact too."""

    policy = models.TextField("政策")
    exited_year = models.IntegerField("脱贫年度")
    ends_on = models.DateField("到期日")
    told_on = models.DateField("告知日期")
    document = models.TextField("凭证")
    households = models.IntegerField("户数")

    class Meta:
        db_table = "policy_notice"
        constraints = [
            models.UniqueConstraint(fields=["area", "policy", "exited_year"], name="policy_notice_once"),
        ]

    def __str__(self):
        return f"{self.area} {self.policy} {self.exited_year}"
