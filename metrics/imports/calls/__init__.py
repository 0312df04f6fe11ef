"""The interfaces whose answers are read, each a file that declares what it reads. A new one is imported here."""

from metrics.imports.calls.articles import ARTICLES
from metrics.imports.calls.base import CALLS, Call
from metrics.imports.calls.mini_program import DAILY_SUMMARY, DAILY_VISITS
from metrics.imports.calls.official_account import BUSINESS, FOLLOWERS, TOTAL_FOLLOWERS
from metrics.imports.calls.wecom import BEHAVIOUR, GROUPS

__all__ = [
    "ARTICLES",
    "BEHAVIOUR",
    "BUSINESS",
    "CALLS",
    "DAILY_SUMMARY",
    "DAILY_VISITS",
    "FOLLOWERS",
    "GROUPS",
    "TOTAL_FOLLOWERS",
    "Call",
]
