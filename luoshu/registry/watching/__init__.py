"""Watching after exit: clues, lists of other departments, monitored households, cohorts, the yearly campaigns."""
