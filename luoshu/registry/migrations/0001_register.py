import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from luoshu.core.bonds import Bound, Kept
from luoshu.core.tables import Guarded, Logged

# What version 1 of each table's digest seals, column by column in this order.
DIGESTS = {
    "household": """
        id county area code group_name head_name name_key phone_sealed phone_index bank_name bank_account_sealed
        identification_standard identified_year status status_year main_cause answers_to content_mac
    """,
    "household_year": """
        id county area household_id area_then year poverty_status exited_year not_exit_reason household_kind main_cause
        other_cause_1 other_cause_2 members_reported is_only_child_family is_martyr_family wage_income wage_nature
        business_income business_nature business_cost property_income property_nature family_planning_benefit
        minimum_living_benefit five_guarantee_benefit pension_benefit ecological_compensation other_transfer
        other_transfer_nature donation_income asset_sale_income education_spending medical_spending housing_spending
        has_staple_food has_protein has_season_clothes house_area house_grade has_house_report house_tenure
        renovation_year water_litres is_water_clean is_water_piped water_minutes water_shortage_days
        has_water_difficulty is_water_safe arable_land irrigated_land forest_land returned_forest_land orchard_land
        pasture_land water_area has_production_power is_cooperative_member has_living_power road_distance road_kind
        has_sanitary_toilet main_fuel is_enterprise_linked is_leader_linked is_relocation relocation_mode
        resettlement_mode resettlement_place has_new_house_key microloan_balance content_mac entered_at upload_id
        source_row
    """,
    "person": """
        id county area code household_id name name_key sex id_kind id_sealed id_index id_outcome certificate_sealed
        birth_on relation ethnicity phone_sealed phone_index content_mac
    """,
    "membership": """
        id county area person_id household_id since until joined_reason left_reason
    """,
    "person_year": """
        id county area person_id household_id year member_status residence education schooling dropout_reason
        is_home_schooled health disability_kind disability_grade labour work_place work_months work_employer
        public_posts public_post_months has_resident_insurance has_employee_insurance has_serious_illness_insurance
        has_medical_aid insurance_exemption has_pension_insurance has_minimum_living has_five_guarantee political_status
        is_soldier illness_sealed content_mac entered_at upload_id source_row
    """,
    "village": "id county area name",
    "village_year": """
        id county area village_id year is_listed is_deeply_poor exited_year is_water_short households_total
        population_total natural_villages natural_villages_with_road has_paved_road has_bus has_safe_water has_power
        has_broadcast has_culture_centre has_clinic doctors has_broadband has_industry collective_income cooperatives
        primary_schools content_mac entered_at upload_id source_row
    """,
    "helper": """
        id county area code name sex id_sealed id_index political_status phone_sealed phone_index unit_name rank
        is_team_member content_mac
    """,
    "pairing": "id county area helper_id household_id since until",
    "roster_household": """
        id county area code group_name head_name name_key size household_code
    """,
    "upload": """
        id county area file_name sha256 mapping loaded_by loaded_at years households people accepted held doubts
        unchanged changed_rows
    """,
    "held_household": """
        id county area upload_id code year head_name content_sealed content_mac rules faults state held_at ended_at
        reason
    """,
    "doubt": """
        id county area household_id person_id year rule field text facts_mac state raised_at decided_on reason upload_id
    """,
}
# Figures that come from elsewhere are for everybody to read, and carry no county.
EXTERNAL_FIGURE = "id area name value unit source as_of entered_at"
# The column that says whose household a row is about, for those who reach listed households.
HOUSEHOLDS = {
    "household": "id",
    "household_year": "household_id",
    "person": "household_id",
    "membership": "household_id",
    "person_year": "household_id",
    "pairing": "household_id",
    "doubt": "household_id",
}
# A row never points to another county's. `upload_id` is a note, not a bond, and a person's year hangs on the person,
# whose membership hangs on the household.
REFERENCES = {
    "household_year": (("household_id", "household"),),
    "person": (("household_id", "household"),),
    "membership": (("person_id", "person"), ("household_id", "household")),
    "person_year": (("person_id", "person"),),
    "village_year": (("village_id", "village"),),
    "roll_household": (("household_id", "household"),),
    "pairing": (("helper_id", "helper"), ("household_id", "household")),
    "held_household": (("upload_id", "upload"),),
    "doubt": (("household_id", "household"), ("person_id", "person")),
}
REFERENCED = ("household", "person", "village", "helper", "upload")

# Whether a number or a code is taken where the caller does not reach: the answer is yes or no, never who or where.
ELSEWHERE = """
create function luoshu_registered_again(indexes bytea[], low text, high text)
returns table (id_index bytea, is_outside boolean)
language sql stable security definer set search_path = public, pg_temp
set luoshu.low = '0' set luoshu.high = ':' set luoshu.rolls = '{}' as $$
  select p.id_index, bool_or(not (p.area >= low and p.area < high)) from person p where p.id_index = any (indexes)
  group by p.id_index having count(*) > 1
$$;
create function luoshu_codes_taken(the_county text, household_codes text[], person_codes text[], low text, high text)
returns table (kind text, code text)
language sql stable security definer set search_path = public, pg_temp
set luoshu.low = '0' set luoshu.high = ':' set luoshu.rolls = '{}' as $$
  select 'household', code from household
  where county = the_county and code = any (household_codes) and not (area >= low and area < high)
  union all
  select 'person', code from person
  where county = the_county and code = any (person_codes) and not (area >= low and area < high)
$$;
revoke execute on function luoshu_registered_again, luoshu_codes_taken from public;
grant execute on function luoshu_registered_again, luoshu_codes_taken to luoshu_app;
grant usage on all sequences in schema public to luoshu_app;
"""
# Where a record came from is told to those below the place of the workbook too.
SEEN_BELOW = """
create policy seen_below on upload for select using (area in (
  rpad(left((select luoshu_place()), 4), 12, '0'), rpad(left((select luoshu_place()), 6), 12, '0'),
  rpad(left((select luoshu_place()), 9), 12, '0')));
"""
NOWHERE = "drop function luoshu_registered_again, luoshu_codes_taken;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ExternalFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.TextField(verbose_name="范围代码")),
                ("name", models.TextField(verbose_name="指标")),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, verbose_name="数值")),
                ("unit", models.TextField(verbose_name="单位")),
                ("source", models.TextField(verbose_name="来源")),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
            ],
            options={
                "db_table": "external_figure",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "name", "as_of", "source"), name="external_figure_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("code", models.TextField(verbose_name="帮扶责任人编号")),
                ("name", models.TextField(verbose_name="帮扶责任人姓名")),
                ("sex", models.TextField(null=True, verbose_name="性别")),
                ("id_sealed", models.BinaryField(null=True, verbose_name="证件号码")),
                ("id_index", models.BinaryField(null=True, verbose_name="证件号码索引")),
                ("political_status", models.TextField(null=True, verbose_name="政治面貌")),
                ("phone_sealed", models.BinaryField(null=True, verbose_name="联系电话")),
                ("phone_index", models.BinaryField(null=True, verbose_name="联系电话索引")),
                ("unit_name", models.TextField(null=True, verbose_name="单位名称")),
                ("rank", models.TextField(null=True, verbose_name="职务级别")),
                ("is_team_member", models.BooleanField(null=True, verbose_name="驻村工作队员")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
            ],
            options={
                "db_table": "helper",
                "indexes": [
                    models.Index(
                        condition=models.Q(("id_index__isnull", False)), fields=["id_index"], name="helper_id_index"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("area", "code"), name="helper_code_unique")],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("code", models.TextField(verbose_name="户编号")),
                ("group_name", models.TextField(null=True, verbose_name="村民组")),
                ("head_name", models.TextField(null=True, verbose_name="户主姓名")),
                ("name_key", models.TextField(null=True, verbose_name="户主姓名排序键")),
                ("phone_sealed", models.BinaryField(null=True, verbose_name="联系电话")),
                ("phone_index", models.BinaryField(null=True, verbose_name="联系电话索引")),
                ("bank_name", models.TextField(null=True, verbose_name="开户银行")),
                ("bank_account_sealed", models.BinaryField(null=True, verbose_name="银行账号")),
                ("identification_standard", models.TextField(null=True, verbose_name="识别标准")),
                ("identified_year", models.IntegerField(null=True, verbose_name="识别年度")),
                ("status", models.TextField(null=True, verbose_name="脱贫属性")),
                ("status_year", models.IntegerField(null=True, verbose_name="最近年度")),
                ("main_cause", models.TextField(null=True, verbose_name="主要致贫原因")),
                ("answers_to", models.TextField(null=True, verbose_name="责任地代码")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
            ],
            options={
                "db_table": "household",
                "indexes": [
                    models.Index(fields=["area", "code"], name="household_area"),
                    models.Index(fields=["name_key"], name="household_name_key"),
                ],
                "constraints": [models.UniqueConstraint(fields=("county", "code"), name="household_code_unique")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("code", models.TextField(verbose_name="人编号")),
                ("name", models.TextField(verbose_name="姓名")),
                ("name_key", models.TextField(null=True, verbose_name="姓名排序键")),
                ("sex", models.TextField(null=True, verbose_name="性别")),
                ("id_kind", models.TextField(null=True, verbose_name="证件类型")),
                ("id_sealed", models.BinaryField(null=True, verbose_name="证件号码")),
                ("id_index", models.BinaryField(null=True, verbose_name="证件号码索引")),
                (
                    "id_outcome",
                    models.TextField(
                        choices=[
                            ("valid", "有效"),
                            ("faulty", "校验不符"),
                            ("missing", "无证件"),
                        ],
                        verbose_name="证件核验",
                    ),
                ),
                ("certificate_sealed", models.BinaryField(null=True, verbose_name="残疾人证号")),
                ("birth_on", models.DateField(null=True, verbose_name="出生日期")),
                ("relation", models.TextField(null=True, verbose_name="与户主关系")),
                ("ethnicity", models.TextField(null=True, verbose_name="民族")),
                ("phone_sealed", models.BinaryField(null=True, verbose_name="联系电话")),
                ("phone_index", models.BinaryField(null=True, verbose_name="联系电话索引")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="people",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "db_table": "person",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("since", models.DateField(null=True, verbose_name="增加日期")),
                ("until", models.DateField(null=True, verbose_name="减少日期")),
                ("joined_reason", models.TextField(null=True, verbose_name="增加原因")),
                ("left_reason", models.TextField(null=True, verbose_name="减少原因")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="memberships",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="memberships",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "db_table": "membership",
            },
        ),
        migrations.CreateModel(
            name="RosterHousehold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("code", models.TextField(verbose_name="底册编号")),
                ("group_name", models.TextField(null=True, verbose_name="村民组")),
                ("head_name", models.TextField(verbose_name="户主姓名")),
                ("name_key", models.TextField(null=True, verbose_name="户主姓名排序键")),
                ("size", models.IntegerField(verbose_name="家庭人口数")),
                ("household_code", models.TextField(null=True, verbose_name="建档立卡户编号")),
            ],
            options={
                "db_table": "roster_household",
                "indexes": [models.Index(fields=["area"], name="roster_household_area")],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "code"), name="roster_household_code_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="roster_household_size_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("file_name", models.TextField(verbose_name="文件名")),
                ("sha256", models.TextField(verbose_name="文件摘要")),
                ("mapping", models.TextField(verbose_name="格式")),
                ("loaded_by", models.TextField(verbose_name="录入人")),
                ("loaded_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "years",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None, verbose_name="年度"
                    ),
                ),
                ("households", models.IntegerField(verbose_name="户数")),
                ("people", models.IntegerField(verbose_name="人数")),
                ("accepted", models.IntegerField(verbose_name="接收户数")),
                ("held", models.IntegerField(verbose_name="待改户数")),
                ("doubts", models.IntegerField(verbose_name="疑点数")),
                ("unchanged", models.IntegerField(verbose_name="无变化户数")),
                ("changed_rows", models.IntegerField(verbose_name="变动记录数")),
            ],
            options={
                "db_table": "upload",
                "indexes": [models.Index(fields=["loaded_at"], name="upload_loaded_at")],
            },
        ),
        migrations.CreateModel(
            name="PersonYear",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("year", models.IntegerField(verbose_name="年度")),
                ("member_status", models.TextField(null=True, verbose_name="人员状态")),
                ("residence", models.TextField(null=True, verbose_name="居住情况")),
                ("education", models.TextField(null=True, verbose_name="文化程度")),
                ("schooling", models.TextField(null=True, verbose_name="在校生状况")),
                ("dropout_reason", models.TextField(null=True, verbose_name="失学辍学原因")),
                ("is_home_schooled", models.BooleanField(null=True, verbose_name="送教上门或特教")),
                ("health", models.TextField(null=True, verbose_name="健康状况")),
                ("disability_kind", models.TextField(null=True, verbose_name="残疾类别")),
                ("disability_grade", models.TextField(null=True, verbose_name="残疾等级")),
                ("labour", models.TextField(null=True, verbose_name="劳动技能")),
                ("work_place", models.TextField(null=True, verbose_name="务工地点")),
                ("work_months", models.BigIntegerField(null=True, verbose_name="务工时间")),
                ("work_employer", models.TextField(null=True, verbose_name="务工企业")),
                ("public_posts", models.BigIntegerField(null=True, verbose_name="公益岗位个数")),
                ("public_post_months", models.BigIntegerField(null=True, verbose_name="公益岗位月数")),
                ("has_resident_insurance", models.BooleanField(null=True, verbose_name="参加居民基本医保")),
                ("has_employee_insurance", models.BooleanField(null=True, verbose_name="参加职工医保")),
                ("has_serious_illness_insurance", models.BooleanField(null=True, verbose_name="参加大病保险")),
                ("has_medical_aid", models.BooleanField(null=True, verbose_name="纳入医疗救助")),
                ("insurance_exemption", models.TextField(null=True, verbose_name="未参保视同原因")),
                ("has_pension_insurance", models.BooleanField(null=True, verbose_name="参加养老保险")),
                ("has_minimum_living", models.BooleanField(null=True, verbose_name="享受低保")),
                ("has_five_guarantee", models.BooleanField(null=True, verbose_name="享受五保")),
                ("political_status", models.TextField(null=True, verbose_name="政治面貌")),
                ("is_soldier", models.BooleanField(null=True, verbose_name="现役军人")),
                ("illness_sealed", models.BinaryField(null=True, verbose_name="疾病名称")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("source_row", models.IntegerField(null=True, verbose_name="来源行号")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="years",
                        to="registry.person",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.upload",
                    ),
                ),
            ],
            options={
                "db_table": "person_year",
            },
        ),
        migrations.CreateModel(
            name="HouseholdYear",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("area_then", models.TextField(verbose_name="当年所在村代码")),
                ("year", models.IntegerField(verbose_name="年度")),
                ("poverty_status", models.TextField(null=True, verbose_name="脱贫属性")),
                ("exited_year", models.IntegerField(null=True, verbose_name="脱贫年度")),
                ("not_exit_reason", models.TextField(null=True, verbose_name="不脱贫原因")),
                ("household_kind", models.TextField(null=True, verbose_name="贫困户属性")),
                ("main_cause", models.TextField(null=True, verbose_name="主要致贫原因")),
                ("other_cause_1", models.TextField(null=True, verbose_name="其他致贫原因一")),
                ("other_cause_2", models.TextField(null=True, verbose_name="其他致贫原因二")),
                ("members_reported", models.BigIntegerField(null=True, verbose_name="家庭人口数")),
                ("is_only_child_family", models.BooleanField(null=True, verbose_name="独生子女户")),
                ("is_martyr_family", models.BooleanField(null=True, verbose_name="军烈属")),
                ("wage_income", models.BigIntegerField(null=True, verbose_name="工资性收入")),
                ("wage_nature", models.TextField(null=True, verbose_name="工资性收入性质")),
                ("business_income", models.BigIntegerField(null=True, verbose_name="生产经营性收入")),
                ("business_nature", models.TextField(null=True, verbose_name="生产经营性收入性质")),
                ("business_cost", models.BigIntegerField(null=True, verbose_name="生产经营性支出")),
                ("property_income", models.BigIntegerField(null=True, verbose_name="财产性收入")),
                ("property_nature", models.TextField(null=True, verbose_name="财产性收入性质")),
                ("family_planning_benefit", models.BigIntegerField(null=True, verbose_name="计划生育金")),
                ("minimum_living_benefit", models.BigIntegerField(null=True, verbose_name="低保金")),
                ("five_guarantee_benefit", models.BigIntegerField(null=True, verbose_name="五保金")),
                ("pension_benefit", models.BigIntegerField(null=True, verbose_name="养老保险金")),
                ("ecological_compensation", models.BigIntegerField(null=True, verbose_name="生态补偿金")),
                ("other_transfer", models.BigIntegerField(null=True, verbose_name="其他转移性收入")),
                ("other_transfer_nature", models.TextField(null=True, verbose_name="其他转移性收入性质")),
                ("donation_income", models.BigIntegerField(null=True, verbose_name="捐赠慰问收入")),
                ("asset_sale_income", models.BigIntegerField(null=True, verbose_name="变卖资产收入")),
                ("education_spending", models.BigIntegerField(null=True, verbose_name="教育支出")),
                ("medical_spending", models.BigIntegerField(null=True, verbose_name="医疗自付支出")),
                ("housing_spending", models.BigIntegerField(null=True, verbose_name="住房支出")),
                ("has_staple_food", models.BooleanField(null=True, verbose_name="主食有保障")),
                ("has_protein", models.BooleanField(null=True, verbose_name="能吃到肉蛋奶豆")),
                ("has_season_clothes", models.BooleanField(null=True, verbose_name="四季衣被")),
                ("house_area", models.BigIntegerField(null=True, verbose_name="住房面积")),
                ("house_grade", models.TextField(null=True, verbose_name="房屋等级")),
                ("has_house_report", models.BooleanField(null=True, verbose_name="有住房安全鉴定")),
                ("house_tenure", models.TextField(null=True, verbose_name="住房来源")),
                ("renovation_year", models.IntegerField(null=True, verbose_name="危改年度")),
                ("water_litres", models.BigIntegerField(null=True, verbose_name="每人每天水量")),
                ("is_water_clean", models.BooleanField(null=True, verbose_name="水质达标")),
                ("is_water_piped", models.BooleanField(null=True, verbose_name="自来水入户")),
                ("water_minutes", models.BigIntegerField(null=True, verbose_name="取水往返时间")),
                ("water_shortage_days", models.BigIntegerField(null=True, verbose_name="全年缺水天数")),
                ("has_water_difficulty", models.BooleanField(null=True, verbose_name="饮水困难")),
                ("is_water_safe", models.BooleanField(null=True, verbose_name="饮水安全")),
                ("arable_land", models.BigIntegerField(null=True, verbose_name="耕地面积")),
                ("irrigated_land", models.BigIntegerField(null=True, verbose_name="有效灌溉面积")),
                ("forest_land", models.BigIntegerField(null=True, verbose_name="林地面积")),
                ("returned_forest_land", models.BigIntegerField(null=True, verbose_name="退耕还林面积")),
                ("orchard_land", models.BigIntegerField(null=True, verbose_name="林果面积")),
                ("pasture_land", models.BigIntegerField(null=True, verbose_name="牧草地面积")),
                ("water_area", models.BigIntegerField(null=True, verbose_name="水面面积")),
                ("has_production_power", models.BooleanField(null=True, verbose_name="通生产用电")),
                ("is_cooperative_member", models.BooleanField(null=True, verbose_name="加入农民专业合作社")),
                ("has_living_power", models.BooleanField(null=True, verbose_name="通生活用电")),
                ("road_distance", models.BigIntegerField(null=True, verbose_name="与村主干路距离")),
                ("road_kind", models.TextField(null=True, verbose_name="入户路类型")),
                ("has_sanitary_toilet", models.BooleanField(null=True, verbose_name="卫生厕所")),
                ("main_fuel", models.TextField(null=True, verbose_name="主要燃料类型")),
                ("is_enterprise_linked", models.BooleanField(null=True, verbose_name="有龙头企业带动")),
                ("is_leader_linked", models.BooleanField(null=True, verbose_name="有创业致富带头人带动")),
                ("is_relocation", models.BooleanField(null=True, verbose_name="易地搬迁户")),
                ("relocation_mode", models.TextField(null=True, verbose_name="搬迁方式")),
                ("resettlement_mode", models.TextField(null=True, verbose_name="安置方式")),
                ("resettlement_place", models.TextField(null=True, verbose_name="安置地")),
                ("has_new_house_key", models.BooleanField(null=True, verbose_name="已取得新房钥匙")),
                ("microloan_balance", models.BigIntegerField(null=True, verbose_name="小额信贷余额")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("source_row", models.IntegerField(null=True, verbose_name="来源行号")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="years",
                        to="registry.household",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.upload",
                    ),
                ),
            ],
            options={
                "db_table": "household_year",
            },
        ),
        migrations.CreateModel(
            name="HeldHousehold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("code", models.TextField(verbose_name="户编号")),
                ("year", models.IntegerField(null=True, verbose_name="年度")),
                ("head_name", models.TextField(null=True, verbose_name="户主姓名")),
                ("content_sealed", models.BinaryField(verbose_name="内容与问题")),
                ("content_mac", models.BinaryField(verbose_name="内容指纹")),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="规则"
                    ),
                ),
                ("faults", models.IntegerField(verbose_name="问题数")),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "待改"), ("mended", "已改"), ("withdrawn", "已撤回")],
                        default="open",
                        verbose_name="状态",
                    ),
                ),
                ("held_at", models.DateTimeField(verbose_name="退回时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("reason", models.TextField(null=True, verbose_name="撤回原因")),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="held_households",
                        to="registry.upload",
                    ),
                ),
            ],
            options={
                "db_table": "held_household",
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("year", models.IntegerField(null=True, verbose_name="年度")),
                ("rule", models.TextField(verbose_name="规则")),
                ("field", models.TextField(null=True, verbose_name="指标")),
                ("text", models.TextField(verbose_name="疑点")),
                ("facts_mac", models.BinaryField(verbose_name="事实指纹")),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "待核"), ("confirmed", "属实"), ("refuted", "不属实"), ("lapsed", "已消除")],
                        default="open",
                        verbose_name="状态",
                    ),
                ),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                ("decided_on", models.DateField(null=True, verbose_name="核实日期")),
                ("reason", models.TextField(null=True, verbose_name="核实说明")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="doubts",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="doubts",
                        to="registry.person",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.upload",
                    ),
                ),
            ],
            options={
                "db_table": "doubt",
            },
        ),
        migrations.CreateModel(
            name="Village",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("name", models.TextField(null=True, verbose_name="行政村")),
            ],
            options={
                "db_table": "village",
                "constraints": [models.UniqueConstraint(fields=("area",), name="village_area_unique")],
            },
        ),
        migrations.CreateModel(
            name="VillageYear",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("year", models.IntegerField(verbose_name="年度")),
                ("is_listed", models.BooleanField(null=True, verbose_name="建档立卡贫困村")),
                ("is_deeply_poor", models.BooleanField(null=True, verbose_name="深度贫困村")),
                ("exited_year", models.IntegerField(null=True, verbose_name="出列年度")),
                ("is_water_short", models.BooleanField(null=True, verbose_name="缺水地区")),
                ("households_total", models.BigIntegerField(null=True, verbose_name="总户数")),
                ("population_total", models.BigIntegerField(null=True, verbose_name="总人口")),
                ("natural_villages", models.BigIntegerField(null=True, verbose_name="自然村数")),
                ("natural_villages_with_road", models.BigIntegerField(null=True, verbose_name="通路自然村数")),
                ("has_paved_road", models.BooleanField(null=True, verbose_name="通村公路硬化")),
                ("has_bus", models.BooleanField(null=True, verbose_name="通客运班车")),
                ("has_safe_water", models.BooleanField(null=True, verbose_name="饮水安全达标")),
                ("has_power", models.BooleanField(null=True, verbose_name="满足生产生活用电")),
                ("has_broadcast", models.BooleanField(null=True, verbose_name="广播电视户户通")),
                ("has_culture_centre", models.BooleanField(null=True, verbose_name="综合性文化服务中心")),
                ("has_clinic", models.BooleanField(null=True, verbose_name="标准化卫生室")),
                ("doctors", models.BigIntegerField(null=True, verbose_name="合格乡村医生数")),
                ("has_broadband", models.BooleanField(null=True, verbose_name="通宽带")),
                ("has_industry", models.BooleanField(null=True, verbose_name="有特色产业")),
                ("collective_income", models.BigIntegerField(null=True, verbose_name="集体经济收入")),
                ("cooperatives", models.BigIntegerField(null=True, verbose_name="农民专业合作社数")),
                ("primary_schools", models.BigIntegerField(null=True, verbose_name="小学数")),
                ("content_mac", models.BinaryField(null=True, verbose_name="内容指纹")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("source_row", models.IntegerField(null=True, verbose_name="来源行号")),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.upload",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="years",
                        to="registry.village",
                    ),
                ),
            ],
            options={
                "db_table": "village_year",
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("since", models.DateField(verbose_name="帮扶开始日期")),
                ("until", models.DateField(null=True, verbose_name="帮扶结束日期")),
                (
                    "helper",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pairings",
                        to="registry.helper",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pairings",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "db_table": "pairing",
                "indexes": [models.Index(fields=["household"], name="pairing_household")],
                "constraints": [
                    models.UniqueConstraint(fields=("helper", "household", "since"), name="pairing_unique")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["household"], name="person_household"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("id_index__isnull", False)), fields=["id_index"], name="person_id_index"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(fields=("county", "code"), name="person_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("household", "person", "since"), name="membership_unique", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="personyear",
            constraint=models.UniqueConstraint(fields=("person", "year"), name="person_year_unique"),
        ),
        migrations.AddConstraint(
            model_name="householdyear",
            constraint=models.UniqueConstraint(fields=("household", "year"), name="household_year_unique"),
        ),
        migrations.AddIndex(
            model_name="heldhousehold",
            index=models.Index(fields=["area", "state"], name="held_household_area"),
        ),
        migrations.AddConstraint(
            model_name="heldhousehold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("county", "code", "year"),
                name="held_household_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="heldhousehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True), ("reason__isnull", False), _connector="OR"
                ),
                name="held_household_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldhousehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="held_household_ended_iff_not_open",
            ),
        ),
        migrations.AddIndex(
            model_name="doubt",
            index=models.Index(fields=["area", "state"], name="doubt_area"),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.UniqueConstraint(
                fields=("household", "person", "year", "rule", "field"), name="doubt_unique", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["confirmed", "refuted"]), _negated=True),
                    ("reason__isnull", False),
                    _connector="OR",
                ),
                name="doubt_decided_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageyear",
            constraint=models.UniqueConstraint(fields=("village", "year"), name="village_year_unique"),
        ),
        *[Guarded(table, digest.split(), household=HOUSEHOLDS.get(table)) for table, digest in DIGESTS.items()],
        Logged("external_figure", EXTERNAL_FIGURE.split(), area=None),
        *[Bound(table, columns) for table, columns in REFERENCES.items()],
        *[Kept(table) for table in REFERENCED],
        migrations.RunSQL(SEEN_BELOW, "drop policy seen_below on upload"),
        migrations.RunSQL(ELSEWHERE, NOWHERE),
    ]
