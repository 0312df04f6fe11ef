#!/usr/bin/env python
"""The command line of TeamOps. Without DJANGO_SETTINGS_MODULE it runs embedded: SQLite, no services."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamops.settings.embedded")
    execute_from_command_line(sys.argv)
