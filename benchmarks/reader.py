"""Reads, looks at and writes a file in a process of its own, and says how high its memory went, in MB."""

import resource
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before its models are read

from metrics.services import imports  # noqa: E402
from roles.models import Team  # noqa: E402

path = Path(sys.argv[1])
batch = imports.preview(
    Team.objects.get(slug="bench-long"),
    path.read_bytes(),
    name=path.name,
    channel=None,
    as_of=None,
    by=None,
    at=timezone.now(),
)
imports.confirm(batch, by=None, at=timezone.now())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
