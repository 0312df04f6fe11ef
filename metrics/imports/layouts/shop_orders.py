"""微信小店 订单: a row for each item of an order, of which only the counts of the days are kept."""

from django.utils.translation import gettext_lazy as _

from metrics.imports import orders
from metrics.imports.layouts.base import Block, Column, Layout, layout

SHOP_ORDERS = layout(
    Layout(
        code="shop_orders",
        label=_("Weixin shop orders"),
        origin=_("Shop"),
        channel_kinds=frozenset({"shop"}),
        keeps_file=False,
        blocks=(
            Block(
                columns=(
                    Column("order", ("订单号",)),
                    Column("created", ("订单下单时间",)),
                    Column("paid", ("支付时间",)),
                    Column("amount", ("订单实际支付金额", "订单实际支付金额(元)")),
                    Column("refunded", ("商品已退款金额", "商品已退款金额(元)")),
                    Column("buyer", ("收件人手机",)),
                    Column("product", ("商品名称",), is_required=False),
                    Column("code", ("商品编码(平台)",), is_required=False),
                    Column("own_code", ("商品编码(自定义)",), is_required=False),
                    Column("sku", ("SKU编码(自定义)",), is_required=False),
                    Column("properties", ("商品属性",), is_required=False),
                    Column("quantity", ("商品数量",), is_required=False),
                    Column("price", ("商品实际价格(总共)",), is_required=False),
                ),
                gather=orders.by_item,
            ),
        ),
    )
)
