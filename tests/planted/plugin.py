"""Plants the fault named by LUOSHU_PLANTED into this run of pytest."""

import os

from tests.planted.faults import NAMED

FAULT = NAMED[os.environ["LUOSHU_PLANTED"]]


def pytest_collection_finish(session):
    """Once everything is imported; SQL follows as soon as the tables are made."""
    from luoshu.core import database

    if FAULT.target:
        FAULT.plant()
    if FAULT.sql:
        migrate = database.migrate

        def migrate_and_spoil():
            migrate()
            from django.db import connection

            with database.cluster().connect(connection.settings_dict["NAME"]) as admin:
                admin.execute(FAULT.sql)

        database.migrate = migrate_and_spoil
