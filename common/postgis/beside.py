"""A connection to the same database beside Django's, for what must not share its transaction or its end."""

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, connect

_WHERE = ("dbname", "host", "port", "user", "password")


def connect_beside(alias: str = DEFAULT_DB_ALIAS) -> Connection:
    """A plain connection of its own, which whoever asked closes."""
    parameters = connections[alias].get_connection_params()
    return connect(**{name: parameters[name] for name in _WHERE if name in parameters})
