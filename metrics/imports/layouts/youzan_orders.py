"""有赞 订单: a row an order, of which only the counts of the days are kept. Exports have 59 or 60 columns."""

from django.utils.translation import gettext_lazy as _

from metrics.imports import orders
from metrics.imports.layouts.base import Block, Column, Layout, layout

YOUZAN_ORDERS = layout(
    Layout(
        code="youzan_orders",
        label=_("Youzan orders"),
        origin=_("Shop"),
        channel_kinds=frozenset({"shop"}),
        keeps_file=False,
        blocks=(
            Block(
                columns=(
                    Column("order", ("订单号",)),
                    Column("created", ("订单创建时间",)),
                    Column("paid", ("买家付款时间",)),
                    Column("amount", ("订单实付金额", "订单实付金额(元)")),
                    Column("refunded", ("订单已退款金额", "订单已退款金额(元)")),
                    Column("buyer", ("买家手机号",)),
                ),
                gather=orders.by_order,
            ),
        ),
    )
)
