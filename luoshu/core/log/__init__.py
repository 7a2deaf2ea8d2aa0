"""The log: every act and every change as a leaf of a Merkle tree (RFC 9162) whose signed checkpoints leave the house.

`records` says what is hashed, `sequencing` in which order, `tree` how; `checkpoints` signs; `bundle` is for outsiders.
"""
