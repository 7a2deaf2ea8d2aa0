"""Cases 事项: what has to be decided about a household, a person, a village or a county, by the rules of its day."""
