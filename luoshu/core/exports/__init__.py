"""Files that leave: counted, released where they are large, marked so that a leaked piece tells whose it was."""
