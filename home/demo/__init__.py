"""The demo clinic: what `clinic_seed` plants in an empty site.

This package is imported without Django by `make serve`, to print the accounts.
"""

from .accounts import ACCOUNTS, Account

__all__ = ["ACCOUNTS", "Account"]
