"""Villages and their facilities, year by year."""

from django.db import models

from .placed import Placed, reference


class Village(Placed):
    """A village of the register: one for each village code that a workbook has told about."""

    name = models.TextField("行政村", null=True)

    class Meta:
        db_table = "village"
        constraints = [models.UniqueConstraint(fields=["area"], name="village_area_unique")]

    def __str__(self):
        return self.name or self.area


class VillageYear(Placed):
    """A village's facts of one year."""

    village = reference(Village, related_name="years")
    year = models.IntegerField("年度")
    is_listed = models.BooleanField("建档立卡贫困村", null=True)
    is_deeply_poor = models.BooleanField("深度贫困村", null=True)
    exited_year = models.IntegerField("出列年度", null=True)
    is_water_short = models.BooleanField("缺水地区", null=True)
    households_total = models.BigIntegerField("总户数", null=True)
    population_total = models.BigIntegerField("总人口", null=True)
    natural_villages = models.BigIntegerField("自然村数", null=True)
    natural_villages_with_road = models.BigIntegerField("通路自然村数", null=True)
    has_paved_road = models.BooleanField("通村公路硬化", null=True)
    has_bus = models.BooleanField("通客运班车", null=True)
    has_safe_water = models.BooleanField("饮水安全达标", null=True)
    has_power = models.BooleanField("满足生产生活用电", null=True)
    has_broadcast = models.BooleanField("广播电视户户通", null=True)
    has_culture_centre = models.BooleanField("综合性文化服务中心", null=True)
    has_clinic = models.BooleanField("标准化卫生室", null=True)
    doctors = models.BigIntegerField("合格乡村医生数", null=True)
    has_broadband = models.BooleanField("通宽带", null=True)
    has_industry = models.BooleanField("有特色产业", null=True)
    collective_income = models.BigIntegerField("集体经济收入", null=True)
    cooperatives = models.BigIntegerField("农民专业合作社数", null=True)
    primary_schools = models.BigIntegerField("小学数", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)
    entered_at = models.DateTimeField("录入时间")
    upload = reference("registry.Upload", null=True, related_name="+")
    source_row = models.IntegerField("来源行号", null=True)

    class Meta:
        db_table = "village_year"
        constraints = [models.UniqueConstraint(fields=["village", "year"], name="village_year_unique")]

    def __str__(self):
        return f"{self.area} {self.year}"
