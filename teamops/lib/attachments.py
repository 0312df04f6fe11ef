"""Answers that a browser saves and never shows, whatever stands in them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(content: bytes, name: str, *, content_type: str = "application/octet-stream") -> HttpResponse:
    """A file to save under ``name``."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
