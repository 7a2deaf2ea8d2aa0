"""What a person may ask for: erased everywhere, also in the log's past, and again after a restore."""

from luoshu.core.models import Act
from luoshu.core.scope import within
from luoshu.registry import actions, erasure
from luoshu.registry.models import Person

ACTION = "registry.erase_person"
AGAIN = "恢复备份后重做抹除"


def erase(person, *, reason, by, happened_on=None):
    """Erase a person who was struck off: their rows first, then the past of these rows; how many changes of the past.

    A long transaction of somebody else can keep the past for a while (NotPossible): `erase_again` finishes it.
    """
    erased = actions.erase_person(person=person, reason=reason, by=by, happened_on=happened_on)
    return erasure.forget(erased, reason)


def erase_again(by):
    """Do again what a restore has undone, and finish what was cut short; how many persons there was work for."""
    done = 0
    for told in erasure.noted():
        with within(by):
            person = Person.objects.visible_to(by).filter(pk=told["person"], county=told["county"]).first()
            newest = Act.objects.order_by("-id").values_list("id", flat=True).first() or 0
            is_done = Act.objects.filter(pk=told["act"], action=ACTION).exists()
        if person is None:
            continue
        if person.name == erasure.ERASED:
            done += bool(erasure.forget(told["rows"], AGAIN))
        elif newest >= told["act"] and not is_done:
            erasure.forget_note(person.id)  # that erasure was rolled back
        else:
            erase(person, reason=AGAIN, by=by)
            done += 1
    return done
