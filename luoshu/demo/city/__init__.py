"""A synthetic city, seeded and of any size: people, sheets, planted faults, and the truth beside them.

Nobody in it exists. It works on files alone, without Django and without a database.
"""
