"""Workflows, the items that go through them, and all that is said and decided about an item on its
way; and the words that may not be published."""

from campaigns.models.approvals import Approval
from campaigns.models.assets import Asset
from campaigns.models.budgets import Budget, BudgetChange, BudgetLine, Entry
from campaigns.models.clocks import Clock
from campaigns.models.courses import CampaignDay, CampaignNote, DailyNote, Promise
from campaigns.models.details import (
    CampaignDetail,
    CommunityDetail,
    ContentDetail,
    FindingDetail,
    IncidentDetail,
    RequestDetail,
)
from campaigns.models.drafts import WorkflowDraft
from campaigns.models.items import Item
from campaigns.models.resources import Resource
from campaigns.models.reviews import Lesson, Review
from campaigns.models.risks import Risk, RiskStep, Threshold
from campaigns.models.runs import HandoverTick, StageRun
from campaigns.models.sending import Blackout, Per, Quota, QuotaPreset
from campaigns.models.sops import DueStep, Sop, SopRun, SopStep
from campaigns.models.texts import Comment, Credit, Version
from campaigns.models.trail import Fact
from campaigns.models.waivers import Waiver
from campaigns.models.weeks import Activity, WeekDecision, WeekPlan
from campaigns.models.words import Word, WordList, WordListVersion
from campaigns.models.workflows import Deliverable, Gate, Stage, Workflow

__all__ = [
    "Activity",
    "Approval",
    "Asset",
    "Blackout",
    "Budget",
    "BudgetChange",
    "BudgetLine",
    "CampaignDay",
    "CampaignDetail",
    "CampaignNote",
    "Clock",
    "Comment",
    "CommunityDetail",
    "ContentDetail",
    "Credit",
    "DailyNote",
    "Deliverable",
    "DueStep",
    "Entry",
    "Fact",
    "FindingDetail",
    "Gate",
    "HandoverTick",
    "IncidentDetail",
    "Item",
    "Lesson",
    "Per",
    "Promise",
    "Quota",
    "QuotaPreset",
    "RequestDetail",
    "Resource",
    "Review",
    "Risk",
    "RiskStep",
    "Sop",
    "SopRun",
    "SopStep",
    "Stage",
    "StageRun",
    "Threshold",
    "Version",
    "Waiver",
    "WeekDecision",
    "WeekPlan",
    "Word",
    "WordList",
    "WordListVersion",
    "Workflow",
    "WorkflowDraft",
]
