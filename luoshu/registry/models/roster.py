"""The roster of all rural households, and figures that come from elsewhere."""

from django.db import models

from .placed import Placed


class RosterHousehold(Placed):
    """Any rural household, light: the base of every rate, sample and missed household."""

    code = models.TextField("底册编号")
    group_name = models.TextField("村民组", null=True)
    head_name = models.TextField("户主姓名")
    name_key = models.TextField("户主姓名排序键", null=True)
    size = models.IntegerField("家庭人口数")
    household_code = models.TextField("建档立卡户编号", null=True)

    class Meta:
        db_table = "roster_household"
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="roster_household_code_unique"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="roster_household_size_not_negative"),
        ]
        indexes = [models.Index(fields=["area"], name="roster_household_area")]

    def __str__(self):
        return f"{self.code} {self.head_name}"


class ExternalFigure(models.Model):
    """A figure we did not compute: value, unit, who said so, as of when. `area` is the prefix it is about, also one
    above the city (41, 00 the country); everybody may read it.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.TextField("范围代码")
    name = models.TextField("指标")
    value = models.DecimalField("数值", max_digits=20, decimal_places=4)
    unit = models.TextField("单位")
    source = models.TextField("来源")
    as_of = models.DateField("截止日期")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        db_table = "external_figure"
        constraints = [
            models.UniqueConstraint(fields=["area", "name", "as_of", "source"], name="external_figure_unique"),
        ]

    def __str__(self):
        return f"{self.name} {self.value} {self.unit}"
