import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    """The rate limits count in the cache, which outlives a test."""
    cache.clear()
