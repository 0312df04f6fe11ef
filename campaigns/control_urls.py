"""What is done about an item while it runs and when it is over, within ``campaigns``; and the lessons."""

from django.urls import URLPattern, path

from campaigns.views import lessons, reviews, watching

ITEMS: list[URLPattern] = [
    path("<int:pk>/day/", watching.day, name="items-day"),
    path("<int:pk>/catch-up/", watching.catch_up, name="items-catch-up"),
    path("<int:pk>/review/", reviews.review, name="items-review"),
]

LESSONS: list[URLPattern] = [
    path("", lessons.lessons, name="lessons"),
    path("add/", lessons.add, name="lessons-add"),
    path("similar/", lessons.similar, name="lessons-similar"),
]
