"""What came in by workbook: the upload, the households it held back, and the doubts it raised."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .household import Household
from .person import Person
from .placed import Placed, reference


class Upload(Placed):
    """One workbook taken in by one transaction. Counts are households except where the name says otherwise.

    A county's workbook is where a village's records came from, so those below see it.
    """

    is_seen_below = True

    file_name = models.TextField("文件名")
    sha256 = models.TextField("文件摘要")
    mapping = models.TextField("格式")
    loaded_by = models.TextField("录入人")
    loaded_at = models.DateTimeField("录入时间")
    years = ArrayField(models.IntegerField(), verbose_name="年度")
    households = models.IntegerField("户数")
    people = models.IntegerField("人数")
    accepted = models.IntegerField("接收户数")
    held = models.IntegerField("待改户数")
    doubts = models.IntegerField("疑点数")
    unchanged = models.IntegerField("无变化户数")
    changed_rows = models.IntegerField("变动记录数")

    class Meta:
        db_table = "upload"
        indexes = [models.Index(fields=["loaded_at"], name="upload_loaded_at")]

    def __str__(self):
        return f"{self.file_name} {self.loaded_at:%Y-%m-%d %H:%M}"


class HeldHousehold(Placed):
    """待改户: a household kept out whole because of a faulty cell, until mended or withdrawn with a reason.

    `content_sealed` is its rows as read and its faults, sealed as they hold names and numbers; `rules` says which
    rules hold it, for filters and counts.
    """

    class State(models.TextChoices):
        OPEN = "open", "待改"
        MENDED = "mended", "已改"
        WITHDRAWN = "withdrawn", "已撤回"

    upload = reference(Upload, related_name="held_households")
    code = models.TextField("户编号")
    year = models.IntegerField("年度", null=True)
    head_name = models.TextField("户主姓名", null=True)
    content_sealed = models.BinaryField("内容与问题")
    content_mac = models.BinaryField("内容指纹")
    rules = ArrayField(models.TextField(), verbose_name="规则")
    faults = models.IntegerField("问题数")
    state = models.TextField("状态", choices=State, default=State.OPEN)
    held_at = models.DateTimeField("退回时间")
    ended_at = models.DateTimeField("办结时间", null=True)
    reason = models.TextField("撤回原因", null=True)

    class Meta:
        db_table = "held_household"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code", "year"],
                nulls_distinct=False,
                condition=models.Q(state="open"),
                name="held_household_open_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(reason__isnull=False),
                name="held_household_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="held_household_ended_iff_not_open",
            ),
        ]
        indexes = [models.Index(fields=["area", "state"], name="held_household_area")]

    def __str__(self):
        return f"{self.code} {self.get_state_display()}"


class Doubt(Placed):
    """疑点: a recorded fact that a person must verify. Closed as 不属实 it stays closed until the facts change.

    `facts_mac` is the fingerprint of what raised it; `text` holds no number of a document, account or telephone.
    """

    class State(models.TextChoices):
        OPEN = "open", "待核"
        CONFIRMED = "confirmed", "属实"
        REFUTED = "refuted", "不属实"
        LAPSED = "lapsed", "已消除"

    household_path = "household_id"

    household = reference(Household, related_name="doubts")
    person = reference(Person, null=True, related_name="doubts")
    year = models.IntegerField("年度", null=True)
    rule = models.TextField("规则")
    field = models.TextField("指标", null=True)
    text = models.TextField("疑点")
    facts_mac = models.BinaryField("事实指纹")
    state = models.TextField("状态", choices=State, default=State.OPEN)
    raised_at = models.DateTimeField("发现时间")
    decided_on = models.DateField("核实日期", null=True)
    reason = models.TextField("核实说明", null=True)
    upload = reference(Upload, null=True, related_name="+")

    class Meta:
        db_table = "doubt"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "year", "rule", "field"], nulls_distinct=False, name="doubt_unique"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["confirmed", "refuted"]) | models.Q(reason__isnull=False),
                name="doubt_decided_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["area", "state"], name="doubt_area")]

    def __str__(self):
        return f"{self.rule} {self.text}"
