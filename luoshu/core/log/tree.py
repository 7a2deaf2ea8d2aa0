"""A Merkle tree as in RFC 9162 §2.1, for SHA-256 or SM3. Works on numbers and bytes alone; no database here.

Besides the leaves, the roots of full subtrees of 2^8, 2^16, 2^24 … leaves are kept. With them a root, a proof of
inclusion and a proof of consistency take a handful of short reads however large the tree is.
"""

import hashlib
from functools import cache

LEAF, NODE = b"\x00", b"\x01"
SIZE = 32  # bytes of a digest, of either kind
STEP = 8  # levels between those that are kept
WIDTH = 1 << STEP
HASHES = ("sha256", "sm3")


@cache
def hashing(name):
    """bytes → digest, for `sha256` or `sm3`."""
    if name not in HASHES:
        raise ValueError(f"unknown hash {name}")
    if name == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    if "sm3" in hashlib.algorithms_available:
        return lambda data: hashlib.new("sm3", data).digest()
    return _sm3


def _sm3(data):
    """SM3 where Python was built on a library without it."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    running = Hash(SM3())
    running.update(data)
    return running.finalize()


def leaf_hashes(salts, records, digest):
    """The leaves of records, each with its own salt: without the salt a leaf tells nothing about its record."""
    width = len(salts) // max(len(records), 1)
    return [digest(LEAF + salts[n * width : (n + 1) * width] + record) for n, record in enumerate(records)]


def fold(hashes, digest):
    """The root of a full subtree from its 2^n nodes."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [digest(NODE + left + right) for left, right in pairs]
    return hashes[0]


def joined(peaks, digest):
    """The root over full subtrees that shrink from left to right."""
    if not peaks:
        return digest(b"")
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = digest(NODE + peak + root)
    return root


class Edge:
    """The right edge of a tree: what it takes to append leaves and to know the root. `read` as for `Tree`."""

    def __init__(self, size, read, digest):
        self.size, self.digest = size, digest
        self.tails = []
        level = 0
        while size >> level or not self.tails:
            count = size >> level
            self.tails.append(read(level, count - count % WIDTH, count) if count % WIDTH else [])
            level += STEP

    def add(self, hashes):
        """Append leaves; returns the subtrees that became full, as (level, index, hash)."""
        self.size += len(hashes)
        return self._add(0, list(hashes))

    def _add(self, depth, hashes):
        if depth == len(self.tails):
            self.tails.append([])
        waiting = self.tails[depth] + hashes
        whole = len(waiting) - len(waiting) % WIDTH
        self.tails[depth] = waiting[whole:]
        full = [fold(waiting[start : start + WIDTH], self.digest) for start in range(0, whole, WIDTH)]
        if not full:
            return []
        level = STEP * (depth + 1)
        first = (self.size >> level) - len(full)
        nodes = [(level, first + n, node) for n, node in enumerate(full)]
        return nodes + self._add(depth + 1, full)

    def root(self):
        """The root of the tree as it is now."""
        peaks = []
        for tail in reversed(self.tails):
            start = 0
            for power in reversed(range(STEP)):
                if len(tail) & 1 << power:
                    peaks.append(fold(tail[start : start + (1 << power)], self.digest))
                    start += 1 << power
        return joined(peaks, self.digest)


class Tree:
    """Proofs over a stored tree. `read(level, start, stop)` gives the kept nodes of a level that is a multiple of 8."""

    def __init__(self, read, digest):
        self.read, self.digest = read, digest

    def root(self, size):
        """MTH of the first `size` leaves."""
        return self.span(0, size)

    def span(self, start, stop):
        """MTH of leaves [start, stop); `start` is where RFC 9162 splits, so the left part is always full."""
        count = stop - start
        if count == 0:
            return self.digest(b"")
        if count & (count - 1) == 0:
            kept = (count.bit_length() - 1) // STEP * STEP
            return fold(self.read(kept, start >> kept, stop >> kept), self.digest)
        middle = start + split(count)
        return self.digest(NODE + self.span(start, middle) + self.span(middle, stop))

    def inclusion(self, index, size):
        """PATH(index, first `size` leaves): the hashes that lead from the leaf to the root, lowest first."""
        path, start, stop = [], 0, size
        while stop - start > 1:
            middle = start + split(stop - start)
            if index < middle:
                path.append(self.span(middle, stop))
                stop = middle
            else:
                path.append(self.span(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old, new):
        """PROOF(old, first `new` leaves): that the tree of size `old` is the beginning of that of size `new`."""
        path, start, stop, whole = [], 0, new, True
        while old != stop:
            middle = start + split(stop - start)
            if old <= middle:
                path.append(self.span(middle, stop))
                stop = middle
            else:
                path.append(self.span(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self.span(start, stop))
        return path[::-1]


def split(count):
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def root_by_inclusion(leaf, index, size, path, digest):
    """The root that a proof of inclusion leads to (RFC 9162 §2.1.3.2); ValueError when the proof has a wrong shape."""
    at, last, root = index, size - 1, leaf
    if not 0 <= index < size:
        raise ValueError("index outside the tree")
    for sibling in path:
        if last == 0:
            raise ValueError("proof too long")
        if at & 1 or at == last:
            root = digest(NODE + sibling + root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = digest(NODE + root + sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ValueError("proof too short")
    return root


def is_consistent(old, new, old_root, new_root, path, digest):
    """Whether a proof of consistency holds (RFC 9162 §2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path
    path = ([old_root] if old & (old - 1) == 0 else []) + list(path)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = digest(NODE + sibling + first), digest(NODE + sibling + second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = digest(NODE + second + sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
