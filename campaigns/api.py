"""The REST resources of the work."""

from campaigns.budget_api import ROUTES as BUDGETS
from campaigns.flows_api import ROUTES as WORKFLOWS
from campaigns.item_api import ROUTES as ITEMS
from campaigns.risk_api import ROUTES as RISKS
from campaigns.sending_api import ROUTES as SENDING
from campaigns.sop_api import ROUTES as SOPS
from campaigns.week_api import ROUTES as WEEKS
from campaigns.words_api import ROUTES as WORDS

ROUTES = [*ITEMS, *WORKFLOWS, *WEEKS, *SOPS, *SENDING, *BUDGETS, *RISKS, *WORDS]
