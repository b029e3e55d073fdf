"""What the public sees anew: noticed when it happens, told to other systems by the worker.

`noticing` hears of it, `pages` and `others` say what it is, `recording` writes it down in the same
transaction; `joining` makes one message of what belongs together, `sending` sends it.
"""
