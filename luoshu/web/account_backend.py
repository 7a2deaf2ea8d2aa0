"""The account behind a session, read by a statement that is planned once."""

from functools import cache

from django.contrib.auth.backends import ModelBackend

from luoshu.core import statements
from luoshu.core.models import Account


class AccountBackend(ModelBackend):
    """Passwords as Django checks them; an account that was put out of use is nobody's from the next page on."""

    def get_user(self, user_id):
        sql, names = _held()
        for row in statements.rows(sql, [user_id]):
            account = Account.from_db("default", names, row)
            return account if self.user_can_authenticate(account) else None
        return None


@cache
def _held():
    names = [field.attname for field in Account._meta.concrete_fields]
    return f"select {', '.join(names)} from account where id = %s", names
