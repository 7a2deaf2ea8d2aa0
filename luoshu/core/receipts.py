"""Receipt numbers, by which a person follows what they objected to or reported. Both installations give them out."""

import secrets as randomness


def receipt_number():
    """Twelve digits; the last two are the others' remainder by 97."""
    drawn = f"{randomness.randbelow(10**10):010d}"
    return f"{drawn}{int(drawn) % 97:02d}"


def is_receipt(number):
    """Whether a number can be a receipt: a slip of one digit is found."""
    return len(number) == 12 and number.isascii() and number.isdigit() and int(number[:10]) % 97 == int(number[10:])
