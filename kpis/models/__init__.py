"""What the numbers are worth: templates with their KPIs, and the cards scored from them."""

from kpis.models.awards import Award, Grant, GrantShare
from kpis.models.beside import Beside
from kpis.models.evidence import Evidence
from kpis.models.goal_course import CatchUpNote, Milestone, ProgressDay
from kpis.models.goals import Commitment, Goal
from kpis.models.grades import Grade
from kpis.models.month_end import Adjustment, Appeal, Dispute, SelfReview
from kpis.models.scorecards import Line, Part, Scorecard
from kpis.models.targets import Target, TargetConfirmation, TargetQuestion
from kpis.models.templates import Kpi, Template

__all__ = [
    "Adjustment",
    "Appeal",
    "Award",
    "Beside",
    "CatchUpNote",
    "Commitment",
    "Dispute",
    "Evidence",
    "Goal",
    "Grade",
    "Grant",
    "GrantShare",
    "Kpi",
    "Line",
    "Milestone",
    "Part",
    "ProgressDay",
    "Scorecard",
    "SelfReview",
    "Target",
    "TargetConfirmation",
    "TargetQuestion",
    "Template",
]
