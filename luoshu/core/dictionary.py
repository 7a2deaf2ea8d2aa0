"""Whether the data dictionary (`luoshu.policy.personal`) tells of every column there is, and of no other."""

from django.apps import apps

from luoshu.policy.fields import SHEETS, sheet
from luoshu.policy.personal import dictionary

SEALED = "_sealed"


def columns():
    """Every column of every table of the program and of the parts it is built on, as (table, column)."""
    models = apps.get_models(include_auto_created=True)
    return {(model._meta.db_table, field.column) for model in models for field in model._meta.local_concrete_fields}


def gaps():
    """What the dictionary lacks or says wrongly, one sentence each; nothing when it is whole."""
    there, told = columns(), dictionary()
    for table, column in sorted(there):
        try:
            found = told.class_of(table, column)
        except LookupError:
            yield f"{table}.{column}：personal.yaml 没有写明它是哪一类个人信息，或不是个人信息"
            continue
        if column.endswith(SEALED) and not (found and found.sealed):
            yield f"{table}.{column}：加密的列应属于一类加密的个人信息"
    yield from (f"{table}.{column}：personal.yaml 写了，表里没有" for table, column in sorted(told.columns() - there))
    classes = {each.name for each in told.classes}
    for name in SHEETS:
        for field in sheet(name).fields:
            if field.personal and field.personal not in classes:
                yield f"{name}.{field.name}：personal.yaml 没有 {field.personal} 这一类"
