"""What left the system and by whom, and how much each account has read in a day."""

from django.conf import settings
from django.db import models

from luoshu.core.scope import ScopedManager


class Export(models.Model):
    """A file that was handed out, or waits for somebody else's release. The file itself lies sealed in the vault.

    `sealed` ones, of audit and discipline, are seen by those who made them alone. `name` holds nothing personal.
    """

    class State(models.TextChoices):
        READY = "ready", "可下载"
        WAITING = "waiting", "等待批准"
        REFUSED = "refused", "未批准"

    county = models.CharField("县", max_length=6)
    area = models.CharField("范围", max_length=16)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导出人")
    name = models.TextField("名称")
    kind = models.CharField("格式", max_length=5)
    rows = models.IntegerField("行数")
    at = models.DateTimeField("导出时间")
    day = models.DateField("计入哪一天")
    state = models.CharField("状态", max_length=8, choices=State)
    reason = models.TextField("理由", blank=True)
    sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True)
    sealed = models.BooleanField("密封", default=False)

    objects = ScopedManager()

    class Meta:
        db_table = "export"
        indexes = [models.Index(fields=["user", "day"], name="export_user_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_by=None)
                | models.Q(state="ready")
                | models.Q(state="refused", decided_by__isnull=False),
                name="export_refused_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("user")),
                name="export_released_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.id} {self.name}"


class ReadingDay(models.Model):
    """How many records an account was shown in a day. `marked_at`: when that became more than anybody needs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    day = models.DateField("日期")
    records = models.IntegerField("看过的记录数")
    marked_at = models.DateTimeField("标记时间", null=True)

    class Meta:
        db_table = "reading_day"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="reading_day_once")]

    def __str__(self):
        return f"{self.user_id} {self.day} {self.records}"
