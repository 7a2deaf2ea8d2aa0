"""A row as it stood at a moment, from the images that the change log keeps."""

import json

from django.db import connection

from luoshu.core.models import Change

NOW = "select to_jsonb(t)::text from {table} t where id = %s"


def row_at(table, row, moment, *, actor, household=None):
    """The row of a logged table as it stood at `moment` (aware), as a dict by column; None if it was not there then.

    The first change after the moment kept what was there before it; without one it is the row as it is now. Sealed
    columns stay sealed. `household`, where the row belongs to one, finds the changes by its index. Reads within the
    actor's reach: the running scope must be theirs.
    """
    changes = Change.objects.visible_to(actor).filter(table_name=table, row_id=row, household_id=household)
    later = changes.filter(act__at__gt=moment).order_by("id").values_list("op", "before").first()
    if later:
        return None if later[0] == "I" else later[1]
    with connection.cursor() as cursor:
        cursor.execute(NOW.format(table=connection.ops.quote_name(table)), [row])
        found = cursor.fetchone()
    return json.loads(found[0]) if found else None
