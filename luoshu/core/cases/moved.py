"""Where a household goes, the rows about it go: `area` decides who sees them. Never into another county."""

from django.db import connection

TABLES = ("case_file", "case_step", "case_recusal", "case_notice_entry", "case_proof", "relative")
MOVE = "update {table} set area = %s where household_id = any (%s::bigint[]) and county = %s and area <> %s"


def follow(households, area):
    """The households (ids) live in the village `area` now: their cases, steps, proofs and relations go with them.

    Called inside the action that moves them. Rows of a county they left stay there, with what was decided there.
    """
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(MOVE.format(table=table), [area, list(households), area[:6], area])
