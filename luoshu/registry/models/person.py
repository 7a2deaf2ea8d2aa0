"""People: who they are, which household they belong to and since when, and one record for each year."""

from django.db import models

from .household import Household
from .placed import Placed, reference


class Person(Placed):
    """A person ever registered, with the household of now. Documents are sealed; `id_index` finds equal ones blindly.

    A person without a valid number is in all the same, as 证件待核 (`id_outcome` other than valid).
    """

    class IdOutcome(models.TextChoices):
        VALID = "valid", "有效"
        FAULTY = "faulty", "校验不符"
        MISSING = "missing", "无证件"

    household_path = "household_id"

    code = models.TextField("人编号")
    household = reference(Household, related_name="people")
    name = models.TextField("姓名")
    name_key = models.TextField("姓名排序键", null=True)
    sex = models.TextField("性别", null=True)
    id_kind = models.TextField("证件类型", null=True)
    id_sealed = models.BinaryField("证件号码", null=True)
    id_index = models.BinaryField("证件号码索引", null=True)
    id_outcome = models.TextField("证件核验", choices=IdOutcome)
    certificate_sealed = models.BinaryField("残疾人证号", null=True)
    birth_on = models.DateField("出生日期", null=True)
    relation = models.TextField("与户主关系", null=True)
    ethnicity = models.TextField("民族", null=True)
    phone_sealed = models.BinaryField("联系电话", null=True)
    phone_index = models.BinaryField("联系电话索引", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)

    class Meta:
        db_table = "person"
        constraints = [models.UniqueConstraint(fields=["county", "code"], name="person_code_unique")]
        indexes = [
            models.Index(fields=["household"], name="person_household"),
            models.Index(fields=["id_index"], name="person_id_index", condition=models.Q(id_index__isnull=False)),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class Membership(Placed):
    """A person's time in a household. A null `since` is an unknown beginning, a null `until` means still there."""

    household_path = "household_id"

    person = reference(Person, related_name="memberships")
    household = reference(Household, related_name="memberships")
    since = models.DateField("增加日期", null=True)
    until = models.DateField("减少日期", null=True)
    joined_reason = models.TextField("增加原因", null=True)
    left_reason = models.TextField("减少原因", null=True)

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "since"], nulls_distinct=False, name="membership_unique"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} in {self.household_id}"


class PersonYear(Placed):
    """A person's facts of one year; `household` is the one they were counted with."""

    household_path = "household_id"

    person = reference(Person, related_name="years")
    household = reference(Household, related_name="+")
    year = models.IntegerField("年度")
    member_status = models.TextField("人员状态", null=True)
    residence = models.TextField("居住情况", null=True)
    education = models.TextField("文化程度", null=True)
    schooling = models.TextField("在校生状况", null=True)
    dropout_reason = models.TextField("失学辍学原因", null=True)
    is_home_schooled = models.BooleanField("送教上门或特教", null=True)
    health = models.TextField("健康状况", null=True)
    disability_kind = models.TextField("残疾类别", null=True)
    disability_grade = models.TextField("残疾等级", null=True)
    labour = models.TextField("劳动技能", null=True)
    work_place = models.TextField("务工地点", null=True)
    work_months = models.BigIntegerField("务工时间", null=True)
    work_employer = models.TextField("务工企业", null=True)
    public_posts = models.BigIntegerField("公益岗位个数", null=True)
    public_post_months = models.BigIntegerField("公益岗位月数", null=True)
    has_resident_insurance = models.BooleanField("参加居民基本医保", null=True)
    has_employee_insurance = models.BooleanField("参加职工医保", null=True)
    has_serious_illness_insurance = models.BooleanField("参加大病保险", null=True)
    has_medical_aid = models.BooleanField("纳入医疗救助", null=True)
    insurance_exemption = models.TextField("未参保视同原因", null=True)
    has_pension_insurance = models.BooleanField("参加养老保险", null=True)
    has_minimum_living = models.BooleanField("享受低保", null=True)
    has_five_guarantee = models.BooleanField("享受五保", null=True)
    political_status = models.TextField("政治面貌", null=True)
    is_soldier = models.BooleanField("现役军人", null=True)
    illness_sealed = models.BinaryField("疾病名称", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)
    entered_at = models.DateTimeField("录入时间")
    upload = reference("registry.Upload", null=True, related_name="+")
    source_row = models.IntegerField("来源行号", null=True)

    class Meta:
        db_table = "person_year"
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="person_year_unique")]

    def __str__(self):
        return f"{self.person_id} {self.year}"
