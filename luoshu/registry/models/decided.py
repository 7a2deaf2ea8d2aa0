"""Who checked what with which proof, and what was decided: about households, villages and counties."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .household import Household
from .placed import Placed, reference


class Evidence(Placed):
    """佐证: on one day one checker found items of a standard met, not met, or could not tell, and left a proof.

    `items` are rules of the standard, for the facts of `year`. `area` is the household's village, the village, or the
    county filled up. `checker` is who went and looked, which is often not who entered it. A withdrawn one stays.
    """

    class Subject(models.TextChoices):
        HOUSEHOLD = "household", "户"
        VILLAGE = "village", "村"
        COUNTY = "county", "县"

    class Finding(models.TextChoices):
        MET = "met", "达标"
        NOT_MET = "not_met", "不达标"
        UNCLEAR = "unclear", "未能核实"

    household_path = "household_id"

    subject = models.TextField("对象", choices=Subject)
    household = reference(Household, null=True, related_name="evidence")
    year = models.IntegerField("年度")
    standard = models.TextField("标准")
    items = ArrayField(models.TextField(), verbose_name="核查项目")
    kind = models.TextField("佐证种类")
    finding = models.TextField("核查结果", choices=Finding)
    checked_on = models.DateField("核查日期")
    checker = models.TextField("核查人")
    document = models.TextField("文号或存放处", blank=True, default="")
    note = models.TextField("说明", blank=True, default="")
    entered_at = models.DateTimeField("录入时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回原因", null=True)

    class Meta:
        db_table = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="household", household__isnull=False)
                | (~Q(subject="household") & Q(household=None)),
                name="evidence_of_its_subject",
            ),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="evidence_of_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason=None)
                | Q(withdrawn_at__isnull=False, withdrawn_reason__isnull=False),
                name="evidence_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "year"], name="evidence_household", condition=Q(household__isnull=False)),
            models.Index(fields=["area", "year", "subject"], name="evidence_area"),
        ]

    def __str__(self):
        return f"{self.standard} {self.year} {self.get_finding_display()}"


class HouseholdDecision(Placed):
    """认定: what was decided about a household — registered, exit prepared, exited, returned, undone, removed, …

    `case_id` is the case of ours that decided it. Without one it is 历史认定: decided before the system, by the organ
    and with the document named. `before` and `after` are the poverty status; `other` the household it was split from,
    merged into or is the same as; `revokes` the decision it undoes.
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", "识别纳入"
        PREPARED = "prepared", "预脱贫"
        EXITED = "exited", "脱贫"
        RETURNED = "returned", "返贫"
        UNDONE = "undone", "脱贫回退"
        REMOVED = "removed", "清退"
        ENDED = "ended", "自然销户"
        MOVED = "moved", "整户迁移"
        SPLIT = "split", "分户"
        MERGED = "merged", "并户"
        CORRECTED = "corrected", "更正"
        SETTLED = "settled", "重复登记处理"
        LOST = "lost", "失联"
        FOUND = "found", "恢复联系"
        MEMBER_IN = "member_in", "增加成员"
        MEMBER_OUT = "member_out", "减少成员"

    household_path = "household_id"

    household = reference(Household, related_name="decisions")
    kind = models.TextField("认定", choices=Kind)
    happened_on = models.DateField("认定日期")
    year = models.IntegerField("年度")
    before = models.TextField("原脱贫属性", null=True)
    after = models.TextField("新脱贫属性", null=True)
    organ = models.TextField("认定机构")
    document = models.TextField("文号", blank=True, default="")
    case_id = models.BigIntegerField("事项", null=True)
    other = reference(Household, null=True, related_name="+")
    revokes = reference("self", null=True, related_name="revoked_by")
    reason = models.TextField("原因", blank=True, default="")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        db_table = "household_decision"
        constraints = [
            models.CheckConstraint(
                condition=Q(case_id__isnull=False) | ~Q(organ=""), name="household_decision_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["household", "happened_on"], name="household_decision_household"),
            models.Index(fields=["area", "year", "kind"], name="household_decision_area"),
        ]

    def __str__(self):
        return f"{self.household_id} {self.get_kind_display()} {self.happened_on}"

    @property
    def is_historical(self):
        """Whether it was decided before the system (历史认定)."""
        return self.case_id is None


class PlaceDecision(Placed):
    """What was decided about a village or a county of a year: listed as poor, exited, exit undone.

    `area` is the village, or the county filled up. Without a case of ours it is 历史认定.
    """

    is_seen_below = True

    class Level(models.TextChoices):
        VILLAGE = "village", "村"
        COUNTY = "county", "县"

    class Kind(models.TextChoices):
        LISTED = "listed", "列入"
        EXITED = "exited", "退出"
        UNDONE = "undone", "退出回退"

    level = models.TextField("层级", choices=Level)
    kind = models.TextField("认定", choices=Kind)
    happened_on = models.DateField("认定日期")
    year = models.IntegerField("年度")
    organ = models.TextField("认定机构")
    document = models.TextField("文号", blank=True, default="")
    case_id = models.BigIntegerField("事项", null=True)
    reason = models.TextField("原因", blank=True, default="")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        db_table = "place_decision"
        constraints = [
            models.CheckConstraint(condition=Q(case_id__isnull=False) | ~Q(organ=""), name="place_decision_by_somebody")
        ]
        indexes = [models.Index(fields=["area", "level", "happened_on"], name="place_decision_area")]

    def __str__(self):
        return f"{self.area} {self.get_kind_display()} {self.happened_on}"

    @property
    def is_historical(self):
        """Whether it was decided before the system (历史认定)."""
        return self.case_id is None


class ContinuedPolicy(Placed):
    """A policy that an exited household keeps until the end that its papers say: a contract, a post, a school stage.

    Policies that end on a day or after months are counted from the exit by the list of the policy and need no row.
    `until` is unknown until somebody has supplied the paper; it stops (`stopped_on`) after the household was told.
    """

    household_path = "household_id"

    household = reference(Household, related_name="continued_policies")
    policy = models.TextField("政策")
    exited_on = models.DateField("脱贫日期")
    until = models.DateField("到期日", null=True)
    document = models.TextField("凭证", blank=True, default="")
    told_on = models.DateField("告知日期", null=True)
    stopped_on = models.DateField("停止日期", null=True)
    reason = models.TextField("停止原因", blank=True, default="")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        db_table = "continued_policy"
        constraints = [
            models.UniqueConstraint(fields=["household", "policy", "exited_on"], name="continued_policy_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("exited_on")), name="continued_policy_ends_after_exit"
            ),
        ]
        indexes = [models.Index(fields=["area", "until"], name="continued_policy_area", condition=Q(stopped_on=None))]

    def __str__(self):
        return f"{self.household_id} {self.policy}"
