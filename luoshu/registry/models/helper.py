"""Those who answer for helping a household, and the households they are paired with."""

from django.db import models

from .household import Household
from .placed import Placed, reference


class Helper(Placed):
    """A helper in one village. Who helps in two villages has a row in each, so that each village sees its own."""

    code = models.TextField("帮扶责任人编号")
    name = models.TextField("帮扶责任人姓名")
    sex = models.TextField("性别", null=True)
    id_sealed = models.BinaryField("证件号码", null=True)
    id_index = models.BinaryField("证件号码索引", null=True)
    political_status = models.TextField("政治面貌", null=True)
    phone_sealed = models.BinaryField("联系电话", null=True)
    phone_index = models.BinaryField("联系电话索引", null=True)
    unit_name = models.TextField("单位名称", null=True)
    rank = models.TextField("职务级别", null=True)
    is_team_member = models.BooleanField("驻村工作队员", null=True)
    content_mac = models.BinaryField("内容指纹", null=True)

    class Meta:
        db_table = "helper"
        constraints = [models.UniqueConstraint(fields=["area", "code"], name="helper_code_unique")]
        indexes = [
            models.Index(fields=["id_index"], name="helper_id_index", condition=models.Q(id_index__isnull=False))
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class Pairing(Placed):
    """A helper answers for a household from `since` until `until` (null: still)."""

    household_path = "household_id"

    helper = reference(Helper, related_name="pairings")
    household = reference(Household, related_name="pairings")
    since = models.DateField("帮扶开始日期")
    until = models.DateField("帮扶结束日期", null=True)

    class Meta:
        db_table = "pairing"
        constraints = [
            models.UniqueConstraint(fields=["helper", "household", "since"], name="pairing_unique"),
        ]
        indexes = [models.Index(fields=["household"], name="pairing_household")]

    def __str__(self):
        return f"{self.helper_id} for {self.household_id}"
