"""What a decided case does to the register: every effect keeps what was, and says by which decision it is so.

An effect runs once for the whole list of a step, in the step's transaction. Status, members and place change in the
tables they always stand in; the log keeps each row as it was, `household_decision` and `place_decision` keep who
decided. Facts of a year are never taken back: a closing that was cut before stays open as it was.
"""
