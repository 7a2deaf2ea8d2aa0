"""Luoshu: targeted poverty alleviation after the books, from a county's workbook to a judged, explained picture."""

import os

# What Polars' allocator reads when Polars is loaded, so before anything of ours loads it: one arena that all threads
# share, and what is free goes back within a tenth of a second. A sixth less memory, no more time.
os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1,dirty_decay_ms:100,muzzy_decay_ms:0")
