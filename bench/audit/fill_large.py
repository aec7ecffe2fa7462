"""`python -m bench.audit.fill_large`: fill the database that the settings name, and say which one it is."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    from bench import database

    database.create()
    database.fill(lambda message: print(message, file=sys.stderr))
    print(settings.DATABASES["default"]["NAME"])
