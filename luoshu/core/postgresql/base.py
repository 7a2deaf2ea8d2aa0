"""The address is found at the first connection, not when settings are read: `luoshu --help` starts no server."""

import select

from django.db.backends.postgresql import base

from luoshu.core import database


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        self.settings_dict.update(database.parameters(self.alias, self.settings_dict))
        return super().get_connection_params()

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.prepare_threshold = 0  # for luoshu.core.statements only: Django's own cursors never prepare
        database.check_once(self.alias, connection)
        return connection

    def close_if_health_check_failed(self):
        """Ask the server only where there is something to read: it says nothing of itself unless it has gone away."""
        if self.connection is None or self.health_check_done:
            return
        if self.connection.closed or _has_word(self.connection.fileno()):
            super().close_if_health_check_failed()
        else:
            self.health_check_done = True


def _has_word(socket):
    waiting = select.poll()
    waiting.register(socket, select.POLLIN)
    return bool(waiting.poll(0))
