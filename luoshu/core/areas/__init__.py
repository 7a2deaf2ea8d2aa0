"""The division of the land: codes, editions, successors. Data in `data/`, made by `extract.py`."""
