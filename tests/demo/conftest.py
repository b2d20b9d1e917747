from datetime import date

import pytest

from midas.demo.generate import SEED, generate

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def five_rivers():
    """The cluster as `midas demo load` makes it, on a fixed day."""
    return generate(SEED, TODAY)


@pytest.fixture(scope="session", params=[1, 2, 3])
def any_cluster(request):
    """The cluster of other seeds, on other days, a leap day among them."""
    return generate(
        request.param, [date(2026, 11, 24), date(2028, 2, 29), date(2027, 7, 1)][request.param - 1]
    )
