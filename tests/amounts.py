"""How much a test tries: enough every day to see what breaks, more in a thorough run."""

from hypothesis import settings

_THOROUGH = 1000


def amount(everyday: int, thorough: int) -> int:
    """How many things to try: `everyday`, or `thorough` under `--hypothesis-profile=thorough`.

    To be asked where a module is read or a test runs, once the profile is chosen, and not in a `conftest.py`.
    """
    return thorough if settings().max_examples >= _THOROUGH else everyday
