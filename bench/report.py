"""Tables as Markdown, and a line for each target that says what was reached."""


def table(title, head, rows):
    """Print a table; numbers come formatted."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def at_most(what, value, bound, unit=""):
    """Print whether a measure that should be small is within its target."""
    _told(what, value, f"≤ {bound:g}{unit}", value <= bound, unit)


def at_least(what, value, bound, unit=""):
    """Print whether a measure that should be large reaches its target."""
    _told(what, value, f"≥ {bound:g}{unit}", value >= bound, unit)


def _told(what, value, target, is_reached, unit):
    print(f"- {what}: {number(value)}{unit} (target {target}: {'reached' if is_reached else 'MISSED'})", flush=True)


def number(value):
    """Three meaningful digits, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
