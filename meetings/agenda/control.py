"""Sections about what threatens the work: campaigns that are behind, risks that are high or to be reviewed."""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from campaigns.colours import Colours
from campaigns.models import CampaignDay, CampaignDetail, Risk
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


def campaigns_behind(scene: Scene, since: date) -> list[Line]:
    """Red campaigns, and those whose colour is another than on a day; the worst first. One query."""
    days = CampaignDay.objects.filter(item=OuterRef("pk"))
    then = days.filter(day__lte=since).order_by("-day").values("colour")[:1]
    newest = days.filter(progress__isnull=False).order_by("-day")
    found = (
        CampaignDetail.objects.filter(item__team=scene.team, item__state="open")
        .exclude(colour=Colours.GREEN)
        .select_related("item__owner__person")
        .annotate(
            was=Subquery(then),
            planned=Subquery(newest.values("planned")[:1]),
            progress=Subquery(newest.values("progress")[:1]),
        )
    )
    changed = [
        one
        for one in found
        if one.colour == Colours.RED or one.was != one.colour  # type: ignore[attr-defined]  # annotated above
    ]
    return [
        campaign_line(one, scene)
        for one in sorted(changed, key=lambda one: (-Colours.values.index(one.colour), one.pk))
    ]


def campaign_line(detail: CampaignDetail, scene: Scene) -> Line:
    gap = detail.planned - detail.progress  # type: ignore[attr-defined]
    return Line(
        f"campaign:{detail.pk}",
        detail.item.title,
        reverse("campaigns:items-item", args=[scene.team.slug, detail.pk]),
        who=str(detail.item.owner),
        tone=str(detail.colour),
        chip=("points_behind", {"points": f"{gap:.0f}"}),
        small=[("campaign", {})],
    )
