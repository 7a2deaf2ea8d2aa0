"""The register cut at a date, what the policy said of it, and the figures that pages show."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .household import Household
from .placed import Placed, reference


class Closing(models.Model):
    """定版: the register of `area` as of `on`, as Parquet files under `folder` with a manifest of digests.

    It holds no row of a household, so everyone may know that it exists. Never changed; a correction is a new closing
    that says which one it `replaces`. `year` is the collection year whose records it took. `checks` and `doubts` name
    the bits of the verdicts' masks, from the lowest.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.TextField("定版范围")
    on = models.DateField("定版日期")
    year = models.IntegerField("采集年度")
    closed_at = models.DateTimeField("定版时间")
    closed_by = models.TextField("定版人")
    folder = models.TextField("文件夹")
    digest = models.TextField("清单摘要")
    households = models.IntegerField("户数")
    people = models.IntegerField("人数")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="替代")
    judged_at = models.DateTimeField("研判时间", null=True)
    policy_version = models.TextField("政策版本", null=True)
    verdict_digest = models.TextField("研判摘要", null=True)
    checks = ArrayField(models.TextField(), verbose_name="检查项", default=list)
    doubts = ArrayField(models.TextField(), verbose_name="疑点项", default=list)

    class Meta:
        db_table = "closing"
        indexes = [models.Index(fields=["on"], name="closing_on")]

    def __str__(self):
        return f"{self.on} #{self.id}"

    def bit(self, name):
        """The mask of one check or doubt."""
        names = self.checks if name in self.checks else self.doubts
        return 1 << names.index(name)


class Verdict(Placed):
    """What the policy said of one household at one closing.

    A check is met where its bit is in `met`, not met where it is in `failed`, else not yet verified; a doubt is there
    where its bit is in `doubtful`. Money is fen. `people` are the members on the register, `members` those that count.
    """

    household_path = "household_id"

    closing = models.ForeignKey(Closing, models.CASCADE, db_index=False)
    household = reference(Household, related_name="verdicts")
    status = models.CharField("脱贫属性", max_length=1, null=True)
    main_cause = models.TextField("主要致贫原因", null=True)
    identified_year = models.IntegerField("识别年度", null=True)
    exited_year = models.IntegerField("脱贫年度", null=True)
    people = models.IntegerField("在册人数")
    members = models.IntegerField("计入人数", null=True)
    elders = models.IntegerField("六十岁以上人数")
    unnumbered = models.IntegerField("证件待核人数")
    net_income = models.BigIntegerField("纯收入", null=True)
    recurring_income = models.BigIntegerField("稳定收入", null=True)
    income_per_head = models.BigIntegerField("人均纯收入", null=True)
    has_helper = models.BooleanField("有帮扶责任人", null=True)
    missing = models.SmallIntegerField("未达到的退出条件数")
    met = models.BigIntegerField("达标")
    failed = models.BigIntegerField("不达标")
    doubtful = models.BigIntegerField("疑点")

    class Meta:
        db_table = "verdict"
        constraints = [models.UniqueConstraint(fields=["closing", "household"], name="verdict_once")]
        indexes = [models.Index(fields=["closing", "area", "household"], name="verdict_area")]

    def __str__(self):
        return f"{self.household_id} at {self.closing_id}"


class Figure(Placed):
    """One figure of one area at one closing, at every level of the prefix: `area` has 4, 6, 9 or 12 digits."""

    closing = models.ForeignKey(Closing, models.CASCADE, db_index=False)
    name = models.TextField("指标")
    value = models.BigIntegerField("数值")

    class Meta:
        db_table = "figure"
        constraints = [models.UniqueConstraint(fields=["closing", "area", "name"], name="figure_once")]

    def __str__(self):
        return f"{self.area} {self.name} {self.value}"
