"""What the numbers are worth: templates with their KPIs, and the cards scored from them."""

from kpis.models.evidence import Evidence
from kpis.models.scorecards import Line, Part, Scorecard
from kpis.models.templates import Kpi, Template

__all__ = ["Evidence", "Kpi", "Line", "Part", "Scorecard", "Template"]
