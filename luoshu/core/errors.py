"""Errors a user meets: each says in one sentence what is wrong and what to do. No Django here."""


class Refusal(Exception):
    """What the user asked for is refused; `str()` is the sentence shown, `status` the HTTP status."""

    status = 400

    def __init__(self, what, remedy=""):
        self.what, self.remedy = what, remedy
        super().__init__(f"{what.rstrip('。')}。{remedy}" if remedy else what)


class NotAllowed(Refusal):
    """This user may not do this, now or ever (403)."""

    status = 403


class NotPossible(Refusal):
    """The user may do this, but not in the state things are in (409)."""

    status = 409


class BadInput(Refusal):
    """What was entered cannot be taken (400): `place` (field, cell, file) says where."""

    def __init__(self, what, remedy="", place=""):
        super().__init__(what, remedy)
        self.place = place


class NotReady(Refusal):
    """The machine is not ready: port, folder or database. A command prints it and ends with 2; a page says 503."""

    status = 503
