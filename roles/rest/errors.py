"""Errors as a program reads them: a status that says what kind, a sentence that says what to do."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import exception_handler

from teamops.lib.exceptions import NotAllowedNow


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT


class Unprocessable(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


def understood(serializer: Serializer[Any]) -> dict[str, Any]:
    """What was sent, or 400 with the field errors."""
    serializer.is_valid(raise_exception=True)
    words: dict[str, Any] = serializer.validated_data
    return words


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """``NotAllowedNow`` is 409 with its sentence; the rest as REST framework does."""
    if isinstance(error, NotAllowedNow):
        error = Conflict(str(error))
    return exception_handler(error, context)
