"""Every address and every API action × every level, an outsider and nobody: one table says who gets in.

An address or action without a line fails. 404 hides, 403 forbids, a person without a session is led to the sign-in.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from roles.permissions import Level, Permission, may
from teamops.api import RESOURCES
from tests.guards.scene import ANONYMOUS, OUTSIDER, Scene, set_up

pytestmark = pytest.mark.django_db

OPEN = "open"
PERSONAL = "personal"  # whoever is signed in
UNUSED = "unused"  # allauth brings it, TeamOps doesn't offer it
P = Permission

# The name of an address: the method that is tried, what it takes, what its address needs after the team.
ACCESS = {
    "start": ("get", PERSONAL, []),
    "calendar-feed": ("get", OPEN, ["feed"]),
    "alive": ("get", OPEN, []),
    "ready": ("get", OPEN, []),
    "set_language": ("post", OPEN, []),
    "profile": ("get", PERSONAL, []),
    "profile-token-issue": ("post", PERSONAL, []),
    "profile-token-revoke": ("post", PERSONAL, ["token"]),
    "notice-choices": ("get", PERSONAL, []),
    "account_login": ("get", OPEN, []),
    "account_inactive": ("get", OPEN, []),
    "account_reset_password": ("get", OPEN, []),
    "account_reset_password_done": ("get", OPEN, []),
    "account_reset_password_from_key": ("get", OPEN, ["uid", "key"]),
    "account_reset_password_from_key_done": ("get", OPEN, []),
    "account_logout": ("get", PERSONAL, []),
    "account_change_password": ("get", PERSONAL, []),
    "account_reauthenticate": ("get", PERSONAL, []),
    "usersessions_list": ("get", PERSONAL, []),
    "account_signup": ("get", UNUSED, []),
    "account_email": ("get", UNUSED, []),
    "account_email_verification_sent": ("get", UNUSED, []),
    "account_confirm_email": ("get", UNUSED, ["key"]),
    "account_confirm_login_code": ("get", UNUSED, []),
    "account_set_password": ("get", UNUSED, []),
    "api-schema": ("get", PERSONAL, []),
    "api-docs": ("get", PERSONAL, []),
    "reports:today": ("get", P.SEE_TEAM, []),
    "reports:more": ("get", P.SEE_TEAM, []),
    "roles:board": ("get", P.SEE_TEAM, []),
    "roles:board-assign": ("post", P.ASSIGN_ROLES, []),
    "roles:board-change": ("post", P.ASSIGN_ROLES, ["assignment"]),
    "roles:board-take-back": ("post", P.ASSIGN_ROLES, ["assignment"]),
    "roles:members": ("get", P.SEE_TEAM, []),
    "roles:members-add": ("post", P.ADD_MEMBERS, []),
    "roles:members-detail": ("get", P.SEE_TEAM, ["member"]),
    "roles:members-edit": ("post", P.ADD_MEMBERS, ["member"]),
    "roles:members-link": ("post", P.ADD_MEMBERS, ["member"]),
    "roles:members-deactivate": ("post", P.ADD_MEMBERS, ["member"]),
    "roles:members-reactivate": ("post", P.ADD_MEMBERS, ["member"]),
    "roles:members-level": ("post", P.GRANT_LEVELS, ["member"]),
    "roles:members-level-end": ("post", P.GRANT_LEVELS, ["member", "grant"]),
    "roles:leave": ("get", P.SEE_TEAM, []),
    "roles:leave-add": ("post", P.ASK_FOR_LEAVE, []),
    "roles:leave-take-back": ("post", P.ASK_FOR_LEAVE, ["leave"]),
    "roles:working-days": ("get", P.SEE_TEAM, []),
    "roles:working-days-day": ("post", P.EDIT_TEAM, ["day"]),
    "roles:team": ("get", P.EDIT_TEAM, []),
    "roles:team-add": ("post", P.MAKE_TEAMS, []),
    "roles:audit": ("get", P.SEE_AUDIT, []),
    "campaigns:mine": ("get", P.SEE_TEAM, []),
    "campaigns:items": ("get", P.SEE_TEAM, []),
    "campaigns:items-export": ("get", P.SEE_TEAM, []),
    "campaigns:items-bulk": ("post", P.WORK_ON_ITEMS, []),
    "campaigns:items-new": ("get", P.WORK_ON_ITEMS, []),
    "campaigns:items-item": ("get", P.SEE_TEAM, ["item"]),
    "campaigns:items-waive": ("get", P.WORK_ON_ITEMS, ["item with a word", "key of a word"]),
    "campaigns:items-waiver-take-back": ("post", P.WORK_ON_ITEMS, ["waiver"]),
    "campaigns:items-week": ("get", P.SEE_TEAM, ["group"]),
    "campaigns:items-week-plan": ("post", P.WORK_ON_ITEMS, ["group"]),
    "campaigns:items-week-submit": ("post", P.WORK_ON_ITEMS, ["group"]),
    "campaigns:items-week-decide": ("post", P.RUN_WORK, ["group"]),
    "campaigns:items-week-settle": ("post", P.WORK_ON_ITEMS, ["group", "activity"]),
    "campaigns:items-week-take-out": ("post", P.WORK_ON_ITEMS, ["group", "activity"]),
    "campaigns:sops": ("get", P.SEE_TEAM, []),
    "campaigns:sops-export": ("get", P.SEE_TEAM, []),
    "campaigns:sops-add": ("get", P.EDIT_SOPS, []),
    "campaigns:sops-sop": ("get", P.SEE_TEAM, ["sop"]),
    "campaigns:sops-edit": ("get", P.EDIT_SOPS, ["sop"]),
    "campaigns:sops-start": ("post", P.WORK_ON_ITEMS, ["sop"]),
    "campaigns:sops-put-away": ("post", P.EDIT_SOPS, ["sop"]),
    "campaigns:sops-run": ("get", P.SEE_TEAM, ["sop run"]),
    "campaigns:sops-hand-over": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "campaigns:sops-end": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "campaigns:sops-tick": ("post", P.WORK_ON_ITEMS, ["sop step"]),
    "campaigns:sops-untick": ("post", P.WORK_ON_ITEMS, ["sop step"]),
    "campaigns:sops-skip": ("post", P.WORK_ON_ITEMS, ["sop step"]),
    "campaigns:records": ("get", P.SEE_OWN_CARD, []),
    "campaigns:board": ("get", P.SEE_TEAM, []),
    "campaigns:calendar": ("get", P.SEE_TEAM, []),
    "campaigns:calendar-rules": ("get", P.SEE_TEAM, []),
    "campaigns:calendar-quota": ("post", P.RUN_WORK, ["channel"]),
    "campaigns:calendar-black-out": ("post", P.RUN_WORK, []),
    "campaigns:calendar-open": ("post", P.RUN_WORK, ["blackout"]),
    "campaigns:items-plan": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:timeline": ("get", P.SEE_TEAM, []),
    "campaigns:desk": ("get", P.SEE_TEAM, []),
    "campaigns:desk-claim": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:bottlenecks": ("get", P.SEE_TEAM, []),
    "campaigns:bottlenecks-stays": ("get", P.SEE_TEAM, ["stage"]),
    "campaigns:items-edit": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-publish": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-write": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-credits": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-assets-add": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-move": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-place": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-approve": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-decline": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-send-back": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-claim": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-reassign": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-nudge": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-drop": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-tick": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-comment": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-beside": ("get", P.SEE_TEAM, ["item", "part"]),
    "campaigns:items-version": ("get", P.SEE_TEAM, ["item", "item_version"]),
    "campaigns:items-assets-take": ("post", P.WORK_ON_ITEMS, ["item", "asset"]),
    "campaigns:workflows": ("get", P.SEE_TEAM, []),
    "campaigns:workflows-workflow": ("get", P.SEE_TEAM, ["workflow"]),
    "campaigns:workflows-version": ("get", P.SEE_TEAM, ["workflow", "workflow_version"]),
    "campaigns:workflows-edit": ("get", P.EDIT_WORKFLOWS, ["workflow"]),
    "campaigns:workflows-publish": ("post", P.EDIT_WORKFLOWS, ["workflow"]),
    "campaigns:workflows-discard": ("post", P.EDIT_WORKFLOWS, ["workflow"]),
    "campaigns:workflows-shipped": ("post", P.EDIT_WORKFLOWS, ["workflow"]),
    "campaigns:budget": ("get", P.SEE_TEAM, []),
    "campaigns:budget-start": ("post", P.PLAN_BUDGET, []),
    "campaigns:budget-split": ("post", P.PLAN_BUDGET, []),
    "campaigns:budget-export": ("get", P.SEE_TEAM, []),
    "campaigns:budget-entries": ("get", P.SEE_TEAM, []),
    "campaigns:budget-enter": ("get", P.ENTER_SPENDING, []),
    "campaigns:budget-approve": ("post", P.APPROVE_SPENDING, ["budget_entry"]),
    "campaigns:budget-decline": ("post", P.APPROVE_SPENDING, ["budget_entry"]),
    "campaigns:budget-take-back": ("post", P.ENTER_SPENDING, ["budget_entry"]),
    "campaigns:budget-line-add": ("get", P.PLAN_BUDGET, []),
    "campaigns:budget-line": ("get", P.SEE_TEAM, ["budget_line"]),
    "campaigns:budget-line-plan": ("post", P.PLAN_BUDGET, ["budget_line"]),
    "campaigns:risks": ("get", P.SEE_TEAM, []),
    "campaigns:risks-add": ("get", P.WORK_ON_ITEMS, []),
    "campaigns:risks-export": ("get", P.SEE_TEAM, []),
    "campaigns:risks-thresholds": ("get", P.SEE_TEAM, []),
    "campaigns:risks-threshold": ("get", P.MIND_RISKS, ["threshold"]),
    "campaigns:risks-risk": ("get", P.SEE_TEAM, ["risk"]),
    "campaigns:risks-review": ("post", P.WORK_ON_ITEMS, ["risk"]),
    "campaigns:risks-close": ("post", P.WORK_ON_ITEMS, ["risk"]),
    "campaigns:items-stop": ("post", P.WORK_ON_ITEMS, ["item", "clock"]),
    "campaigns:items-ask": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-in-place": ("post", P.WORK_ON_ITEMS, ["campaign", "resource"]),
    "campaigns:items-withdraw": ("post", P.WORK_ON_ITEMS, ["campaign", "resource"]),
    "campaigns:items-measure": ("post", P.WORK_ON_ITEMS, ["finding"]),
    "campaigns:items-join": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-day": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-catch-up": ("post", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:items-review": ("get", P.WORK_ON_ITEMS, ["item"]),
    "campaigns:lessons": ("get", P.SEE_TEAM, []),
    "campaigns:lessons-add": ("get", P.WORK_ON_ITEMS, []),
    "campaigns:lessons-similar": ("get", P.SEE_TEAM, []),
    "campaigns:words": ("get", P.SEE_TEAM, []),
    "campaigns:words-add": ("get", P.EDIT_WORDS, []),
    "campaigns:words-try": ("get", P.SEE_TEAM, []),
    "campaigns:words-list": ("get", P.SEE_TEAM, ["word_list"]),
    "campaigns:words-export": ("get", P.SEE_TEAM, ["word_list"]),
    "campaigns:words-version": ("get", P.SEE_TEAM, ["word_list", "word_version"]),
    "campaigns:words-draft": ("post", P.EDIT_WORDS, ["word_list"]),
    "campaigns:words-import": ("get", P.EDIT_WORDS, ["word_list"]),
    "campaigns:words-publish": ("post", P.EDIT_WORDS, ["word_list"]),
    "campaigns:words-discard": ("post", P.EDIT_WORDS, ["word_list"]),
    "campaigns:words-say": ("get", P.EDIT_WORDS, ["word_list"]),
    "campaigns:words-word": ("get", P.EDIT_WORDS, ["word_list", "word"]),
    "campaigns:words-take-out": ("post", P.EDIT_WORDS, ["word_list", "word"]),
    "meetings:wall": ("get", P.SEE_TEAM, []),
    "meetings:write": ("post", P.WRITE_STAND_UP, []),
    "meetings:meetings": ("get", P.SEE_TEAM, []),
    "meetings:meetings-detail": ("get", P.SEE_TEAM, ["meeting"]),
    "meetings:decisions": ("get", P.SEE_TEAM, []),
    "meetings:search": ("get", P.SEE_TEAM, []),
    "meetings:meetings-start": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-close": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-cancel": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-minutes": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-decide": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-attend": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-put-on": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-take-off": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-take-back": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-give": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:meetings-correct": ("post", P.WORK_ON_ACTIONS, ["meeting"]),
    "meetings:actions": ("get", P.SEE_TEAM, []),
    "meetings:actions-finish": ("post", P.WORK_ON_ACTIONS, ["action"]),
    "meetings:actions-move": ("post", P.WORK_ON_ACTIONS, ["action"]),
    "meetings:series": ("get", P.SEE_TEAM, []),
    "meetings:series-add": ("get", P.RUN_MEETINGS, []),
    "meetings:series-edit": ("get", P.RUN_MEETINGS, ["series"]),
    "meetings:series-slots": ("get", P.RUN_MEETINGS, ["series"]),
    "meetings:series-end": ("post", P.RUN_MEETINGS, ["series"]),
    "meetings:blockers": ("get", P.SEE_TEAM, []),
    "meetings:blockers-detail": ("get", P.SEE_TEAM, ["blocker"]),
    "meetings:blockers-settle": ("post", P.WORK_ON_ACTIONS, ["blocker"]),
    "meetings:blockers-edit": ("post", P.WORK_ON_ACTIONS, ["blocker"]),
    "metrics:completeness": ("get", P.SEE_TEAM, []),
    "metrics:completeness-day": ("get", P.SEE_TEAM, ["channel", "yesterday"]),
    "metrics:imports": ("get", P.SEE_TEAM, []),
    "metrics:imports-upload": ("post", P.IMPORT_METRICS, []),
    "metrics:imports-waiting": ("get", P.IMPORT_METRICS, ["long import"]),
    "metrics:imports-sheet": ("get", P.IMPORT_METRICS, []),
    "metrics:imports-mappings": ("get", P.SEE_TEAM, []),
    "metrics:imports-mappings-edit": ("get", P.IMPORT_METRICS, ["mapping"]),
    "metrics:imports-mappings-forget": ("post", P.IMPORT_METRICS, ["mapping"]),
    "metrics:imports-draft": ("get", P.IMPORT_METRICS, ["mapping-draft"]),
    "metrics:imports-draft-try": ("post", P.IMPORT_METRICS, ["mapping-draft"]),
    "metrics:imports-draft-drop": ("post", P.IMPORT_METRICS, ["mapping-draft"]),
    "metrics:imports-preview": ("get", P.IMPORT_METRICS, ["preview"]),
    "metrics:imports-change": ("post", P.IMPORT_METRICS, ["preview"]),
    "metrics:imports-confirm": ("post", P.IMPORT_METRICS, ["preview"]),
    "metrics:imports-discard": ("post", P.IMPORT_METRICS, ["preview"]),
    "metrics:imports-result": ("get", P.SEE_TEAM, ["import"]),
    "metrics:imports-undo": ("post", P.IMPORT_METRICS, ["import"]),
    "metrics:imports-file": ("get", P.IMPORT_METRICS, ["import"]),
    "metrics:imports-rejected": ("get", P.IMPORT_METRICS, ["import"]),
    "metrics:imports-differences": ("get", P.IMPORT_METRICS, ["preview"]),
    "metrics:imports-points": ("get", P.SEE_TEAM, ["import"]),
    "metrics:imports-row": ("get", P.SEE_TEAM, ["import", "row"]),
    "metrics:channels": ("get", P.SEE_TEAM, []),
    "metrics:channels-add": ("post", P.EDIT_CHANNELS, []),
    "metrics:channels-detail": ("get", P.SEE_TEAM, ["channel"]),
    "metrics:channels-edit": ("post", P.EDIT_CHANNELS, ["channel"]),
    "metrics:channels-attribute": ("post", P.EDIT_CHANNELS, ["channel"]),
    "metrics:channels-end": ("post", P.EDIT_CHANNELS, ["channel", "attribution"]),
    "metrics:channels-answering": ("post", P.EDIT_CHANNELS, ["channel"]),
    "metrics:content": ("get", P.SEE_TEAM, []),
    "metrics:content-join": ("post", P.EDIT_CHANNELS, []),
    "metrics:content-ignore": ("post", P.EDIT_CHANNELS, []),
    "metrics:content-split": ("post", P.EDIT_CHANNELS, []),
    "metrics:content-attribute": ("post", P.EDIT_CHANNELS, []),
    "metrics:content-detail": ("get", P.SEE_TEAM, ["content"]),
    "metrics:content-answering": ("post", P.EDIT_CHANNELS, ["content"]),
    "metrics:content-keep": ("post", P.EDIT_CHANNELS, ["content"]),
    "metrics:content-take-back": ("post", P.EDIT_CHANNELS, ["content"]),
    "metrics:connections": ("get", P.SEE_TEAM, []),
    "metrics:connections-edit": ("get", P.MANAGE_CONNECTIONS, ["channel"]),
    "metrics:connections-detail": ("get", P.SEE_TEAM, ["connection"]),
    "metrics:connections-confirm": ("post", P.MANAGE_CONNECTIONS, ["connection"]),
    "metrics:connections-fetch": ("post", P.IMPORT_METRICS, ["connection"]),
    "metrics:connections-back-fill": ("post", P.IMPORT_METRICS, ["connection"]),
    "metrics:connections-delete": ("post", P.MANAGE_CONNECTIONS, ["connection"]),
    "metrics:connections-users": ("get", P.EDIT_CHANNELS, ["connection"]),
    "metrics:connections-users-read": ("post", P.EDIT_CHANNELS, ["connection"]),
    "metrics:dictionary": ("get", P.SEE_TEAM, []),
    "metrics:dictionary-export": ("get", P.SEE_TEAM, []),
    "metrics:dictionary-add": ("get", P.EDIT_DICTIONARY, []),
    "metrics:dictionary-metric": ("get", P.SEE_TEAM, ["metric"]),
    "metrics:dictionary-edit": ("get", P.EDIT_DICTIONARY, ["metric"]),
    "metrics:dictionary-retire": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "metrics:dictionary-bring-back": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "metrics:dictionary-keep": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "metrics:dictionary-pair": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "metrics:dictionary-unpair": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "kpis:month": ("get", P.SEE_OWN_CARD, []),
    "kpis:month-export": ("get", P.EXPORT_CARDS, []),
    "kpis:month-card": ("get", P.SEE_OWN_CARD, ["card"]),
    "kpis:month-print": ("get", P.SEE_OWN_CARD, ["card"]),
    "kpis:month-months": ("get", P.SEE_OWN_CARD, ["card"]),
    "kpis:month-review": ("post", P.REVIEW_CARDS, ["card"]),
    "kpis:month-sign": ("post", P.SIGN_CARDS, ["card"]),
    "kpis:month-reopen": ("post", P.REOPEN_CARDS, ["card"]),
    "goals:list": ("get", P.SEE_TEAM, []),
    "goals:list-export": ("get", P.SEE_TEAM, []),
    "goals:list-add": ("post", P.EDIT_GOALS, []),
    "goals:list-plan": ("post", P.EDIT_GOALS, []),
    "goals:list-goal": ("get", P.SEE_TEAM, ["goal"]),
    "goals:list-edit": ("post", P.EDIT_GOALS, ["draft-goal"]),
    "goals:list-owner": ("post", P.EDIT_GOALS, ["goal"]),
    "goals:list-discard": ("post", P.EDIT_GOALS, ["draft-goal"]),
    "goals:list-approve": ("post", P.APPROVE_GOALS, ["draft-goal"]),
    "goals:list-move": ("post", P.EDIT_GOALS, ["goal"]),
    "goals:list-move-approve": ("post", P.APPROVE_GOALS, ["goal"]),
    "goals:list-move-decline": ("post", P.APPROVE_GOALS, ["goal"]),
    "goals:list-note": ("post", P.WRITE_GOAL_NOTES, ["goal"]),
    "goals:list-close": ("post", P.APPROVE_GOALS, ["goal"]),
    "goals:list-milestone-add": ("post", P.EDIT_GOALS, ["goal"]),
    "goals:list-milestone-move": ("post", P.EDIT_GOALS, ["goal", "milestone"]),
    "goals:list-milestone-judge": ("post", P.EDIT_GOALS, ["goal", "milestone"]),
    "goals:list-milestone-drop": ("post", P.EDIT_GOALS, ["goal", "milestone"]),
    "kpis:targets": ("get", P.SEE_TEAM_CARDS, []),
    "kpis:targets-save": ("post", P.EDIT_TEMPLATES, []),
    "kpis:targets-copy": ("post", P.EDIT_TEMPLATES, []),
    "kpis:targets-sheet": ("get", P.EDIT_TEMPLATES, []),
    "kpis:targets-upload": ("post", P.EDIT_TEMPLATES, []),
    "kpis:targets-apply": ("post", P.EDIT_TEMPLATES, []),
    "kpis:targets-answer": ("post", P.EDIT_TEMPLATES, ["question"]),
    "kpis:own-targets": ("get", P.SEE_OWN_CARD, []),
    "kpis:own-targets-confirm": ("post", P.SEE_OWN_CARD, []),
    "kpis:own-targets-ask": ("post", P.SEE_OWN_CARD, []),
    "kpis:awards": ("get", P.SEE_TEAM, []),
    "kpis:awards-history": ("get", P.SEE_TEAM, []),
    "kpis:awards-export": ("get", P.SEE_TEAM, []),
    "kpis:awards-kinds": ("get", P.SEE_TEAM, []),
    "kpis:awards-add": ("get", P.GIVE_AWARDS, []),
    "kpis:awards-edit": ("get", P.GIVE_AWARDS, ["award"]),
    "kpis:awards-stop": ("post", P.GIVE_AWARDS, ["award"]),
    "kpis:awards-resume": ("post", P.GIVE_AWARDS, ["award"]),
    "kpis:awards-detail": ("get", P.SEE_TEAM, ["award", "award-month"]),
    "kpis:awards-pick": ("post", P.GIVE_AWARDS, ["award", "award-month"]),
    "kpis:awards-evidence": ("get", P.SEE_TEAM, ["award", "award-month", "content"]),
    "kpis:awards-announce": ("post", P.GIVE_AWARDS, ["pick"]),
    "kpis:awards-withdraw": ("post", P.GIVE_AWARDS, ["pick"]),
    "kpis:month-sitting": ("get", P.REVIEW_CARDS, []),
    "kpis:month-finish": ("post", P.SIGN_CARDS, ["card"]),
    "kpis:month-self-review": ("post", P.SPEAK_ON_CARD, ["card"]),
    "kpis:month-note": ("post", P.SPEAK_ON_CARD, ["card", "line"]),
    "kpis:month-dispute": ("post", P.SPEAK_ON_CARD, ["card", "line"]),
    "kpis:month-withdraw": ("post", P.SPEAK_ON_CARD, ["card", "dispute"]),
    "kpis:month-answer": ("post", P.REVIEW_CARDS, ["card", "dispute"]),
    "kpis:month-adjust": ("post", P.REVIEW_CARDS, ["card", "line"]),
    "kpis:month-take-back": ("post", P.REVIEW_CARDS, ["card", "adjustment"]),
    "kpis:month-appeal": ("post", P.SPEAK_ON_CARD, ["card"]),
    "kpis:month-decide": ("post", P.REOPEN_CARDS, ["card"]),
    "kpis:templates": ("get", P.SEE_TEAM, []),
    "kpis:templates-detail": ("get", P.SEE_TEAM, ["template"]),
    "kpis:templates-edit": ("post", P.EDIT_TEMPLATES, ["draft"]),
    "kpis:templates-what-if": ("get", P.SEE_TEAM_CARDS, ["draft"]),
    "kpis:templates-keep": ("post", P.EDIT_TEMPLATES, ["draft"]),
    "kpis:templates-grades": ("get", P.EDIT_TEMPLATES, []),
    "kpis:templates-copy": ("post", P.EDIT_TEMPLATES, ["template"]),
    "kpis:templates-publish": ("post", P.EDIT_TEMPLATES, ["draft"]),
    "kpis:templates-discard": ("post", P.EDIT_TEMPLATES, ["draft"]),
    "jobs:runs": ("get", P.SEE_JOBS, []),
    "jobs:runs-request": ("post", P.RUN_JOBS, []),
    "notices:inbox": ("get", P.SEE_TEAM, []),
    "notices:inbox-read-all": ("post", P.SEE_TEAM, []),
    "notices:inbox-follow": ("post", P.SEE_TEAM, ["notice"]),
    "notices:bots": ("get", P.MANAGE_CONNECTIONS, []),
    "notices:bots-add": ("get", P.MANAGE_CONNECTIONS, []),
    "notices:bots-edit": ("get", P.MANAGE_CONNECTIONS, ["bot"]),
    "notices:bots-try": ("post", P.MANAGE_CONNECTIONS, ["resting bot"]),
    "notices:bots-delete": ("post", P.MANAGE_CONNECTIONS, ["bot"]),
    "notices:calendar": ("get", P.SEE_TEAM, []),
    "notices:calendar-renew": ("post", P.SEE_TEAM, ["reach"]),
    "notices:log": ("get", P.SEE_JOBS, []),
    "notices:log-groups": ("get", P.SEE_JOBS, []),
    "notices:log-again": ("post", P.MANAGE_CONNECTIONS, ["group message"]),
}

# The prefix and action of a REST resource: the same three.
ACTIONS = {
    "teams list": ("get", P.SEE_TEAM, []),
    "teams retrieve": ("get", P.SEE_TEAM, ["team"]),
    "members list": ("get", P.SEE_TEAM, []),
    "members retrieve": ("get", P.SEE_TEAM, ["member"]),
    "roles list": ("get", P.SEE_TEAM, []),
    "roles retrieve": ("get", P.SEE_TEAM, ["role"]),
    "assignments list": ("get", P.SEE_TEAM, []),
    "assignments retrieve": ("get", P.SEE_TEAM, ["assignment"]),
    "assignments create": ("post", P.ASSIGN_ROLES, []),
    "assignments partial_update": ("patch", P.ASSIGN_ROLES, ["assignment"]),
    "assignments destroy": ("delete", P.ASSIGN_ROLES, ["assignment"]),
    "assignments end": ("post", P.ASSIGN_ROLES, ["assignment"]),
    "channels list": ("get", P.SEE_TEAM, []),
    "channels retrieve": ("get", P.SEE_TEAM, ["channel"]),
    "channels completeness": ("get", P.SEE_TEAM, ["channel"]),
    "channels create": ("post", P.EDIT_CHANNELS, []),
    "channels partial_update": ("patch", P.EDIT_CHANNELS, ["channel"]),
    "metrics list": ("get", P.SEE_TEAM, []),
    "metrics retrieve": ("get", P.SEE_TEAM, ["metric"]),
    "metrics create": ("post", P.EDIT_DICTIONARY, []),
    "metrics partial_update": ("patch", P.EDIT_DICTIONARY, ["metric"]),
    "metrics retire": ("post", P.EDIT_DICTIONARY, ["metric"]),
    "points list": ("get", P.SEE_TEAM, []),
    "content list": ("get", P.SEE_TEAM, []),
    "content retrieve": ("get", P.SEE_TEAM, ["content"]),
    "content join": ("post", P.EDIT_CHANNELS, ["content"]),
    "content ignore": ("post", P.EDIT_CHANNELS, ["content"]),
    "content keep": ("post", P.EDIT_CHANNELS, ["content"]),
    "content take_back": ("post", P.EDIT_CHANNELS, ["content"]),
    "attributions list": ("get", P.SEE_TEAM, []),
    "attributions retrieve": ("get", P.SEE_TEAM, ["attribution"]),
    "attributions create": ("post", P.EDIT_CHANNELS, []),
    "attributions partial_update": ("patch", P.EDIT_CHANNELS, ["attribution"]),
    "attributions end": ("post", P.EDIT_CHANNELS, ["attribution"]),
    "imports list": ("get", P.SEE_TEAM, []),
    "imports retrieve": ("get", P.SEE_TEAM, ["import"]),
    "imports create": ("post", P.IMPORT_METRICS, []),
    "import-jobs list": ("get", P.IMPORT_METRICS, []),
    "import-jobs retrieve": ("get", P.IMPORT_METRICS, ["long import"]),
    "mappings list": ("get", P.SEE_TEAM, []),
    "mappings retrieve": ("get", P.SEE_TEAM, ["mapping"]),
    "mappings create": ("post", P.IMPORT_METRICS, []),
    "mappings destroy": ("delete", P.IMPORT_METRICS, ["mapping"]),
    "mapping-drafts list": ("get", P.IMPORT_METRICS, []),
    "mapping-drafts retrieve": ("get", P.IMPORT_METRICS, ["mapping-draft"]),
    "mapping-drafts map": ("post", P.IMPORT_METRICS, ["mapping-draft"]),
    "mapping-drafts destroy": ("delete", P.IMPORT_METRICS, ["mapping-draft"]),
    "imports partial_update": ("patch", P.IMPORT_METRICS, ["preview"]),
    "imports commit": ("post", P.IMPORT_METRICS, ["preview"]),
    "imports file": ("get", P.IMPORT_METRICS, ["import"]),
    "imports undo": ("post", P.IMPORT_METRICS, ["import"]),
    "imports destroy": ("delete", P.IMPORT_METRICS, ["preview"]),
    "connections list": ("get", P.SEE_TEAM, []),
    "connections retrieve": ("get", P.SEE_TEAM, ["connection"]),
    "templates list": ("get", P.SEE_TEAM, []),
    "templates retrieve": ("get", P.SEE_TEAM, ["template"]),
    "templates copy": ("post", P.EDIT_TEMPLATES, ["template"]),
    "templates update": ("put", P.EDIT_TEMPLATES, ["draft"]),
    "templates destroy": ("delete", P.EDIT_TEMPLATES, ["draft"]),
    "templates what_if": ("get", P.SEE_TEAM_CARDS, ["draft"]),
    "templates fairness": ("get", P.SEE_TEAM_CARDS, ["draft"]),
    "templates publish": ("post", P.EDIT_TEMPLATES, ["draft"]),
    "scorecards list": ("get", P.SEE_OWN_CARD, []),
    "scorecards retrieve": ("get", P.SEE_OWN_CARD, ["card"]),
    "scorecards lineage": ("get", P.SEE_OWN_CARD, ["card", "line"]),
    "scorecards review": ("post", P.REVIEW_CARDS, ["card"]),
    "scorecards sign": ("post", P.SIGN_CARDS, ["card"]),
    "scorecards reopen": ("post", P.REOPEN_CARDS, ["card"]),
    "scorecards speak": ("post", P.SPEAK_ON_CARD, ["card"]),
    "scorecards dispute": ("post", P.SPEAK_ON_CARD, ["card", "line"]),
    "scorecards withdraw": ("post", P.SPEAK_ON_CARD, ["card", "dispute"]),
    "scorecards settle": ("post", P.REVIEW_CARDS, ["card", "dispute"]),
    "scorecards adjust": ("post", P.REVIEW_CARDS, ["card", "line"]),
    "scorecards unadjust": ("post", P.REVIEW_CARDS, ["card", "adjustment"]),
    "scorecards appeal": ("post", P.SPEAK_ON_CARD, ["card"]),
    "scorecards decide": ("post", P.REOPEN_CARDS, ["card"]),
    "goals list": ("get", P.SEE_TEAM, []),
    "goals retrieve": ("get", P.SEE_TEAM, ["goal"]),
    "goals create": ("post", P.EDIT_GOALS, []),
    "goals partial_update": ("patch", P.EDIT_GOALS, ["draft-goal"]),
    "goals destroy": ("delete", P.EDIT_GOALS, ["draft-goal"]),
    "goals approve": ("post", P.APPROVE_GOALS, ["draft-goal"]),
    "goals move": ("post", P.EDIT_GOALS, ["goal"]),
    "goals approve_move": ("post", P.APPROVE_GOALS, ["goal"]),
    "goals decline_move": ("post", P.APPROVE_GOALS, ["goal"]),
    "goals notes": ("post", P.WRITE_GOAL_NOTES, ["goal"]),
    "goals milestones": ("post", P.EDIT_GOALS, ["goal"]),
    "goals judge": ("post", P.EDIT_GOALS, ["goal", "milestone"]),
    "goals close": ("post", P.APPROVE_GOALS, ["goal"]),
    "targets list": ("get", P.SEE_OWN_CARD, []),
    "targets retrieve": ("get", P.SEE_OWN_CARD, ["target"]),
    "targets create": ("post", P.EDIT_TEMPLATES, []),
    "targets mine": ("get", P.SEE_OWN_CARD, []),
    "targets confirm": ("post", P.SEE_OWN_CARD, []),
    "awards list": ("get", P.SEE_TEAM, []),
    "awards retrieve": ("get", P.SEE_TEAM, ["award"]),
    "awards create": ("post", P.GIVE_AWARDS, []),
    "awards partial_update": ("patch", P.GIVE_AWARDS, ["award"]),
    "awards stop": ("post", P.GIVE_AWARDS, ["award"]),
    "awards resume": ("post", P.GIVE_AWARDS, ["award"]),
    "awards candidates": ("get", P.SEE_CANDIDATES, ["award"]),
    "awards pick": ("post", P.GIVE_AWARDS, ["award"]),
    "awards/picks list": ("get", P.SEE_TEAM, []),
    "awards/picks retrieve": ("get", P.SEE_TEAM, ["pick"]),
    "awards/picks announce": ("post", P.GIVE_AWARDS, ["pick"]),
    "awards/picks withdraw": ("post", P.GIVE_AWARDS, ["pick"]),
    "items list": ("get", P.SEE_TEAM, []),
    "items retrieve": ("get", P.SEE_TEAM, ["item"]),
    "items version": ("get", P.SEE_TEAM, ["item", "item_version"]),
    "items words": ("get", P.SEE_TEAM, ["item"]),
    "items course": ("get", P.SEE_TEAM, ["item"]),
    "items create": ("post", P.WORK_ON_ITEMS, []),
    "items partial_update": ("patch", P.WORK_ON_ITEMS, ["item"]),
    "items move": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items send_back": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items approve": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items decline": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items claim": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items reassign": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items nudge": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items drop": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items tick": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items write": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items remark": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items credit": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items publish": ("post", P.WORK_ON_ITEMS, ["item"]),
    "items stop": ("post", P.WORK_ON_ITEMS, ["item", "clock"]),
    "items waive": ("post", P.WORK_ON_ITEMS, ["item"]),
    "sops list": ("get", P.SEE_TEAM, []),
    "sops retrieve": ("get", P.SEE_TEAM, ["own sop"]),
    "sops create": ("post", P.EDIT_SOPS, []),
    "sops write": ("post", P.EDIT_SOPS, ["own sop"]),
    "sops put_away": ("post", P.EDIT_SOPS, ["own sop"]),
    "sops start": ("post", P.WORK_ON_ITEMS, ["own sop"]),
    "sop-runs list": ("get", P.SEE_TEAM, []),
    "sop-runs retrieve": ("get", P.SEE_TEAM, ["sop run"]),
    "sop-runs hand_over": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "sop-runs end": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "sop-runs tick": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "sop-runs untick": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "sop-runs skip": ("post", P.WORK_ON_ITEMS, ["sop run"]),
    "group-weeks list": ("get", P.SEE_TEAM, []),
    "group-weeks retrieve": ("get", P.SEE_TEAM, ["week plan"]),
    "group-weeks create": ("post", P.WORK_ON_ITEMS, []),
    "group-weeks submit": ("post", P.WORK_ON_ITEMS, ["week plan"]),
    "group-weeks settle": ("post", P.WORK_ON_ITEMS, ["week plan"]),
    "group-weeks take_out": ("post", P.WORK_ON_ITEMS, ["week plan"]),
    "group-weeks decide": ("post", P.RUN_WORK, ["week plan"]),
    "quotas list": ("get", P.SEE_TEAM, []),
    "quotas retrieve": ("get", P.SEE_TEAM, ["quota"]),
    "quotas create": ("post", P.RUN_WORK, []),
    "quotas destroy": ("delete", P.RUN_WORK, ["quota"]),
    "blackouts list": ("get", P.SEE_TEAM, []),
    "blackouts retrieve": ("get", P.SEE_TEAM, ["blackout"]),
    "blackouts create": ("post", P.RUN_WORK, []),
    "blackouts destroy": ("delete", P.RUN_WORK, ["blackout"]),
    "budgets list": ("get", P.SEE_TEAM, []),
    "budgets retrieve": ("get", P.SEE_TEAM, ["budget"]),
    "budget-entries list": ("get", P.SEE_TEAM, []),
    "budget-entries retrieve": ("get", P.SEE_TEAM, ["budget_entry"]),
    "risks list": ("get", P.SEE_TEAM, []),
    "risks retrieve": ("get", P.SEE_TEAM, ["risk"]),
    "workflows list": ("get", P.SEE_TEAM, []),
    "workflows retrieve": ("get", P.SEE_TEAM, ["own_workflow"]),
    "workflows draft": ("get", P.SEE_TEAM, ["own_workflow"]),
    "workflows write": ("post", P.EDIT_WORKFLOWS, ["own_workflow"]),
    "workflows publish": ("post", P.EDIT_WORKFLOWS, ["own_workflow"]),
    "workflows discard": ("post", P.EDIT_WORKFLOWS, ["own_workflow"]),
    "word-lists list": ("get", P.SEE_TEAM, []),
    "word-lists retrieve": ("get", P.SEE_TEAM, ["word_list"]),
    "word-lists check": ("post", P.SEE_TEAM, []),
    "word-lists words": ("post", P.EDIT_WORDS, ["word_list"]),
    "word-lists publish": ("post", P.EDIT_WORDS, ["word_list"]),
    "stand-ups list": ("get", P.SEE_TEAM, []),
    "stand-ups retrieve": ("get", P.SEE_TEAM, ["stand-up"]),
    "stand-ups create": ("post", P.WRITE_STAND_UP, []),
    "stand-ups partial_update": ("patch", P.WRITE_STAND_UP, ["stand-up"]),
    "series list": ("get", P.SEE_TEAM, []),
    "series retrieve": ("get", P.SEE_TEAM, ["series"]),
    "series create": ("post", P.RUN_MEETINGS, []),
    "series partial_update": ("patch", P.RUN_MEETINGS, ["series"]),
    "series end": ("post", P.RUN_MEETINGS, ["series"]),
    "meetings list": ("get", P.SEE_TEAM, []),
    "meetings retrieve": ("get", P.SEE_TEAM, ["meeting"]),
    "actions list": ("get", P.SEE_TEAM, []),
    "actions retrieve": ("get", P.SEE_TEAM, ["action"]),
    "actions create": ("post", P.WORK_ON_ACTIONS, []),
    "actions finish": ("post", P.WORK_ON_ACTIONS, ["action"]),
    "actions move": ("post", P.WORK_ON_ACTIONS, ["action"]),
    "blockers list": ("get", P.SEE_TEAM, []),
    "blockers retrieve": ("get", P.SEE_TEAM, ["blocker"]),
    "blockers create": ("post", P.WORK_ON_ACTIONS, []),
    "blockers partial_update": ("patch", P.WORK_ON_ACTIONS, ["blocker"]),
    "blockers settle": ("post", P.WORK_ON_ACTIONS, ["blocker"]),
}

# What is the plain member's own: who else may have it, and what the others get.
OWN = {
    "card": (P.SEE_TEAM_CARDS, 404),
    "notice": (None, 404),
    "token": (None, 404),
    "target": (P.SEE_TEAM_CARDS, 404),
}
# Actions on rows that all may see and only their author may change.
AUTHORS_ALONE = {"stand-ups partial_update": 403}

MAY = "may"
SIGN_IN = "sign in"


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """One for all lines of the table: what each request does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_up()
        transaction.set_rollback(True)


def expected(actor: str, level: str, name: str, permission: str, needs: list[str]) -> str | int:
    if permission in (OPEN, UNUSED):
        return MAY if permission == OPEN else 404
    if actor == ANONYMOUS:
        return SIGN_IN
    if actor == OUTSIDER and permission != PERSONAL:
        return 404
    if permission != PERSONAL and not may(level, Permission(permission)):
        return 403
    return MAY if actor == Level.MEMBER else to_others(level, name, needs)


def to_others(level: str, name: str, needs: list[str]) -> str | int:
    """What somebody else gets who may do such things in general."""
    for others, answer in (OWN[need] for need in needs if need in OWN):
        if others is None or not may(level, others):
            return answer
    return AUTHORS_ALONE.get(name, MAY)


def outcome(client: Client, method: str, address: str) -> str | int:
    """What one gets. Whatever it does is taken back, so that the next one asks for the same."""
    with transaction.atomic():
        response = getattr(client, method)(
            address, **({"content_type": "application/json"} if "/api/" in address else {})
        )
        transaction.set_rollback(True)
    if response.status_code == 401 or "/account/login/" in response.get("Location", ""):
        return SIGN_IN
    return response.status_code if response.status_code in (403, 404, 405) else MAY


def answers(scene: Scene, method: str, address: str) -> dict[str, str | int]:
    return {actor: outcome(client, method, address) for actor, client in scene.clients.items()}


def wanted(scene: Scene, name: str, permission: str, needs: list[str]) -> dict[str, str | int]:
    return {actor: expected(actor, scene.levels.get(actor, ""), name, permission, needs) for actor in scene.clients}


@pytest.mark.parametrize("name", ACCESS)
def test_each_level_at_each_address(name, scene):
    method, permission, needs = ACCESS[name]
    args = [scene.things[need] for need in needs]
    address = reverse(name, args=[scene.team.slug, *args] if permission in list(Permission) else args)

    assert answers(scene, method, address) == wanted(scene, name, permission, needs)


@pytest.mark.parametrize("name", ACTIONS)
def test_each_level_at_each_action_of_the_api(name, scene):
    method, permission, needs = ACTIONS[name]
    prefix, action = name.split()
    suffix = {
        "create": "list",
        "retrieve": "detail",
        "update": "detail",
        "partial_update": "detail",
        "destroy": "detail",
    }
    address = reverse(f"api-{prefix}-{suffix.get(action, action)}", args=[scene.things[need] for need in needs])
    if not needs or prefix in ("metrics", "roles"):  # a list, or a catalogue that all teams share
        address += f"?team={scene.team.slug}"

    assert answers(scene, method, address) == wanted(scene, name, permission, needs)


def names(patterns: list, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)


def actions() -> Iterator[str]:
    known = ("list", "retrieve", "create", "update", "partial_update", "destroy")
    for prefix, viewset in RESOURCES:
        yield from (f"{prefix} {name}" for name in known if hasattr(viewset, name))
        yield from (f"{prefix} {extra.__name__}" for extra in viewset.get_extra_actions())


def test_every_address_is_in_the_table():
    rest = tuple(f"api-{prefix}-" for prefix, _viewset in RESOURCES)
    assert {name for name in names(get_resolver().url_patterns) if not name.startswith(rest)} == set(ACCESS)


def test_every_action_of_the_api_is_in_the_table():
    assert sorted(actions()) == sorted(ACTIONS)
