"""Secrets of whole columns: sealed on the way in, and compared without being sealed anew where nothing changed."""

import polars as pl

from luoshu.core import secrets
from luoshu.registry import columns
from luoshu.registry.staging import numbers, select

SEPARATOR, BLANK = "\x1f", "\x00"


def fingerprints(frame, names):
    """One keyed fingerprint per row over the named columns: equal facts, equal fingerprint, whatever the nonces."""
    cells = [pl.col(name).cast(pl.String).fill_null(BLANK) for name in names]
    rows = frame.select(pl.concat_str(cells, separator=SEPARATOR))
    return pl.Series("content_mac", secrets.content_mac(rows.to_series().to_list()), dtype=pl.Binary)


def sealed(frame, table):
    """The frame with each secret field replaced by its ciphertext (bound to the row's id) and its blind index."""
    for field, secret in columns.secrets(table).items():
        if field not in frame.columns:
            continue
        values = frame[field].to_list()
        made = {secret.sealed: secrets.seal(values, table, secret.sealed, frame["id"].to_list())}
        if secret.index:
            made[secret.index] = secrets.blind_index(values, secret.kind)
        frame = frame.drop(field).with_columns(pl.Series(name, column, pl.Binary) for name, column in made.items())
    return frame


def opened(frame, table):
    """The frame (with `id`) with each ciphertext opened, under the name of its field."""
    for field, secret in columns.secrets(table).items():
        texts = secrets.open_(frame[secret.sealed].to_list(), table, secret.sealed, frame["id"].to_list())
        frame = frame.drop(secret.sealed).with_columns(pl.Series(field, texts, pl.String))
    return frame


def without_known(cursor, table, frame):
    """The frame with those secrets blanked that the register holds already: a new nonce is not a change."""
    fields = columns.secrets(table)
    if not fields or frame.is_empty():
        return frame
    names = [secret.sealed for secret in fields.values()]
    schema = {"id": pl.Int64} | dict.fromkeys(names, pl.Binary)
    query = f"SELECT id, {', '.join(names)} FROM {table} WHERE id = ANY(%s::bigint[])"
    held = opened(select(cursor, query, [numbers(frame["id"].to_list())], schema), table)
    frame = frame.join(held, on="id", how="left", suffix="_held", maintain_order="left")
    same = {f: pl.when(pl.col(f).ne_missing(pl.col(f"{f}_held"))).then(pl.col(f)) for f in fields}
    return frame.with_columns(**same).drop(f"{field}_held" for field in fields)
