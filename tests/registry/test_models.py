"""The models hold every field of the dictionary, and the guards watch every column."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from luoshu.core.acts import acting
from luoshu.core.scope import within
from luoshu.registry import columns
from luoshu.registry.models import Household, HouseholdYear, Membership, Person

TYPES = {
    "text": models.TextField,
    "code": models.TextField,
    "bool": models.BooleanField,
    "int": (models.BigIntegerField, models.IntegerField),
    "money": models.BigIntegerField,
    "measure": models.BigIntegerField,
    "date": models.DateField,
    "year": models.IntegerField,
}
REGISTER = importlib.import_module("luoshu.registry.migrations.0001_register")


def model(table):
    return next(m for m in apps.get_app_config("registry").get_models() if m._meta.db_table == table)


@pytest.mark.parametrize("table", columns.TABLES)
def test_every_field_of_the_dictionary_has_its_column(table):
    own = {field.column: field for field in model(table)._meta.fields}

    for field in columns.fields(table):
        found = own[columns.column(table, field.name)]
        if field.name in columns.secrets(table):
            assert isinstance(found, models.BinaryField), field.name
        elif not found.is_relation:
            assert isinstance(found, TYPES[field.type]), field.name


def test_personal_numbers_are_never_kept_plain():
    for table in columns.TABLES:
        personal = {f.name for f in columns.fields(table) if f.personal in ("id", "phone", "account", "health")}
        assert personal == set(columns.secrets(table)), table


@pytest.mark.parametrize("table", sorted(REGISTER.DIGESTS))
def test_the_digest_seals_every_column(table):
    assert set(REGISTER.DIGESTS[table].split()) == {field.column for field in model(table)._meta.fields}


@pytest.fixture
def household(db, system):
    with acting("test.household", system):
        return Household.objects.create(county="410324", area="410324100001", code="1", head_name="张三")


def refused(system, constraint):
    """The block is refused by that constraint."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.django_db
def test_a_code_is_used_once_in_a_county(household, system):
    with refused(system, "household_code_unique"), acting("test.household", system):
        Household.objects.create(county="410324", area="410324100002", code="1")


@pytest.mark.django_db
def test_a_person_cannot_point_to_another_county(household, system):
    with refused(system, "person_household_id_same_county"), acting("test.person", system), transaction.atomic():
        Person.objects.create(
            county="410325", area="410325100001", code="2", household=household, name="李四", id_outcome="missing"
        )
        connection.check_constraints()


@pytest.mark.django_db
def test_a_year_is_kept_once(household, system):
    facts = {"county": "410324", "area": household.area, "area_then": household.area, "household": household}
    facts |= {"year": 2016, "entered_at": "2016-12-31T00:00Z"}
    with acting("test.year", system):
        HouseholdYear.objects.create(**facts)
    with refused(system, "household_year_unique"), acting("test.year", system):
        HouseholdYear.objects.create(**facts)


@pytest.mark.django_db
def test_a_membership_of_unknown_beginning_is_kept_once(household, system):
    place = {"county": "410324", "area": household.area, "household": household}
    with acting("test.person", system):
        person = Person.objects.create(code="2", name="李四", id_outcome="missing", **place)
        Membership.objects.create(person=person, **place)
    with refused(system, "membership_unique"), acting("test.person", system):
        Membership.objects.create(person=person, **place)


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 200])
def test_one_stray_row_refuses_the_whole_statement(household, system, many):
    place = {"area": household.area, "household": household, "name": "李四", "id_outcome": "missing"}
    people = [Person(code=str(n), county="410324", **place) for n in range(many)]
    people.append(Person(code="stray", county="410325", **place))
    with refused(system, "person_household_id_same_county"), acting("test.person", system), transaction.atomic():
        Person.objects.bulk_create(people)
    with within(system):
        assert Person.objects.count() == 0


@pytest.mark.django_db
def test_a_row_cannot_be_turned_to_another_county_afterwards(household, system):
    place = {"area": household.area, "household": household, "name": "李四", "id_outcome": "missing"}
    with acting("test.person", system):
        person = Person.objects.create(code="2", county="410324", **place)
        abroad = Household.objects.create(county="410325", area="410325100001", code="1")
    for change in ({"household_id": abroad.id}, {"household_id": -1}, {"county": "410325"}):
        with refused(system, "person_household_id_same_county"), acting("test.person", system), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE household SET county = '410325'", *(f"DELETE FROM {t}" for t in REGISTER.REFERENCED)]
)
def test_what_others_point_to_stays_and_keeps_its_county(change, household, system):
    refusal = refused(system, "others point to them|is for ever")
    with refusal, acting("test.gone", system), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_every_reference_within_the_register_is_a_bond():
    unbound = {("person_year", "household"), *((table, "upload") for table in columns.TABLES), ("doubt", "upload")}
    for own in apps.get_app_config("registry").get_models():
        table = own._meta.db_table
        if table not in REGISTER.DIGESTS:
            continue
        to = {(f.column, f.related_model._meta.db_table) for f in own._meta.fields if f.is_relation}
        bonds = set(REGISTER.REFERENCES.get(table, ()))
        assert {target for _, target in to - bonds} <= {name for of, name in unbound if of == table}, table
        assert {target for _, target in bonds} <= set(REGISTER.REFERENCED)
