"""What people are told, how each of them wants it, what is on its way, and the bots of group chats."""

from notices.models.bots import GroupBot, GroupMessage
from notices.models.choices import NoticeChoices
from notices.models.deliveries import Delivery, Mail
from notices.models.feeds import CalendarEntry, CalendarFeed
from notices.models.notices import Notice

__all__ = ["CalendarEntry", "CalendarFeed", "Delivery", "GroupBot", "GroupMessage", "Mail", "Notice", "NoticeChoices"]
