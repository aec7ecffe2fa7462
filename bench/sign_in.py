"""`python -m bench.sign_in`: whether the time of an answer tells that an address has an account.

A code is asked for, in turn, at an address that has an account and at one that has none; then a code is tried
at each. The site answers in this process, and its mails leave by the outbox to nowhere, in a database of the
benchmark's own.
"""

import argparse
import os
import secrets
import sys

_COMMAND = "python -m bench.sign_in"
# The pages name files that nobody collected for this.
_PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
KNOWN, UNKNOWN = "camille@example.org", "absente@example.org"


def main() -> int:
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=500, help="pairs of answers, in turn")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {
        "DEBUG": "0",
        "HTTPS": "0",
        "LIMIT_FACTOR": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    os.environ |= {"BENCH_SIZE": "_sign_in", "ALLOWED_HOSTS": "testserver"}
    os.environ |= {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ["LOG_LEVEL"] = "CRITICAL"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from bench import database, report

    database.create()
    call_command("migrate", verbosity=0)
    with override_settings(STORAGES=_PLAIN_FILES):
        rows = figures(options.pairs)
    print(report.table(rows))
    if not options.no_write:
        print(f"\nwritten: {report.write(rows, 'sign_in').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def figures(pairs: int) -> list:
    """Asking for a code, and trying one, at an address with an account and at one without."""
    from django.test import Client

    from accounts.models import User
    from bench.report import Row
    from bench.timing import interleaved, median

    User.objects.filter(email=KNOWN).delete()
    User.objects.create_user(KNOWN, is_professional=True)
    clients: dict[str, Client] = {}

    def ask(email: str) -> None:
        clients[email] = Client()
        assert clients[email].post("/connexion/", {"email": email}).status_code == 302

    tries = dict.fromkeys((KNOWN, UNKNOWN), 0)

    def begin_again(email: str) -> None:
        # A code is tried five times at most.
        tries[email] += 1
        if tries[email] % 4 == 1:
            ask(email)

    def guess(email: str) -> None:
        assert clients[email].post("/connexion/code/", {"code": "0000 0000"}).status_code == 200

    rows = []
    for said, act in (("a code is asked for", ask), ("a code is tried", guess)):
        contenders = {email: lambda _turn, act=act, email=email: act(email) for email in (KNOWN, UNKNOWN)}
        before = {email: lambda email=email: begin_again(email) for email in (KNOWN, UNKNOWN) if act is guess}
        timings = interleaved(contenders, 1, pairs, before)
        known, unknown = (median(timings.of(email)) for email in (KNOWN, UNKNOWN))
        rows.append(
            Row(
                f"{said}: with an account − without",
                abs(known - unknown),
                "ms",
                "<= 10",
                "<= 1",
                pairs,
                f"p50 with {known:.2f} ms, without {unknown:.2f} ms",
                _COMMAND,
            )
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
