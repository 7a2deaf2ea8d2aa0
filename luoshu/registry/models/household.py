"""Households: who they are now, and one record for each year that is corrected with an event and never overwritten."""

from django.db import models

from .placed import Placed, reference


class Household(Placed):
    """Every household ever registered. `status` and `main_cause` are those of `status_year`, its latest; `area` is
    where it is now, `answers_to` the area that answers for it where that is another one (null: the same).
    """

    household_path = "id"

    code = models.TextField("户编号")
    group_name = models.TextField("村民组", null=True)
    head_name = models.TextField("户主姓名", null=True)
    name_key = models.TextField("户主姓名排序键", null=True)
    phone_sealed = models.BinaryField("联系电话", null=True)
    phone_index = models.BinaryField("联系电话索引", null=True)
    bank_name = models.TextField("开户银行", null=True)
    bank_account_sealed = models.BinaryField("银行账号", null=True)
    identification_standard = models.TextField("识别标准", null=True)
    identified_year = models.IntegerField("识别年度", null=True)
    status = models.TextField("脱贫属性", null=True)
    status_year = models.IntegerField("最近年度", null=True)
    main_cause = models.TextField("主要致贫原因", null=True)
    answers_to = models.TextField("责任地代码", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)

    class Meta:
        db_table = "household"
        constraints = [models.UniqueConstraint(fields=["county", "code"], name="household_code_unique")]
        indexes = [
            models.Index(fields=["area", "code"], name="household_area"),
            models.Index(fields=["name_key"], name="household_name_key"),
        ]

    def __str__(self):
        return f"{self.code} {self.head_name or ''}".strip()


class HouseholdYear(Placed):
    """A household's facts of one year. Money is integer fen, measures are hundredths of their unit, null is unknown.

    `area_then` is where the household was counted that year; `entered_at` when the record came in, `upload` and
    `source_row` from where. `content_mac` is the fingerprint of the row of the sheet that was last taken over.
    """

    household_path = "household_id"

    household = reference(Household, related_name="years")
    area_then = models.TextField("当年所在村代码")
    year = models.IntegerField("年度")
    poverty_status = models.TextField("脱贫属性", null=True)
    exited_year = models.IntegerField("脱贫年度", null=True)
    not_exit_reason = models.TextField("不脱贫原因", null=True)
    household_kind = models.TextField("贫困户属性", null=True)
    main_cause = models.TextField("主要致贫原因", null=True)
    other_cause_1 = models.TextField("其他致贫原因一", null=True)
    other_cause_2 = models.TextField("其他致贫原因二", null=True)
    members_reported = models.BigIntegerField("家庭人口数", null=True)
    is_only_child_family = models.BooleanField("独生子女户", null=True)
    is_martyr_family = models.BooleanField("军烈属", null=True)
    wage_income = models.BigIntegerField("工资性收入", null=True)
    wage_nature = models.TextField("工资性收入性质", null=True)
    business_income = models.BigIntegerField("生产经营性收入", null=True)
    business_nature = models.TextField("生产经营性收入性质", null=True)
    business_cost = models.BigIntegerField("生产经营性支出", null=True)
    property_income = models.BigIntegerField("财产性收入", null=True)
    property_nature = models.TextField("财产性收入性质", null=True)
    family_planning_benefit = models.BigIntegerField("计划生育金", null=True)
    minimum_living_benefit = models.BigIntegerField("低保金", null=True)
    five_guarantee_benefit = models.BigIntegerField("五保金", null=True)
    pension_benefit = models.BigIntegerField("养老保险金", null=True)
    ecological_compensation = models.BigIntegerField("生态补偿金", null=True)
    other_transfer = models.BigIntegerField("其他转移性收入", null=True)
    other_transfer_nature = models.TextField("其他转移性收入性质", null=True)
    donation_income = models.BigIntegerField("捐赠慰问收入", null=True)
    asset_sale_income = models.BigIntegerField("变卖资产收入", null=True)
    education_spending = models.BigIntegerField("教育支出", null=True)
    medical_spending = models.BigIntegerField("医疗自付支出", null=True)
    housing_spending = models.BigIntegerField("住房支出", null=True)
    has_staple_food = models.BooleanField("主食有保障", null=True)
    has_protein = models.BooleanField("能吃到肉蛋奶豆", null=True)
    has_season_clothes = models.BooleanField("四季衣被", null=True)
    house_area = models.BigIntegerField("住房面积", null=True)
    house_grade = models.TextField("房屋等级", null=True)
    has_house_report = models.BooleanField("有住房安全鉴定", null=True)
    house_tenure = models.TextField("住房来源", null=True)
    renovation_year = models.IntegerField("危改年度", null=True)
    water_litres = models.BigIntegerField("每人每天水量", null=True)
    is_water_clean = models.BooleanField("水质达标", null=True)
    is_water_piped = models.BooleanField("自来水入户", null=True)
    water_minutes = models.BigIntegerField("取水往返时间", null=True)
    water_shortage_days = models.BigIntegerField("全年缺水天数", null=True)
    has_water_difficulty = models.BooleanField("饮水困难", null=True)
    is_water_safe = models.BooleanField("饮水安全", null=True)
    arable_land = models.BigIntegerField("耕地面积", null=True)
    irrigated_land = models.BigIntegerField("有效灌溉面积", null=True)
    forest_land = models.BigIntegerField("林地面积", null=True)
    returned_forest_land = models.BigIntegerField("退耕还林面积", null=True)
    orchard_land = models.BigIntegerField("林果面积", null=True)
    pasture_land = models.BigIntegerField("牧草地面积", null=True)
    water_area = models.BigIntegerField("水面面积", null=True)
    has_production_power = models.BooleanField("通生产用电", null=True)
    is_cooperative_member = models.BooleanField("加入农民专业合作社", null=True)
    has_living_power = models.BooleanField("通生活用电", null=True)
    road_distance = models.BigIntegerField("与村主干路距离", null=True)
    road_kind = models.TextField("入户路类型", null=True)
    has_sanitary_toilet = models.BooleanField("卫生厕所", null=True)
    main_fuel = models.TextField("主要燃料类型", null=True)
    is_enterprise_linked = models.BooleanField("有龙头企业带动", null=True)
    is_leader_linked = models.BooleanField("有创业致富带头人带动", null=True)
    is_relocation = models.BooleanField("易地搬迁户", null=True)
    relocation_mode = models.TextField("搬迁方式", null=True)
    resettlement_mode = models.TextField("安置方式", null=True)
    resettlement_place = models.TextField("安置地", null=True)
    has_new_house_key = models.BooleanField("已取得新房钥匙", null=True)
    microloan_balance = models.BigIntegerField("小额信贷余额", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)
    entered_at = models.DateTimeField("录入时间")
    upload = reference("registry.Upload", null=True, related_name="+")
    source_row = models.IntegerField("来源行号", null=True)

    class Meta:
        db_table = "household_year"
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="household_year_unique")]

    def __str__(self):
        return f"{self.household_id} {self.year}"
