from django.db import migrations

from midas.store.sealing import MARK, seal, unseal

SECRETS = ("secret", "seed")


def seal_all(apps, editor):
    """Seal what authenticator apps and recovery codes are made from; what is sealed already stays."""
    rewrite(apps, lambda text: text if text.startswith(MARK) else seal(text))


def unseal_all(apps, editor):
    rewrite(apps, unseal)


def rewrite(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes")):
        for name in SECRETS:
            if name in row.data:
                row.data[name] = change(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
        row.save(update_fields=["data"])


class Migration(migrations.Migration):

    dependencies = [
        ("store", "0011_firms_are_imported_and_found_by_words"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_all, unseal_all)]
