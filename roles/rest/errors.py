"""Errors as a program reads them: a status that says what kind, a sentence that says what to do."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from teamops.lib.exceptions import NotAllowedNow


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT


class Unprocessable(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """``NotAllowedNow`` is 409 with its sentence; the rest as REST framework does."""
    if isinstance(error, NotAllowedNow):
        error = Conflict(str(error))
    return exception_handler(error, context)
