from tests.places.conftest import places_loaded

__all__ = ["places_loaded"]
