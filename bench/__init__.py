"""The benchmarks: each measures one row of the targets and prints a table; `python -m bench [NAME…]`."""
