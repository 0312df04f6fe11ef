"""Lists come in pages, in an order that doesn't change between two of them."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 500


class Ordering(OrderingFilter):
    """``?ordering=``, with the key last: rows that are equal else could stand on two pages, or on none."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        ordering: Any = self.get_ordering(request, queryset, view)
        if ordering is None:
            ordering = queryset.query.order_by or queryset.model._meta.ordering
        return queryset.order_by(*ordering, "pk")
