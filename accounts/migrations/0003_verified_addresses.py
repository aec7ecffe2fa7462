# Each account's address is taken for verified, as it was when it was made; everybody signs in again, so that the
# list of open sessions is true from its first day.

from django.db import migrations

_VERIFY = """
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
SELECT id, lower(email), true, true FROM accounts_user
ON CONFLICT DO NOTHING
"""
_SIGN_OUT = "DELETE FROM django_session"


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_memberships"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_VERIFY, migrations.RunSQL.noop),
        migrations.RunSQL(_SIGN_OUT, migrations.RunSQL.noop),
    ]
