"""The addresses of a month's end, among those of kpis."""

from django.urls import URLPattern, path

from kpis.views import cards, month_end, sitting

urlpatterns: list[URLPattern] = [
    path("review/", sitting.sitting, name="month-sitting"),
    path("cards/<int:pk>/finish/", cards.finish, name="month-finish"),
    path("cards/<int:pk>/self-review/", month_end.self_review, name="month-self-review"),
    path("cards/<int:pk>/lines/<int:line>/note/", month_end.note, name="month-note"),
    path("cards/<int:pk>/lines/<int:line>/dispute/", month_end.dispute, name="month-dispute"),
    path("cards/<int:pk>/disputes/<int:dispute>/withdraw/", month_end.withdraw, name="month-withdraw"),
    path("cards/<int:pk>/disputes/<int:dispute>/answer/", month_end.answer, name="month-answer"),
    path("cards/<int:pk>/lines/<int:line>/adjust/", month_end.adjust, name="month-adjust"),
    path("cards/<int:pk>/adjustments/<int:adjustment>/take-back/", month_end.take_back, name="month-take-back"),
    path("cards/<int:pk>/appeal/", month_end.appeal, name="month-appeal"),
    path("cards/<int:pk>/appeal/decide/", month_end.decide, name="month-decide"),
]
