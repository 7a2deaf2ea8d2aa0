"""Chance without a generator: every draw is a hash of the seed, the row's number and the draw's name.

A row therefore never depends on the rows around it, and a city can be made in any pieces and in any order.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from math import gcd

import polars as pl

_BITS = 24
_WORD = (1 << 64) - 1


def word(name: str) -> int:
    """64 bits that stand for a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def _u64(value: int) -> pl.Expr:
    return pl.lit(value & _WORD, dtype=pl.UInt64)


def key(number: pl.Expr, seed: int, kind: str) -> pl.Expr:
    """64 well-mixed bits for a row (splitmix64); `kind` keeps households, people and villages apart."""
    x = number.cast(pl.UInt64) + _u64(word(f"{kind}/{seed}"))
    x = (x ^ (x // (1 << 30))) * _u64(0xBF58476D1CE4E5B9)
    x = (x ^ (x // (1 << 27))) * _u64(0x94D049BB133111EB)
    return x ^ (x // (1 << 31))


@cache
def _odd(name: str) -> int:
    return word(name) | 1


def below(n: int | pl.Expr, name: object, of: str = "k") -> pl.Expr:
    """A whole number from 0 to n − 1, by the key in column `of`."""
    bits = (pl.col(of) * _u64(_odd(str(name)))) // (1 << (64 - _BITS))
    return bits.cast(pl.Int64) * n // (1 << _BITS)


def between(low: int | pl.Expr, high: int | pl.Expr, name: object, of: str = "k") -> pl.Expr:
    """A whole number from low to high, both possible."""
    return low + below(high - low + 1, name, of)


def happens(share: float | pl.Expr, name: object, of: str = "k") -> pl.Expr:
    """True with that probability (a number, or a column of them)."""
    return below(1_000_000, name, of) < share * 1_000_000


def take(values: Sequence, index: pl.Expr) -> pl.Expr:
    """The value at that place of a short list; null where the index is null."""
    return pl.lit(pl.Series(values)).gather(index)


def pick(weights: dict, name: object, of: str = "k") -> pl.Expr:
    """One of the keys, as often as its weight says (whole numbers)."""
    table = [value for value, weight in weights.items() for _ in range(weight)]
    return take(table, below(len(table), name, of))


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that sum to the total and lie nearest the weights' shares (largest remainder)."""
    whole = sum(weights)
    if total <= 0 or whole <= 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(x) for x in exact]
    largest = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in largest[: total - sum(counts)]:
        counts[i] += 1
    return counts


def coprime(n: int, name: str) -> int:
    """A multiplier that shuffles 0 … n − 1 without meeting a number twice."""
    step = max(1, word(name) % max(n, 1))
    while gcd(step, n) != 1:
        step += 1
    return step
