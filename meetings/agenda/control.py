"""Sections about what threatens the work: risks that are high or whose review is due."""

from django.db.models import F, Q
from django.urls import reverse

from campaigns.models import Risk
from campaigns.risk_levels import HIGH_FROM
from meetings.agenda.lines import Line, Saying
from meetings.agenda.registry import Scene, Written, section


@section("risks")
def risks(scene: Scene) -> Written:
    """High risks and those to be reviewed, the gravest first; how many there are besides. Two queries."""
    found = Risk.objects.filter(team=scene.team).open().for_list()
    pressing = found.filter(Q(weight__gte=HIGH_FROM) | Q(review_on__lte=scene.day))
    lines = [risk_line(one, scene) for one in pressing.order_by(-F("weight"), "pk")]
    rest = found.count() - len(lines)
    return Written(lines, [("risks_besides", {"count": rest})] if rest else [])


def risk_line(risk: Risk, scene: Scene) -> Line:
    due: list[Saying] = [("review_due", {"day": f"{risk.review_on:%m-%d}"})] if risk.is_due(on=scene.day) else []
    return Line(
        f"risk:{risk.pk}",
        risk.title,
        reverse("campaigns:risks-risk", args=[scene.team.slug, risk.pk]),
        who=str(risk.owner),
        tone="red" if risk.is_high else "yellow",
        chip=("weight", {"weight": f"{risk.likelihood} × {risk.impact}"}),
        small=due,
    )
