"""The REST resources of the work."""

from campaigns.budget_api import ROUTES as BUDGETS
from campaigns.flows_api import ROUTES as WORKFLOWS
from campaigns.item_api import ROUTES as ITEMS
from campaigns.risk_api import ROUTES as RISKS
from campaigns.words_api import ROUTES as WORDS

ROUTES = [*ITEMS, *WORKFLOWS, *BUDGETS, *RISKS, *WORDS]
