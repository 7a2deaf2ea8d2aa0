"""The few statements behind every page: the database plans each once for a connection, not each time it is asked."""

from django.db import connection
from psycopg import Cursor


def rows(sql, values=()):
    """The rows of a statement, in the running transaction and scope; errors are Django's.

    For texts that are written once: each text stays planned for as long as the connection lives.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.fetchall()
