#!/usr/bin/env python
"""Django's command line for this site; development settings unless told otherwise."""

import os
import sys


def main() -> None:
    """Run a command. A wrong setting is said in one line, with --traceback at full length."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Settings: {error}")


if __name__ == "__main__":
    main()
