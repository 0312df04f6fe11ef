"""What the work contributes to the numbers: of each noun what came due for a member on a day, and how much of it was
as it should be. What a number counts, item by item, is ``records``: the night adds it up, a page lists it."""

from campaigns.sources import campaigns, content, findings, groups, incidents, requests, reviews, sops, spend
from campaigns.sources.records import Record, records

__all__ = [
    "Record",
    "campaigns",
    "content",
    "findings",
    "groups",
    "incidents",
    "records",
    "requests",
    "reviews",
    "sops",
    "spend",
]
