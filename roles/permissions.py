"""Who may do what: the one table. A page, an API action and a button all ask it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """What a member may do in a team, from a day and perhaps until a day."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    LEAD = "lead", _("Team lead")
    ANALYST = "analyst", _("Analyst")
    MEMBER = "member", _("Member")
    AUDITOR = "auditor", _("Auditor")


class Permission(TextChoices):
    """One thing that can be done."""

    SEE_TEAM = "see_team", _("see the team's pages")
    ASK_FOR_LEAVE = "ask_for_leave", _("enter their own leave")
    WRITE_STAND_UP = "write_stand_up", _("write stand-ups")
    WORK_ON_ACTIONS = "work_on_actions", _("work on their own actions and blockers")
    WRITE_GOAL_NOTES = "write_goal_notes", _("write catch-up notes on their own goals")
    WORK_ON_ITEMS = "work_on_items", _("work on items")
    ENTER_SPENDING = "enter_spending", _("enter commitments and spends")
    SEE_OWN_CARD = "see_own_card", _("see their own scorecard")
    SPEAK_ON_CARD = "speak_on_card", _("review themselves, dispute lines and appeal")
    IMPORT_METRICS = "import_metrics", _("import data")
    EDIT_CHANNELS = "edit_channels", _("edit channels and attribution")
    EDIT_DICTIONARY = "edit_dictionary", _("edit the metric dictionary")
    MANAGE_CONNECTIONS = "manage_connections", _("enter and confirm credentials")
    ADD_MEMBERS = "add_members", _("add and deactivate people")
    ASSIGN_ROLES = "assign_roles", _("assign roles")
    GRANT_LEVELS = "grant_levels", _("grant levels")
    EDIT_LEAVE = "edit_leave", _("enter anybody's leave")
    EDIT_WORDS = "edit_words", _("edit word lists")
    RUN_MEETINGS = "run_meetings", _("run meetings and settle anybody's actions and blockers")
    EDIT_GOALS = "edit_goals", _("set goals, move them, judge milestones")
    APPROVE_GOALS = "approve_goals", _("approve goals and their moves")
    RUN_WORK = "run_work", _("move, hand over and drop anybody's work")
    MIND_RISKS = "mind_risks", _("review and close anybody's risks, set thresholds")
    EDIT_SOPS = "edit_sops", _("write SOPs")
    EDIT_WORKFLOWS = "edit_workflows", _("edit workflows")
    APPROVE_WORK = "approve_work", _("approve work where nobody holds the role")
    PLAN_BUDGET = "plan_budget", _("plan the budget and change it")
    APPROVE_SPENDING = "approve_spending", _("approve what goes beyond a budget")
    EDIT_TEAM = "edit_team", _("edit the team, its staffing and working days")
    EDIT_TEMPLATES = "edit_templates", _("edit and publish scorecard templates")
    SEE_TEAM_CARDS = "see_team_cards", _("see everybody's scorecards")
    REVIEW_CARDS = "review_cards", _("review scorecards")
    SIGN_CARDS = "sign_cards", _("sign scorecards")
    REOPEN_CARDS = "reopen_cards", _("reopen signed scorecards")
    EXPORT_CARDS = "export_cards", _("export scorecards")
    SEE_CANDIDATES = "see_candidates", _("see who is a candidate for an award")
    GIVE_AWARDS = "give_awards", _("pick and announce awards, and edit them")
    SEE_JOBS = "see_jobs", _("see what runs at night")
    RUN_JOBS = "run_jobs", _("run the night by hand")
    SEE_AUDIT = "see_audit", _("see the audit trail")
    MAKE_TEAMS = "make_teams", _("make further teams")


# From the lowest upwards: each level may do what the one below it may, and more. The auditor stands apart.
LADDER = [Level.MEMBER, Level.ANALYST, Level.LEAD, Level.MANAGER, Level.OWNER]

_FROM_LEVEL = {
    Level.MEMBER: {
        Permission.SEE_TEAM,
        Permission.ASK_FOR_LEAVE,
        Permission.WRITE_STAND_UP,
        Permission.WORK_ON_ACTIONS,
        Permission.WRITE_GOAL_NOTES,
        Permission.WORK_ON_ITEMS,
        Permission.ENTER_SPENDING,
        Permission.SEE_OWN_CARD,
        Permission.SPEAK_ON_CARD,
    },
    Level.ANALYST: {Permission.IMPORT_METRICS, Permission.EDIT_CHANNELS, Permission.EDIT_DICTIONARY},
    Level.LEAD: {
        Permission.ADD_MEMBERS,
        Permission.ASSIGN_ROLES,
        Permission.GRANT_LEVELS,
        Permission.EDIT_LEAVE,
        Permission.EDIT_WORDS,
        Permission.RUN_MEETINGS,
        Permission.EDIT_GOALS,
        Permission.RUN_WORK,
        Permission.MIND_RISKS,
        Permission.EDIT_SOPS,
        Permission.EDIT_WORKFLOWS,
    },
    Level.MANAGER: {
        Permission.APPROVE_GOALS,
        Permission.APPROVE_WORK,
        Permission.PLAN_BUDGET,
        Permission.APPROVE_SPENDING,
        Permission.EDIT_TEAM,
        Permission.EDIT_TEMPLATES,
        Permission.MANAGE_CONNECTIONS,
        Permission.SEE_TEAM_CARDS,
        Permission.REVIEW_CARDS,
        Permission.SIGN_CARDS,
        Permission.REOPEN_CARDS,
        Permission.EXPORT_CARDS,
        Permission.SEE_CANDIDATES,
        Permission.GIVE_AWARDS,
        Permission.SEE_JOBS,
        Permission.RUN_JOBS,
        Permission.SEE_AUDIT,
    },
    Level.OWNER: {Permission.MAKE_TEAMS},
}

MAY: dict[str, frozenset[Permission]] = {
    Level.AUDITOR: frozenset(
        {
            Permission.SEE_TEAM,
            Permission.SEE_OWN_CARD,
            Permission.SEE_TEAM_CARDS,
            Permission.SEE_CANDIDATES,
            Permission.SEE_JOBS,
            Permission.SEE_AUDIT,
        }
    )
}
for _rung, _level in enumerate(LADDER):
    MAY[_level] = frozenset().union(*(_FROM_LEVEL[below] for below in LADDER[: _rung + 1]))


def may(level: str, permission: Permission) -> bool:
    """Whether somebody at ``level`` may do ``permission``."""
    return permission in MAY[level]


def levels_that_may(permission: Permission) -> list[str]:
    """The levels that may do ``permission``, the lowest first."""
    return [level for level in [*LADDER, Level.AUDITOR] if permission in MAY[level]]


def grantable_by(level: str) -> list[str]:
    """The levels that somebody at ``level`` may hand out: none above their own; auditor from manager upwards."""
    if level not in LADDER:
        return []
    levels: list[str] = [*LADDER[: LADDER.index(Level(level)) + 1]]
    if level in (Level.MANAGER, Level.OWNER):
        levels.append(Level.AUDITOR)
    return levels
