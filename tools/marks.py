"""What set-up has finished, and what it was made from: marked parts that are unchanged are not touched again.

A mark is the last thing written and the first thing removed, so whatever was interrupted is done again.
"""

import hashlib
import json
import os
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MARK = ".midas-setup.json"


def finished(folder, wanted, made_from):
    """Whether the folder was finished for this purpose (what tests need holds what running needs) from the same."""
    try:
        with open(os.path.join(folder, MARK)) as file:
            mark = json.load(file)
    except (OSError, ValueError):
        return False
    return mark.get("made_from") == made_from and mark.get("for") in (wanted, "test")


def mark(folder, wanted, made_from):
    """Say that the folder is finished; the last thing done to it."""
    with open(os.path.join(folder, MARK), "w") as file:
        json.dump({"for": wanted, "made_from": made_from}, file)


def unmark(folder):
    """Say that the folder is being worked on."""
    if os.path.exists(os.path.join(folder, MARK)):
        os.remove(os.path.join(folder, MARK))


def digest(*names):
    """One number for what the files hold, where the checkout is and which Python this is."""
    total = hashlib.sha256(f"{CHECKOUT} {sys.version}".encode())
    for name in names:
        with open(os.path.join(CHECKOUT, name), "rb") as file:
            total.update(file.read())
    return total.hexdigest()
