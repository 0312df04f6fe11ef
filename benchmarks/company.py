"""A company of many teams with a month of points: 12 KPIs a member, every day, made by the database itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from kpis.models import Kpi, Template
from metrics.models import Metric
from roles.models import Role, Team

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
# 10 flows and 2 ratios of two metrics each: 14 metrics with a point a day, on a member's own subject.
FLOWS = (
    "oa.followers_new", "oa.reads", "oa.shares", "oa.comments", "vc.plays", "vc.shares", "vc.comments", "shop.orders",
    "wecom.messages", "group.messages",
)  # fmt: skip
RATIOS = ("oa.share_rate", "shop.repurchase_rate")
STORED = (*FLOWS, "oa.sharers", "oa.readers", "shop.repeat_payers", "shop.payers")
WEIGHTS = {"process": (10, 10, 10, 10), "result": (7.5,) * 8}


@dataclass(frozen=True)
class Company:
    teams: int
    members: int


def build(teams: int, members: int) -> Company:
    """``members`` people in ``teams`` teams. Row by row only where there are few rows; the rest in SQL."""
    Team.objects.bulk_create(Team(slug=f"bench-{n}", name=f"Team {n}") for n in range(1, teams + 1))
    with connection.cursor() as cursor:
        for statement in (PEOPLE, MEMBERS, LEVELS, ASSIGNMENTS, SUBJECTS, ATTRIBUTIONS):
            cursor.execute(statement, {"teams": teams, "members": members})
    make_templates()
    fill(FIRST, LAST)
    return Company(teams, members)


def forget_cards() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kpis_line, kpis_part, kpis_scorecard CASCADE")


def fill(first: date, last: date) -> None:
    """A point for each subject, metric and day; deterministic, and spread around the targets."""
    with connection.cursor() as cursor:
        cursor.execute(POINTS, {"codes": list(STORED), "first": first, "last": last})
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while


def make_templates() -> None:
    role = Role.objects.get(code="copywriter")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM roles_team WHERE slug LIKE 'bench-%%' ORDER BY id")
        teams = [pk for (pk,) in cursor.fetchall()]
    metrics = {metric.code: metric for metric in Metric.objects.filter(code__in=[*FLOWS, *RATIOS])}
    halves = [(half, weight) for half, weights in WEIGHTS.items() for weight in weights]
    for team in teams:
        template = Template.objects.create(team_id=team, role=role, valid_from=FIRST)
        Kpi.objects.bulk_create(
            Kpi(
                template=template,
                metric=metrics[code],
                half=half,
                weight=weight,
                target=Decimal("0.9") if code in RATIOS else Decimal(2000),
                zero_at=Decimal("0.1") if code in RATIOS else Decimal(300),
                subject_kind="member",
                position=position,
            )
            for position, (code, (half, weight)) in enumerate(zip([*FLOWS, *RATIOS], halves, strict=True))
        )
        Template.objects.filter(pk=template.pk).update(state=Template.State.PUBLISHED, published_at=timezone.now())


PEOPLE = """
    INSERT INTO roles_person (password, username, name, email, language, is_active, joined_at)
    SELECT '', 'bench-' || n, 'Person ' || n, '', 'zh-hans', true, now() FROM generate_series(1, %(members)s) n"""
MEMBERS = """
    INSERT INTO roles_member (team_id, person_id, employment, joined_on)
    SELECT t.id, p.id, 'staff', '2026-01-01'
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM roles_person WHERE username LIKE 'bench-%%') p
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM roles_team WHERE slug LIKE 'bench-%%') t
      ON p.n %% %(teams)s = t.n"""
# Auditors owe no stand-ups: so the night does what the statement does, score.
LEVELS = """
    INSERT INTO roles_levelgrant (member_id, level, from_on, reason, granted_at)
    SELECT m.id, 'auditor', '2026-01-01', '', now()
    FROM roles_member m JOIN roles_team t ON t.id = m.team_id AND t.slug LIKE 'bench-%%'"""
ASSIGNMENTS = """
    INSERT INTO roles_assignment (member_id, role_id, from_on, share, assigned_at)
    SELECT m.id, r.id, '2026-01-01', 100, now()
    FROM roles_member m JOIN roles_team t ON t.id = m.team_id AND t.slug LIKE 'bench-%%'
    JOIN roles_role r ON r.code = 'copywriter'"""
SUBJECTS = """
    INSERT INTO metrics_subject (team_id, kind, name, member_id)
    SELECT m.team_id, 'member', 'Person', m.id
    FROM roles_member m JOIN roles_team t ON t.id = m.team_id AND t.slug LIKE 'bench-%%'"""
ATTRIBUTIONS = """
    INSERT INTO metrics_attribution (subject_id, member_id, from_on, share)
    SELECT s.id, s.member_id, '2026-01-01', 100
    FROM metrics_subject s JOIN roles_team t ON t.id = s.team_id AND t.slug LIKE 'bench-%%' WHERE s.kind = 'member'"""
# In the order in which they come in: day by day.
POINTS = """
    INSERT INTO metrics_point (subject_id, metric_id, day, team_id, value, as_of)
    SELECT s.id, m.id, d.day, s.team_id,
           (s.id * 31 + m.id * 17 + extract(day FROM d.day)::int * 13) %% 97
             + CASE WHEN m.code IN ('oa.readers', 'shop.payers') THEN 60 ELSE 1 END,
           d.day
    FROM metrics_subject s
    JOIN roles_team t ON t.id = s.team_id AND t.slug LIKE 'bench-%%'
    CROSS JOIN metrics_metric m
    CROSS JOIN (SELECT g::date AS day FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') g) d
    WHERE s.kind = 'member' AND m.code = ANY(%(codes)s)
    ORDER BY d.day, s.team_id, s.id, m.id"""
