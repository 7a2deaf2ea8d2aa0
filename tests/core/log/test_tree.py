"""The tree against the definition in RFC 9162, for trees of every small size and random larger ones."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshu.core.log import tree
from tests.core.log import rfc9162
from tests.scale import scale

DIGEST = tree.hashing("sha256")
MOST = 70_000
LEAVES = [sha256(b"%d" % n).digest() for n in range(MOST)]
EXAMPLES = scale(60, 2_000)
sizes = st.one_of(st.integers(1, 300), st.integers(1, 2_000), st.integers(65_000, MOST))


def kept(leaves):
    """A store of leaves and full subtrees, filled batch by batch as the sequencer fills it."""
    nodes = {}

    def read(level, start, stop):
        return leaves[start:stop] if level == 0 else [nodes[level, n] for n in range(start, stop)]

    def fill(batches):
        done = 0
        for size in batches:
            edge = tree.Edge(done, read, DIGEST)
            nodes.update({(level, index): node for level, index, node in edge.add(leaves[done : done + size])})
            done += size
        return edge

    return read, fill


def stored(size, batch=4096):
    leaves = LEAVES[:size]
    read, fill = kept(leaves)
    edge = fill([min(batch, size - start) for start in range(0, size, batch)])
    return tree.Tree(read, DIGEST), edge, leaves


@pytest.fixture(scope="module")
def great():
    """The largest tree, and a root for each of its sizes that anybody asks for."""
    return stored(MOST)[0]


def test_root_of_nothing():
    assert tree.Edge(0, None, DIGEST).root() == tree.Tree(None, DIGEST).root(0) == rfc9162.mth([])


@settings(max_examples=EXAMPLES, deadline=None)
@given(sizes, st.integers(1, 4096))
def test_root_is_the_defined_one_however_it_grew(size, batch):
    whole, edge, leaves = stored(size, batch if size < 3_000 else 4096)

    assert edge.root() == whole.root(size) == rfc9162.mth(leaves)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_inclusion_of_any_leaf(great, data):
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))

    path = great.inclusion(index, size)

    assert path == rfc9162.path(index, LEAVES[:size])
    assert tree.root_by_inclusion(LEAVES[index], index, size, path, DIGEST) == great.root(size)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_consistency_of_any_two_sizes(great, data):
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))

    path = great.consistency(old, new)

    assert path == rfc9162.proof(old, LEAVES[:new])
    assert tree.is_consistent(old, new, great.root(old), great.root(new), path, DIGEST)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_a_proof_holds_for_nothing_else(great, data):
    new = data.draw(st.integers(2, 2_000))
    old = data.draw(st.integers(1, new - 1))
    index = data.draw(st.integers(0, new - 1))
    path, root = great.inclusion(index, new), great.root(new)

    assert tree.root_by_inclusion(DIGEST(b"other"), index, new, path, DIGEST) != root
    other = DIGEST(b"\x01" + great.root(old))
    assert not tree.is_consistent(old, new, other, root, great.consistency(old, new), DIGEST)
    assert not tree.is_consistent(old, new, great.root(old), other, great.consistency(old, new), DIGEST)


def test_sm3_is_the_standards():
    assert tree.hashing("sm3")(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert tree._sm3(b"abc") == tree.hashing("sm3")(b"abc")


def test_a_leaf_is_salted():
    one, two = tree.leaf_hashes(b"a" * 16 + b"b" * 16, [b"same", b"same"], DIGEST)

    assert one == sha256(b"\x00" + b"a" * 16 + b"same").digest()
    assert one != two
