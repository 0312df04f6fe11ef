"""The audit trail: who changed what, in whose team; secrets never in it."""

import json

from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles import audit
from roles.models import Role
from roles.services import assignments, levels, tokens
from tests.conftest import TODAY


def trail_of(member, browse, **query):
    return browse(member).get(f"/t/{member.team.slug}/team/audit/", query)


def test_an_assignment_made_in_the_browser_is_on_record_with_who_made_it(lead, manager, member, browse):
    role = Role.objects.get(code="copywriter")
    browse(lead).post(
        f"/t/{lead.team.slug}/team/assign/",
        {"role": role.pk, "member": member.pk, "from_on": TODAY.isoformat(), "share": 60},
    )

    line = trail_of(manager, browse, kind="roles.assignment").context["lines"][0]

    assert line.who == lead.person.name
    assert {change.new for change in line.changes} >= {"60", member.person.name, str(role)}


def test_a_change_says_from_and_to(lead, member):
    made = assignments.assign(
        member, Role.objects.get(code="copywriter"), from_on=TODAY, share=60, by=lead, at=timezone.now()
    )
    assignments.change_share(made, share=30, from_on=TODAY, by=lead, at=timezone.now())

    line = audit.line(audit.entries(member.team).first())

    assert [(change.old, change.new) for change in line.changes] == [("60", "30")]


def test_password_hashes_and_tokens_are_never_in_it(member):
    person = member.person
    before = person.password
    person.set_password("another-long-secret")
    person.save()
    token, secret = tokens.issue(person, name="script", days=9, at=timezone.now())

    everything = json.dumps([[entry.changes, entry.object_repr] for entry in LogEntry.objects.all()])

    for hidden in (before, person.password, before[-12:], person.password[-12:], token.digest, secret):
        assert hidden not in everything
    assert audit.HIDDEN in json.dumps([entry.changes for entry in LogEntry.objects.all()], ensure_ascii=False)


def test_another_teams_steps_are_not_seen(owner, outsider, member, browse):
    levels.grant(member, level="lead", by=owner, from_on=timezone.localdate(), at=timezone.now(), reason="内部")
    assert "内部" in trail_of(owner, browse).content.decode()
    assert "内部" not in trail_of(outsider, browse).content.decode()


def test_the_trail_is_narrowed_by_person_kind_and_day(manager, lead, member, browse):
    browse(lead).post(
        f"/t/{lead.team.slug}/team/leave/add/", {"member": member.pk, "from_on": "2026-12-01", "until_on": "2026-12-01"}
    )
    today = timezone.localdate().isoformat()
    for query, many in [
        ({"kind": "roles.leave"}, 1),
        ({"kind": "roles.leave", "actor": lead.person_id}, 1),
        ({"kind": "roles.leave", "actor": manager.person_id}, 0),
        ({"kind": "roles.leave", "day": today}, 1),
        ({"kind": "roles.leave", "day": "2020-01-01"}, 0),
    ]:
        assert len(trail_of(manager, browse, **query).context["lines"]) == many, query


def test_the_page_asks_the_same_number_of_times_for_few_and_many(manager, lead, browse):
    client, counts = browse(manager), []
    for many in (2, 60):
        for number in range(many):
            lead.person.name = f"{many} {number}"
            lead.person.save()
        client.get(f"/t/{manager.team.slug}/team/audit/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/t/{manager.team.slug}/team/audit/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_lead_does_not_see_it_and_an_auditor_does(lead, auditor, browse):
    assert trail_of(lead, browse).status_code == 403
    assert trail_of(auditor, browse).status_code == 200


def test_every_watched_model_is_there_and_leads_to_its_team(db):
    assert len(audit.kinds()) == len(audit.WATCHED)
