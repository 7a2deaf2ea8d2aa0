"""Checkpoints are signed notes that continue one another, and a log put back or rewritten is not signed again."""

import itertools
import random
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from luoshu.core.acts import acting
from luoshu.core.log import checkpoints, keys, sequencing, store, tree
from tests.core.log.test_sequencing import enter
from tests.scale import scale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]


def act_once(by):
    with acting("test.act", by):
        pass
    sequencing.catch_up()


def test_a_checkpoint_reads_as_c2sp_says(system):
    act_once(system)
    note = checkpoints.sign().note

    text, signature = note.split("\n\n")
    origin, size, root = text.split("\n")[:3]
    dash, name, blob = signature.rstrip("\n").split(" ")
    raw = b64decode(keys.public().split("+", 2)[2])[1:]

    assert (dash, name, size, len(b64decode(root))) == ("—", origin, "1", 32)
    assert b64decode(blob)[:4] == sha256(origin.encode() + b"\n\x01" + raw).digest()[:4]
    Ed25519PublicKey.from_public_bytes(raw).verify(b64decode(blob)[4:], f"{text}\n".encode())


def test_each_names_the_one_before(system):
    act_once(system)
    first = checkpoints.sign()
    act_once(system)
    second = checkpoints.sign()

    assert (first.number, first.size, second.number, second.size) == (1, 1, 2, 2)
    assert second.previous == b64encode(sha256(first.note.encode()).digest()).decode()
    assert checkpoints.is_signed(second.note, keys.public())
    assert not checkpoints.is_signed(second.note.replace("\n2\n", "\n3\n"), keys.public())


def test_nothing_new_is_not_signed_twice(system):
    act_once(system)

    assert checkpoints.sign() == checkpoints.sign()


def test_a_database_put_back_is_not_signed(system, superuser):
    act_once(system)
    act_once(system)
    checkpoints.sign()
    superuser.execute("set session_replication_role = replica")
    superuser.execute("delete from log_leaves where first = 1; delete from log_checkpoint")

    with pytest.raises(checkpoints.Rewritten, match="退回"):
        checkpoints.sign()


def test_a_rewritten_log_is_not_signed(system, superuser):
    act_once(system)
    checkpoints.sign()
    superuser.execute("set session_replication_role = replica")
    superuser.execute("update log_leaves set hashes = sha256('other')")
    act_once(system)

    with pytest.raises(checkpoints.Rewritten, match="改写"):
        checkpoints.sign()


def test_all_pairs_of_checkpoints_are_consistent(system, superuser):
    """Proofs read from what is stored, between the signed roots, through the sizes where a subtree becomes full."""
    signed = []
    for count in [1, 5, 200, 48, 1, 300, 1_000, 3]:
        enter(system, count)
        sequencing.catch_up()
        signed.append(checkpoints.sign())
    whole, size = store.stored_tree(superuser)

    assert size == signed[-1].size == sum([1, 5, 200, 48, 1, 300, 1_000, 3]) + 8
    for old, new in itertools.combinations(signed, 2):
        path = whole.consistency(old.size, new.size)
        assert tree.is_consistent(old.size, new.size, old.root, new.root, path, whole.digest)
        assert not tree.is_consistent(old.size, new.size, new.root, new.root, path, whole.digest)


def test_random_leaves_are_included_in_each_checkpoint_that_covers_them(system, superuser):
    enter(system, 3_000)
    sequencing.catch_up()
    first = checkpoints.sign()
    enter(system, scale(1_500, 60_000))
    sequencing.catch_up()
    last = checkpoints.sign()
    whole, size = store.stored_tree(superuser)
    draw = random.Random(5)

    for _ in range(scale(100, 10_000)):
        index = draw.randrange(size)
        (leaf,) = whole.read(0, index, index + 1)
        for checkpoint in (first, last):
            if index < checkpoint.size:
                path = whole.inclusion(index, checkpoint.size)
                root = tree.root_by_inclusion(leaf, index, checkpoint.size, path, whole.digest)
                assert root == checkpoint.root
