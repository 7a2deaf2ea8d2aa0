"""Readings are acts without values; those of audit and discipline are sealed."""

import pytest

from luoshu.core.models import Act
from luoshu.core.reads import read
from luoshu.core.scope import Actor, within

pytestmark = pytest.mark.django_db


def test_a_reading_leaves_an_act_without_values(actor, django_assert_num_queries):
    by = actor("410324", "county_register")
    with within(by):
        with django_assert_num_queries(1):
            read(by=by, subject="户 41032400001", fields=["phone", "id_number"], reason="核对身份")
        act = Act.objects.get(action="core.read")

    assert (act.action, act.subject, act.reason) == ("core.read", "户 41032400001", "核对身份")
    assert (act.detail, act.sealed, act.role) == ({"fields": ["id_number", "phone"]}, False, "county_register")


@pytest.mark.parametrize("role", ["auditor", "discipline"])
def test_what_audit_looks_at_is_sealed(actor, role):
    by = actor("4103", role)
    with within(by):
        read(by=by, subject="户 41032400001", fields=["illness"])
        assert Act.objects.get(action="core.read").sealed


def test_the_audited_do_not_see_it(django_user_model, actor):
    account = django_user_model.objects.create(username="auditor", name="审计员")
    auditor = Actor("审计员", "auditor", "4103", user_id=account.pk)
    with within(auditor):
        read(by=auditor, subject="户 41032400001", fields=["illness"])
        assert Act.objects.filter(action="core.read").count() == 1
    with within(actor("4103", "city_office")):
        assert Act.objects.filter(action="core.read").count() == 0
