"""What a user can mend: shown as one sentence, never as a traceback."""


class CannotJudge(Exception):
    """The files, the date or the machine do not allow judging; the message says what is wrong and what to do."""
