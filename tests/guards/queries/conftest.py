"""Measures each address of ``pages`` once with few rows and once with many."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.guards.queries.counting import FEW, MANY, Asked
from tests.guards.queries.house import House
from tests.guards.queries.pages import FRAME, addresses


@pytest.fixture(scope="package")
def measured(django_db_setup, django_db_blocker) -> Iterator[dict[str, Asked]]:
    """The queries of each address with few rows and with many."""
    with django_db_blocker.unblock(), transaction.atomic():
        house = House()
        house.grow(FEW)
        few = measure(house)
        house.grow(MANY)
        many = measure(house)
        yield {name: (few[name], many[name]) for name in few}
        transaction.set_rollback(True)


def measure(house: House) -> dict[str, list[str]]:
    return {name: house.queries(address) for name, address in addresses(house)}


@pytest.fixture(scope="package")
def frame(measured) -> int:
    """What the frame around every page asks."""
    return len(measured[FRAME][0])
