"""Every resource of the REST API."""

import pytest

from tests.guards.queries.counting import SIGN_IN, check
from tests.guards.queries.pages import DETAILS, RESOURCE_LISTS, REST_ITEMS

pytestmark = pytest.mark.django_db

# A whole item over REST: itself, its stages with their gates, who sits there, its times at them with what was decided,
# versions, remarks, trail, credits, clocks, the hand-over list; a campaign's money; what the word lists say.
MOST_FOR_REST_ITEM = 12


@pytest.mark.parametrize("name", [*RESOURCE_LISTS, *(f"{prefix}/{thing}" for prefix, thing in DETAILS.items())])
def test_a_resource_asks_equally_often_for_many_rows(name, measured):
    check(measured[name], around=SIGN_IN)


@pytest.mark.parametrize("name", REST_ITEMS)
def test_an_item_over_rest_asks_equally_often_for_a_long_trail(name, measured):
    check(measured[name], around=SIGN_IN, most=MOST_FOR_REST_ITEM)
