"""Every resource of the REST API."""

import pytest

from tests.guards.queries.counting import SIGN_IN, check
from tests.guards.queries.pages import DETAILS, RESOURCE_LISTS, REST_ITEM

pytestmark = pytest.mark.django_db

# A whole item over REST: stages, gates and who sits there, text, versions, remarks, trail, approvals.
MOST_FOR_REST_ITEM = 26


@pytest.mark.parametrize("name", [*RESOURCE_LISTS, *(f"{prefix}/{thing}" for prefix, thing in DETAILS.items())])
def test_a_resource_asks_equally_often_for_many_rows(name, measured):
    check(measured[name], around=SIGN_IN)


def test_an_item_over_rest_asks_equally_often_for_a_long_trail(measured):
    check(measured[REST_ITEM], around=SIGN_IN, most=MOST_FOR_REST_ITEM)
