"""The pages of budgets, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import budget_lines, budgets, entries

urlpatterns: list[URLPattern] = [
    path("", budgets.budget, name="budget"),
    path("start/", budgets.start, name="budget-start"),
    path("split/", budgets.split, name="budget-split"),
    path("export/", budgets.export, name="budget-export"),
    path("entries/", entries.entries, name="budget-entries"),
    path("entries/add/", entries.add, name="budget-enter"),
    path("entries/<int:pk>/approve/", entries.approve, name="budget-approve"),
    path("entries/<int:pk>/decline/", entries.decline, name="budget-decline"),
    path("entries/<int:pk>/take-back/", entries.take_back, name="budget-take-back"),
    path("lines/add/", budget_lines.add, name="budget-line-add"),
    path("lines/<int:pk>/", budget_lines.line, name="budget-line"),
    path("lines/<int:pk>/plan/", budget_lines.plan, name="budget-line-plan"),
]
