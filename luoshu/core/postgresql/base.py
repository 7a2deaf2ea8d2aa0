"""The address is found at the first connection, not when settings are read: `luoshu --help` starts no server."""

from django.db.backends.postgresql import base

from luoshu.core import database


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        self.settings_dict.update(database.parameters(self.alias, self.settings_dict))
        return super().get_connection_params()

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        database.check_once(self.alias, connection)
        return connection
