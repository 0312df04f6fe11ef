"""The pages of items, within ``campaigns``."""

from django.urls import URLPattern, path

from campaigns.views import board, calendar, item_acts, item_list, item_texts, items, waivers

urlpatterns: list[URLPattern] = [
    path("", item_list.index, name="items"),
    path("mine/", item_list.my_work, name="mine"),
    path("export/", item_list.export, name="items-export"),
    path("bulk/", item_list.bulk, name="items-bulk"),
    path("new/", items.new, name="items-new"),
    path("<int:pk>/", items.item, name="items-item"),
    path("<int:pk>/beside/<slug:part>/", items.beside, name="items-beside"),
    path("<int:pk>/waive/<slug:key>/", waivers.waive, name="items-waive"),
    path("waivers/<int:pk>/take-back/", waivers.take_back, name="items-waiver-take-back"),
    path("<int:pk>/edit/", items.edit, name="items-edit"),
    path("<int:pk>/move/", item_acts.move, name="items-move"),
    path("<int:pk>/place/", board.place, name="items-place"),
    path("<int:pk>/approve/", item_acts.approve, name="items-approve"),
    path("<int:pk>/decline/", item_acts.decline, name="items-decline"),
    path("<int:pk>/send-back/", item_acts.send_back, name="items-send-back"),
    path("<int:pk>/claim/", item_acts.claim, name="items-claim"),
    path("<int:pk>/reassign/", item_acts.reassign, name="items-reassign"),
    path("<int:pk>/nudge/", item_acts.nudge, name="items-nudge"),
    path("<int:pk>/drop/", item_acts.drop, name="items-drop"),
    path("<int:pk>/tick/", item_acts.tick, name="items-tick"),
    path("<int:pk>/plan/", calendar.plan_item, name="items-plan"),
    path("<int:pk>/publish/", item_acts.publish, name="items-publish"),
    path("<int:pk>/write/", item_texts.write, name="items-write"),
    path("<int:pk>/versions/<int:number>/", item_texts.version, name="items-version"),
    path("<int:pk>/comment/", item_texts.comment, name="items-comment"),
    path("<int:pk>/credits/", item_texts.credit, name="items-credits"),
    path("<int:pk>/assets/add/", item_acts.add_asset, name="items-assets-add"),
    path("<int:pk>/assets/<int:asset>/take-away/", item_acts.take_asset, name="items-assets-take"),
]
