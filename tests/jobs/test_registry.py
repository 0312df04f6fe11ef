"""Jobs and schedules register; a name belongs to one job."""

from datetime import UTC, datetime

import pytest

from jobs import registry


def test_a_name_belongs_to_one_job():
    def imposter(run):
        raise AssertionError

    with pytest.raises(ValueError, match="night"):
        registry.job("night", "Another night", of_teams=True)(imposter)


def test_an_unknown_job_is_a_lookup_error():
    with pytest.raises(LookupError, match="nonsense"):
        registry.named("nonsense")


def test_a_job_that_is_no_more_shows_its_bare_name():
    assert registry.label_of("gone") == "gone"


@pytest.mark.django_db
def test_the_schedule_in_the_settings_is_asked(team):
    assert registry.due(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
