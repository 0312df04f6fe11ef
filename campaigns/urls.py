"""The pages of the work."""

from django.urls import include, path

from campaigns import control_urls
from campaigns.views import records, word_drafts, word_lists

app_name = "campaigns"

WORK = [
    path("records/", records.records, name="records"),
    path("words/", word_lists.lists, name="words"),
    path("words/add/", word_drafts.add, name="words-add"),
    path("words/try/", word_lists.try_out, name="words-try"),
    path("words/<int:pk>/", word_lists.detail, name="words-list"),
    path("words/<int:pk>/export/", word_lists.export, name="words-export"),
    path("words/<int:pk>/versions/<int:number>/", word_lists.version, name="words-version"),
    path("words/<int:pk>/draft/", word_drafts.start, name="words-draft"),
    path("words/<int:pk>/import/", word_drafts.import_sheet, name="words-import"),
    path("words/<int:pk>/publish/", word_drafts.publish, name="words-publish"),
    path("words/<int:pk>/discard/", word_drafts.discard, name="words-discard"),
    path("words/<int:pk>/word/", word_drafts.say, name="words-say"),
    path("words/<int:pk>/word/<int:word>/", word_drafts.say, name="words-word"),
    path("words/<int:pk>/word/<int:word>/take-out/", word_drafts.take_out, name="words-take-out"),
]

urlpatterns = [
    path("items/", include("campaigns.item_urls")),
    path("work/", include(WORK)),
    path("work/", include("campaigns.flow_urls")),
    path("work/budget/", include("campaigns.budget_urls")),
    path("work/risks/", include("campaigns.risk_urls")),
    path("work/sops/", include("campaigns.sop_urls")),
    path("work/lessons/", include(control_urls.LESSONS)),
    path("items/", include(control_urls.ITEMS)),
    path("items/", include("campaigns.kind_urls")),
]
