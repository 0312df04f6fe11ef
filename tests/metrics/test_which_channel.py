"""A file that several channels fit: the channel is chosen on the spot, and the file needn't be uploaded again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from metrics.models import BuyerDay, Channel, ImportBatch, Point
from metrics.services import imports
from teamops.lib.exceptions import NotAllowedNow
from tests.metrics.conftest import NOW, make_channel
from tests.metrics.order_files import paid, youzan

pytestmark = pytest.mark.django_db

PHONE = "13712345678"


def url(name, *args):
    return reverse(f"metrics:{name}", args=["brook", *args])


@pytest.fixture
def shops(team):
    return [make_channel(team, name, Channel.Kind.SHOP) for name in ("有赞一店", "有赞二店")]


@pytest.fixture
def waiting(shops, analyst, browse) -> ImportBatch:
    file = SimpleUploadedFile("有赞订单.csv", youzan(paid(1, 1, "10.00", PHONE), paid(2, 2, "5.00", PHONE)))
    browse(analyst).post(url("imports-upload"), {"file": file})
    return ImportBatch.objects.get()


def test_the_channel_is_chosen_on_the_spot(waiting, shops, analyst, browse):
    client = browse(analyst)
    page = client.get(url("imports-preview", waiting.pk))
    assert [one.name for one, _fed in page.context["fitting"]] == ["有赞一店", "有赞二店"]
    assert url("imports-confirm", waiting.pk) not in page.content.decode()

    client.post(url("imports-change", waiting.pk), {"channel": shops[1].pk, "as_of": "2026-11-02"})
    assert "有赞二店" in client.get(url("imports-preview", waiting.pk)).content.decode()
    client.post(url("imports-confirm", waiting.pk))

    waiting.refresh_from_db()
    assert (waiting.is_imported, waiting.channel, waiting.asks_channel) == (True, shops[1], False)
    assert set(BuyerDay.objects.values_list("channel", flat=True)) == {shops[1].pk}
    assert Point.objects.filter(subject=shops[1].subject).exists()
    assert not Point.objects.filter(subject=shops[0].subject).exists()


def test_the_channel_that_such_a_file_came_for_last_is_proposed(shops, analyst, browse, bring_in):
    bring_in(youzan(paid(1, 1, "10.00", PHONE)), shops[1], name="有赞订单.csv")
    client = browse(analyst)
    client.post(url("imports-upload"), {"file": SimpleUploadedFile("十月.csv", youzan(paid(3, 3, "8.00", PHONE)))})

    page = client.get(url("imports-preview", ImportBatch.objects.previews().get().pk))

    assert page.context["proposed"] == shops[1].pk
    assert f'value="{shops[1].pk}" required checked' in page.content.decode()
    assert f'value="{shops[0].pk}" required>' in page.content.decode()


def test_nothing_is_written_before_it_is_chosen(waiting, analyst):
    with pytest.raises(NotAllowedNow):
        imports.confirm(waiting, by=analyst, at=NOW)
    assert not Point.objects.filter(subject__kind="channel").exists()


def test_who_says_the_channel_at_once_is_not_asked(shops, analyst, browse):
    file = SimpleUploadedFile("有赞订单.csv", youzan(paid(1, 1, "10.00", PHONE)))

    browse(analyst).post(url("imports-upload"), {"file": file, "channel": shops[0].pk})

    assert not ImportBatch.objects.get().asks_channel
