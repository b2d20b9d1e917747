"""Put the fence around the new tables, and let the database remember what every row was."""

from django.db import migrations

from midas.store.fence import fence, fence_serial, fence_token
from midas.store.trail import FUNCTIONS, ONLY_BY_TRIGGERS, SEAL_WHAT_IS_THERE, SEALING, remember

NEW = [
    "acceptance",
    "answers",
    "assessment",
    "assessmentevidence",
    "capacitychange",
    "change",
    "coachingstep",
    "confirmation",
    "duplicateverdict",
    "evidencefile",
    "financialyear",
    "link",
    "listedname",
    "merge",
    "motion",
    "officer",
    "proxy",
    "rating",
    "remark",
    "reply",
    "rulesversion",
    "vote",
]

REMEMBERED = {
    **dict.fromkeys(
        [
            *(one for one in NEW if one not in ("change", "link", "listedname")),
            *("apitoken", "certificate", "credential", "enterprise", "invitation", "membership", "offering"),
            *("offeringuse", "opportunity", "organisation", "partner", "partnerwork", "proposal"),
            *("resource", "role", "sectorgroup", "workpackage"),
        ],
        (),
    ),
    # Drafts are kept, not followed; and what a search or an import has got to is bookkeeping.
    "application": ("answers", "saved_at", "version"),
    "formation": ("problem", "so_far", "progress", "message", "outcome", "names"),
    "requirement": ("draft", "draft_by_id", "draft_at"),
    "noticeimport": ("bytes_read", "releases", "valid", "imported", "updated", "unchanged", "problems"),
}

STATEMENTS = [
    *(statement for table in NEW for statement in fence(f"store_{table}")),
    *fence_token("store_invitation"),
    *fence_token("store_application"),
    *fence_serial("store_credential"),
    *FUNCTIONS,
    SEAL_WHAT_IS_THERE,
    *SEALING,
    *ONLY_BY_TRIGGERS,
    *(remember(thing, *ignored) for thing, ignored in REMEMBERED.items()),
]


class Migration(migrations.Migration):
    dependencies = [("store", "0005_members_join_are_assessed_and_decide")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
