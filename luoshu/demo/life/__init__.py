"""The demo city lives: its cases of 2014–2020 and of today, taken through the same actions as anybody's.

How sample and totals fit, so that nothing is counted twice:

- What the yearly workbooks of 2014–2017 say was decided before the system: every exit of those years is recognised as
  such (历史认定), households and villages, county by county. No case decides them again.
- Cases of those years are about households that stayed on the register: proposed and not confirmed, turned down, held
  by an objection. They change no year's record but the reason why a household stays.
- From 2018 the villages of the sample exit, return, are removed and change by cases; every other village by the lists
  of exits of 2018 and 2019, taken in like any file. A village is in the sample or on the lists, never both. The lists
  are cut so that both together give the published figures: 106,500 people out in 2018, 474,000 out by the end of 2019.
- A wrong exit undone in 2018 corrects the year's record; the closing of that year keeps what was reported.
"""

# What is told at one time, each in a transaction of its own: history and records, the villages side by side, the rest.
PARTS = (("before",), ("village", "village2,village3,other_village"), ("after",))
