"""The layouts that are read, each a file that declares what it reads. A new one is imported here and nowhere else."""

from metrics.imports.layouts.article_details import ARTICLE_DETAILS
from metrics.imports.layouts.base import LAYOUTS, Layout
from metrics.imports.layouts.notified import NOTIFIED
from metrics.imports.layouts.own_sheet import OWN_SHEET
from metrics.imports.layouts.shop_orders import SHOP_ORDERS
from metrics.imports.layouts.tendency import TENDENCY
from metrics.imports.layouts.traffic import TRAFFIC
from metrics.imports.layouts.user_analysis import USER_ANALYSIS
from metrics.imports.layouts.video_posts import VIDEO_POSTS
from metrics.imports.layouts.youzan_orders import YOUZAN_ORDERS

__all__ = [
    "ARTICLE_DETAILS",
    "LAYOUTS",
    "NOTIFIED",
    "OWN_SHEET",
    "SHOP_ORDERS",
    "TENDENCY",
    "TRAFFIC",
    "USER_ANALYSIS",
    "VIDEO_POSTS",
    "YOUZAN_ORDERS",
    "Layout",
]
