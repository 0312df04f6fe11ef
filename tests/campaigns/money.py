"""Entries of budgets for tests: ``spend(line, by=member, amount=80)``."""

from datetime import date
from decimal import Decimal

from campaigns.models import BudgetLine, Entry
from campaigns.services import entries
from campaigns.services.entries import Asked
from roles.models import Member
from tests.campaigns.conftest import AT

DAY = date(2026, 11, 20)


def asked(line: BudgetLine, amount, *, kind=Entry.Kind.SPEND, day=DAY, what_for="奖品", **fields) -> Asked:
    return Asked(line=line, kind=kind, amount=Decimal(str(amount)), day=day, what_for=what_for, **fields)


def spend(line: BudgetLine, amount, *, by: Member, at=AT, **fields) -> Entry:
    return entries.enter(asked(line, amount, **fields), by=by, at=at)


def commit(line: BudgetLine, amount, *, by: Member, **fields) -> Entry:
    return spend(line, amount, by=by, kind=Entry.Kind.COMMITMENT, **fields)
