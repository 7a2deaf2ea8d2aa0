"""The two lines of the small rule set, in fen a head and year; a module of its own, as the rules need nothing else."""

LINE, LIVING_LINE = 302_600, 296_000
