"""Who may open what: a row for every address of the site. One without a row fails the suite.

A row names the permissions that a page or an operation asks for (all of them), or one of the words below, and the
things whose keys stand in its address. `MAY` says which roles have a permission.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = "everybody"
"""Also who is not signed in."""

ANY_ROLE = "any role"

BY_LINK = "whoever followed the link of an application"
"""Nobody else finds it, whatever their role."""


@dataclass(frozen=True, slots=True)
class Row:
    """What an address asks for; `things` are the arguments of the address and what of the world they name.

    `own`: a member's people may open it as well where it is about their own firm. `personal`: it is about one
    person's own thing, and for everybody else, whatever their role, it is not there.
    """

    asks: tuple[str, ...]
    things: tuple[tuple[str, str], ...] = ()
    posts: bool = False
    own: bool = False
    personal: bool = False

    @property
    def about_a_thing(self) -> bool:
        """Whether it is about something that belongs to one cluster."""
        return any(name in THINGS for _, name in self.things)


THINGS = (
    "member",
    "offering",
    "opportunity",
    "notice",
    "requirement",
    "import",
    "run",
    "proposal",
    "enterprise",
    "application",
    "evidence",
    "motion",
    "proxy",
    "assessment",
    "credential",
    "firm import",
    "merge",
    "capacity change",
    "invitation",
    "role",
    "match run",
    "sought",
    "described",
    "need",
    "idea",
    "source",
    "source run",
    "demand merge",
)


def row(*asks: str, posts: bool = False, own: bool = False, personal: bool = False, **things: str) -> Row:
    """A row, in short; `posts` is for an address that takes no GET."""
    return Row(asks, tuple(things.items()), posts, own, personal)


PAGES: dict[str, Row] = {
    "home": row(ANY_ROLE),
    "search": row(ANY_ROLE),
    "help": row(EVERYBODY),
    "healthz": row(EVERYBODY),
    "account_login": row(EVERYBODY),
    "account_logout": row(EVERYBODY),
    "access:account": row(ANY_ROLE),
    "access:password": row(ANY_ROLE),
    "access:keys": row("tokens.own", posts=True),
    "access:revoke": row("tokens.own", posts=True, key="key"),
    "access:switch": row(ANY_ROLE, posts=True),
    "account_email": row(ANY_ROLE),
    "mfa_index": row(ANY_ROLE),
    "access:accept": row(EVERYBODY, secret="invited"),
    "access:administration": row("members.invite"),
    "access:people": row("people.manage"),
    "access:end_role": row("people.manage", role="role"),
    "access:invitations": row("members.invite"),
    "access:invite": row("members.invite"),
    "access:resend": row("members.invite", posts=True, pk="invitation"),
    "access:revoke_invitation": row("members.invite", posts=True, pk="invitation"),
    "access:roles": row("trail.view"),
    "access:second_factor": row("people.manage"),
    "access:audit": row("trail.view"),
    "access:chain": row("trail.view"),
    "access:history": row("events.view", own=True, kind="kind", pk="member"),
    "members:list": row("members.view"),
    "members:member": row("members.view", pk="member"),
    "members:reliability": row("members.view", pk="member"),
    "members:capacity": row("members.view", pk="member", offering="offering"),
    "joining:front": row(EVERYBODY, slug="slug"),
    "joining:tasks": row(BY_LINK, slug="slug", pk="application"),
    "joining:step": row(BY_LINK, slug="slug", pk="application", step="step"),
    "joining:send": row(BY_LINK, slug="slug", pk="application"),
    "joining:withdraw": row(BY_LINK, slug="slug", pk="application"),
    "joining:upload": row(BY_LINK, posts=True, slug="slug", pk="application"),
    "joining:own-evidence": row(BY_LINK, slug="slug", pk="application", file="evidence"),
    "joining:remove-evidence": row(BY_LINK, posts=True, slug="slug", pk="application", file="evidence"),
    "joining:open": row(EVERYBODY, slug="slug", secret="secret"),  # last: who opens it has followed the link
    "joining:applications": row("members.view_applicants"),
    "joining:invite": row("members.invite"),
    "joining:application": row("members.view_applicants", pk="application"),
    "joining:assess": row("assessments.record", posts=True, pk="application"),
    "joining:evidence": row("evidence.view", pk="evidence"),
    "joining:rules": row("rules.view"),
    "joining:write-rules": row("rules.write"),
    "joining:rules-version": row("rules.view", number="number"),
    "joining:accept-rules": row("members.change_own", posts=True, number="number"),
    "readiness:ethics": row("answers.view", pk="member"),
    "readiness:readiness": row("answers.view", pk="member"),
    "readiness:judge-ethics": row("assessments.record", pk="member"),
    "readiness:judge-readiness": row("assessments.record", pk="member"),
    "readiness:coaching": row("coaching.plan", pk="member"),
    "readiness:worklist": row("coaching.view"),
    "readiness:guides": row("answers.view"),
    "readiness:guide": row("answers.view", stage="stage"),
    "readiness:screening": row("screening.load"),
    "readiness:reputation": row("members.view", pk="member"),
    "readiness:ranking": row("members.view"),
    "readiness:compare": row("members.view"),
    "readiness:credentials": row("credentials.issue", pk="member"),
    "readiness:pdf": row("credentials.issue", pk="member", serial="credential"),
    "readiness:jwt": row("credentials.issue", pk="member", serial="credential"),
    "readiness:verify": row(EVERYBODY),
    "readiness:jwks": row(EVERYBODY),
    "readiness:did": row(EVERYBODY),
    "standing:desk": row("assessments.view"),
    "standing:standing": row("assessments.view", own=True, pk="member"),
    "standing:shown-to": row("members.change_own", pk="member"),
    "standing:finance": row("accounts.view", own=True, pk="member"),
    "standing:accounts": row("assessments.record", own=True, pk="member"),
    "standing:upload": row("assessments.record", own=True, posts=True, pk="member"),
    "standing:discard": row("assessments.record", own=True, posts=True, pk="member"),
    "standing:template": row("assessments.record", own=True, pk="member"),
    "standing:bank": row("insurance.view", own=True, pk="member"),
    "standing:bank-edit": row("members.change_own", pk="member"),
    "standing:claims": row("members.view", pk="member"),
    "standing:confirm": row("assessments.record", posts=True, pk="member", offering="offering"),
    "standing:withdraw": row("assessments.record", posts=True, pk="member", offering="offering"),
    "standing:judge": row("assessments.view", own=True, pk="member", dimension="dimension"),
    "standing:why": row("assessments.view", own=True, pk="member", assessment="assessment"),
    "intake:imports": row("members.import"),
    "intake:template": row("members.import"),
    "intake:import": row("members.import", import_id="firm import"),
    "intake:progress": row("members.import", import_id="firm import"),
    "intake:confirm": row("members.import", posts=True, import_id="firm import"),
    "intake:again": row("members.import", posts=True, import_id="firm import"),
    "intake:drop": row("members.import", posts=True, import_id="firm import"),
    "intake:duplicates": row("members.merge"),
    "intake:search": row("members.merge", posts=True),
    "intake:judge": row("members.merge", posts=True),
    "intake:merge": row("members.merge", merge_id="merge"),
    "intake:calendar": row("formations.view", own=True, pk="member"),
    "intake:calendar-import": row("members.change_own", posts=True, pk="member"),
    "intake:calendar-change": row("members.change_own", pk="member", change_id="capacity change"),
    "deciding:list": row("motions.view"),
    "deciding:open": row("motions.open"),
    "deciding:proxies": row("motions.view"),
    "deciding:revoke": row("motions.view", posts=True, pk="proxy"),
    "deciding:motion": row("motions.view", pk="motion"),
    "deciding:vote": row("motions.vote", posts=True, pk="motion"),
    "deciding:remark": row("motions.view", posts=True, pk="motion"),
    "deciding:withdraw": row("motions.open", posts=True, pk="motion"),
    "seeing:coverage": row("members.view"),
    "seeing:recruit": row("members.view"),
    "seeing:network": row("members.view", "enterprises.view"),
    "seeing:groups": row("members.view"),
    "seeing:group": row("members.view", slug="group"),
    "seeing:lead": row("sectors.change", posts=True, slug="group"),
    "seeing:exposure": row("members.view_prices"),
    "seeing:own": row("members.change_own"),
    "seeing:sponsor": row("members.change_own"),
    "matching:runs": row("matches.run"),
    "matching:chances": row("matches.view"),
    "matching:progress": row("matches.run", run_id="match run"),
    "matching:members": row("matches.view", opportunity_id="opportunity"),
    "matching:answer": row(
        "matches.answer", posts=True, opportunity_id="opportunity", membership_id="member"
    ),
    "matching:worthwhile": row("matches.own"),
    "matching:answer-own": row("matches.own", posts=True, opportunity_id="opportunity"),
    "matching:digest": row("matches.own", posts=True),
    "matching:address": row("tokens.own", posts=True),
    "matching:feed": row(EVERYBODY, secret="feed", kind="feed kind"),
    "demand:list": row("opportunities.view"),
    "demand:add": row("opportunities.change"),
    "demand:imports": row("opportunities.change"),
    "demand:import": row("opportunities.change", import_id="import"),
    "demand:import-progress": row("opportunities.change", import_id="import"),
    "demand:market": row("opportunities.view"),
    "demand:sources": row("sources.view"),
    "demand:source-add": row("sources.manage"),
    "demand:source-page": row("sources.view", source_id="source"),
    "demand:source-edit": row("sources.manage", source_id="source"),
    "demand:source-start": row("opportunities.change", posts=True, source_id="source"),
    "demand:source-pause": row("sources.manage", posts=True, source_id="source"),
    "demand:source-remove": row("sources.manage", posts=True, source_id="source"),
    "demand:source-run": row("sources.view", source_id="source", run_id="source run"),
    "demand:source-progress": row("sources.view", source_id="source", run_id="source run"),
    "demand:same": row("opportunities.change"),
    "demand:same-search": row("opportunities.change", posts=True),
    "demand:same-judge": row("opportunities.change", posts=True),
    "demand:same-merge": row("opportunities.change", merge_id="demand merge"),
    "demand:follow": row("opportunities.view", posts=True, opportunity_id="opportunity"),
    "demand:seen": row("opportunities.view", posts=True, opportunity_id="opportunity"),
    "demand:competencies": row("requirements.change"),
    "demand:opportunity": row("opportunities.view", opportunity_id="opportunity"),
    "demand:edit": row("opportunities.change", opportunity_id="opportunity"),
    "demand:fit": row("opportunities.view", opportunity_id="opportunity"),
    "demand:move": row("opportunities.change", posts=True, opportunity_id="opportunity"),
    "demand:source": row("opportunities.view", opportunity_id="opportunity", notice_id="notice"),
    "demand:download": row("opportunities.view", opportunity_id="opportunity", notice_id="notice"),
    "demand:requirement": row("requirements.view", opportunity_id="opportunity"),
    "demand:propose": row("requirements.change", posts=True, opportunity_id="opportunity"),
    "demand:draft": row("requirements.change", posts=True, opportunity_id="opportunity"),
    "demand:package-why": row("requirements.view", opportunity_id="opportunity", code="package"),
    "demand:bid": row("decisions.view", opportunity_id="opportunity"),
    "demand:board": row("requirements.view", opportunity_id="opportunity"),
    "demand:partner": row("requirements.change", opportunity_id="opportunity", code="package"),
    "demand:elsewhere": row("requirements.view", opportunity_id="opportunity", code="package"),
    "demand:partner-close": row(
        "requirements.change", posts=True, opportunity_id="opportunity", sought_id="sought"
    ),
    "demand:conditions": row("requirements.view", opportunity_id="opportunity"),
    "demand:judge-condition": row("requirements.change", posts=True, opportunity_id="opportunity"),
    "demand:join": row("opportunities.change", opportunity_id="opportunity"),
    "demand:split": row("opportunities.change", opportunity_id="opportunity"),
    "demand:undo": row("opportunities.change", posts=True, opportunity_id="opportunity"),
    "demand:sent-file": row("opportunities.view", opportunity_id="described", file_id="need file"),
    "demand:publishing": row("coverage.publish"),
    **{
        f"demand:{word}-{name}": one
        for word, asks, thing in (("needs", "needs.describe", "need"), ("ideas", "ideas.propose", "idea"))
        for name, one in {
            "list": row(asks),
            "new": row(asks, posts=True),
            "one": row(asks, personal=True, need_id=thing),
            "send": row(asks, posts=True, need_id=thing),
            "withdraw": row(asks, posts=True, need_id=thing),
            "step": row(asks, personal=True, need_id=thing, step="need step"),
            "upload": row(asks, posts=True, need_id=thing),
            "file": row(asks, personal=True, need_id=thing, file_id=f"{thing} file"),
            "remove": row(asks, posts=True, need_id=thing, file_id=f"{thing} file"),
        }.items()
    },
    "formation:studio": row("formations.view", opportunity="opportunity"),
    "formation:compare": row("formations.view", opportunity="opportunity"),
    "formation:run": row("formations.view", pk="run"),
    "formation:progress": row("formations.view", pk="run"),
    "formation:stop": row("formations.view", "formations.run", posts=True, pk="run"),
    "formation:what-if": row("formations.run", pk="run"),
    "formation:keep": row("formations.view", "formations.run", posts=True, pk="run"),
    "formation:again": row("formations.view", "formations.run", posts=True, pk="run"),
    "formation:choose": row("enterprises.change", pk="run", rank="rank"),
    "formation:plan": row("formations.view", pk="run", rank="rank"),
    "formation:picked": row("formations.view", pk="run", rank="rank"),
    "formation:why-in": row("formations.view", pk="run", rank="rank", firm="firm"),
    "formation:why-not": row("formations.view", pk="run", rank="rank"),
    "formation:allocations": row("formations.view", pk="run", rank="rank"),
    "formation:problem": row("formations.view", "members.view_prices", pk="run"),
    "formation:outcome": row("formations.view", "members.view_prices", pk="run"),
    "formation:enterprises": row("enterprises.view"),
    "formation:enterprise": row("enterprises.view", pk="enterprise"),
    "formation:partners": row("enterprises.view", pk="enterprise"),
    "formation:step-in": row("formations.run", pk="enterprise"),
    "formation:abandon": row("enterprises.change", pk="enterprise"),
}
"""By the name of the address."""

OPERATIONS: dict[str, Row] = {
    "GET /api/v1/me": row(ANY_ROLE),
    "GET /api/v1/members": row("members.view"),
    "GET /api/v1/members/{member_id}": row("members.view", member_id="member"),
    "GET /api/v1/applications": row("members.view_applicants"),
    "GET /api/v1/applications/{application_id}": row("members.view_applicants", application_id="application"),
    "POST /api/v1/applications/{application_id}/assessment": row(
        "assessments.record", application_id="application"
    ),
    "GET /api/v1/desk": row("assessments.view"),
    "GET /api/v1/screening": row("screening.load"),
    "POST /api/v1/screening/verdicts": row("screening.load"),
    "GET /api/v1/screening/shared-officers": row("screening.load"),
    "GET /api/v1/motions": row("motions.view"),
    "POST /api/v1/motions": row("motions.open"),
    "GET /api/v1/motions/awaiting": row("motions.view"),
    "GET /api/v1/motions/{motion_id}": row("motions.view", motion_id="motion"),
    "POST /api/v1/motions/{motion_id}/votes": row("motions.vote", motion_id="motion"),
    "POST /api/v1/motions/{motion_id}/withdrawal": row("motions.open", motion_id="motion"),
    "GET /api/v1/motions/{motion_id}/remarks": row("motions.view", motion_id="motion"),
    "POST /api/v1/motions/{motion_id}/remarks": row("motions.view", motion_id="motion"),
    "GET /api/v1/proxies": row("motions.view"),
    "POST /api/v1/proxies": row("motions.vote"),
    "GET /api/v1/sector-groups": row("members.view"),
    "GET /api/v1/sector-groups/{slug}": row("members.view", slug="group"),
    "PUT /api/v1/sector-groups/{slug}": row("sectors.change", slug="group"),
    "GET /api/v1/network": row("members.view", "enterprises.view"),
    "GET /api/v1/comparisons/works": row("members.view"),
    "POST /api/v1/comparisons": row("members.view"),
    "GET /api/v1/members/{member_id}/assessments": row("assessments.view", own=True, member_id="member"),
    "GET /api/v1/members/{member_id}/accounts": row("accounts.view", own=True, member_id="member"),
    "GET /api/v1/members/{member_id}/eligibility": row("assessments.view", own=True, member_id="member"),
    "GET /api/v1/people": row("people.manage"),
    "GET /api/v1/roles": row("people.manage"),
    "GET /api/v1/invitations": row("members.invite"),
    "GET /api/v1/permissions": row("trail.view"),
    "GET /api/v1/trail": row("trail.view"),
    "GET /api/v1/competencies": row("members.view"),
    "GET /api/v1/opportunities": row("opportunities.view"),
    "POST /api/v1/opportunities": row("opportunities.change"),
    "GET /api/v1/opportunities/{opportunity_id}": row("opportunities.view", opportunity_id="opportunity"),
    "POST /api/v1/opportunities/{opportunity_id}/state": row(
        "opportunities.change", opportunity_id="opportunity"
    ),
    "GET /api/v1/opportunities/{opportunity_id}/notices": row(
        "opportunities.view", opportunity_id="opportunity"
    ),
    "GET /api/v1/opportunities/{opportunity_id}/conditions": row(
        "requirements.view", opportunity_id="opportunity"
    ),
    "POST /api/v1/opportunities/{opportunity_id}/conditions": row(
        "requirements.change", opportunity_id="opportunity"
    ),
    "GET /api/v1/opportunities/{opportunity_id}/bid": row("decisions.view", opportunity_id="opportunity"),
    "GET /api/v1/opportunities/{opportunity_id}/decisions": row(
        "decisions.view", opportunity_id="opportunity"
    ),
    "POST /api/v1/opportunities/{opportunity_id}/decisions": row(
        "opportunities.change", opportunity_id="opportunity"
    ),
    "GET /api/v1/notices/{notice_id}": row("opportunities.view", notice_id="notice"),
    "POST /api/v1/opportunities/{opportunity_id}/requirement": row(
        "requirements.change", opportunity_id="opportunity"
    ),
    "GET /api/v1/requirements/{requirement_id}": row("requirements.view", requirement_id="requirement"),
    "PUT /api/v1/requirements/{requirement_id}": row("requirements.change", requirement_id="requirement"),
    "GET /api/v1/requirements/{requirement_id}/coverage": row(
        "requirements.view", requirement_id="requirement"
    ),
    "GET /api/v1/opportunities/{opportunity_id}/matches": row("matches.view", opportunity_id="opportunity"),
    "POST /api/v1/opportunities/{opportunity_id}/matches/answers": row(
        "matches.answer", opportunity_id="opportunity"
    ),
    "GET /api/v1/worthwhile": row("matches.own"),
    "GET /api/v1/matching": row("matches.run"),
    "POST /api/v1/matching": row("matches.run"),
    "POST /api/v1/imports": row("opportunities.change"),
    "GET /api/v1/imports": row("opportunities.view"),
    "GET /api/v1/imports/{import_id}": row("opportunities.view", import_id="import"),
    "GET /api/v1/sources": row("sources.view"),
    "GET /api/v1/sources/{source_id}": row("sources.view", source_id="source"),
    "GET /api/v1/sources/{source_id}/runs": row("sources.view", source_id="source"),
    "GET /api/v1/same-demand": row("opportunities.change"),
    "GET /api/v1/amendments": row("opportunities.view"),
    "POST /api/v1/requirements/{requirement_id}/formations": row(
        "formations.run", requirement_id="requirement"
    ),
    "GET /api/v1/formations": row("formations.view"),
    "GET /api/v1/formations/{formation_id}": row("formations.view", formation_id="run"),
    "GET /api/v1/formations/{formation_id}/problem": row(
        "formations.view", "members.view_prices", formation_id="run"
    ),
    "GET /api/v1/formations/{formation_id}/outcome": row(
        "formations.view", "members.view_prices", formation_id="run"
    ),
    "POST /api/v1/formations/{formation_id}/stop": row("formations.run", formation_id="run"),
    "POST /api/v1/formations/{formation_id}/keep": row("formations.run", formation_id="run"),
    "POST /api/v1/formations/{formation_id}/again": row("formations.run", formation_id="run"),
    "POST /api/v1/formations/{formation_id}/what-if": row("formations.run", formation_id="run"),
    "GET /api/v1/proposals/{proposal_id}": row(
        "formations.view", "members.view_prices", proposal_id="proposal"
    ),
    "POST /api/v1/proposals/{proposal_id}/enterprise": row("enterprises.change", proposal_id="proposal"),
    "GET /api/v1/enterprises": row("enterprises.view"),
    "GET /api/v1/enterprises/{enterprise_id}": row("enterprises.view", enterprise_id="enterprise"),
    "POST /api/v1/enterprises/{enterprise_id}/state": row("enterprises.change", enterprise_id="enterprise"),
    "POST /api/v1/enterprises/{enterprise_id}/step-in": row("formations.run", enterprise_id="enterprise"),
}
"""By method and path, as the API's own description has them."""
