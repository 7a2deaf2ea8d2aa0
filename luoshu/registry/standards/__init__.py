"""The standards of exit and identification, item by item: what the records say, who checked it, who supplies the rest.

**Met, not met, not yet verified.** The rules judge the records; a checker's finding is put beside them and never in
their place. The outcome of an item is the weaker of the two:

- no checker yet: what the records say (standing *recorded*);
- checker found it met: what the records say, and if they say met, it is *proved*. A proof does not fill a gap of the
  record: what was seen has to be entered, or the closing and the page would say different things;
- checker could not tell: not yet verified, unless the records already say not met;
- checker found it not met: not met (*refuted*), whatever the records say.

A standard is met when every item it demands is met; not yet verified blocks. Whether *recorded* is enough, or every
item must be *proved*, is dated data: `proved` of the standard's edition. As long as it is false, the step of the
procedure brings the proof of the whole household (the sheet of the visit), and the list here says item by item which
are recorded only and which somebody checked.
"""
