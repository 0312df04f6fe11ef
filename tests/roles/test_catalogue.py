"""The shipped roles and staffing templates, as the domain page lists them."""

import pytest

from roles.models import Role, StaffingTemplate

pytestmark = pytest.mark.django_db

WANTED = {
    "startup": 9,
    "standard": 9,
    "mature": 12,
    "wecom": 5,
    "home-furnishing": 4,
    "bank": 4,
    "large": 9,
    "digital": 7,
}


def test_there_are_21_roles_each_in_both_languages():
    roles = Role.objects.all()
    assert len(roles) == 21
    assert all(role.name and role.name_en and role.duty and role.duty_en and role.skills for role in roles)


def test_modules_stand_together_on_the_board():
    modules = [role.module for role in Role.objects.all()]
    assert modules == sorted(modules, key=Role.Module.values.index)


def test_the_eight_templates_want_so_many_roles():
    found = {one.code: one.lines.count() for one in StaffingTemplate.objects.filter(team=None)}
    assert found == WANTED


@pytest.mark.parametrize(
    ("template", "role", "low", "high"),
    [
        ("standard", "visual_designer", 0, 1),
        ("mature", "visual_designer", 1, 1),
        ("standard", "community_manager", 1, 2),
        ("bank", "account_manager", 2, 10),
        ("large", "tech_support", 3, 5),
        ("large", "community_manager", 5, 5),
        ("digital", "ecommerce_operator", 0, 1),
        ("startup", "wecom_admin", 1, 1),
    ],
)
def test_some_headcounts(template, role, low, high):
    line = StaffingTemplate.objects.get(code=template, team=None).lines.get(role__code=role)
    assert (line.minimum, line.maximum) == (low, high)
