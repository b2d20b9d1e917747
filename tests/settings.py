"""The settings tests run with: the site's own, in a throw-away data folder made for this run of the tests.

`DATABASE_URL` is honoured: then the test databases are made on that server. Otherwise nothing is started until a test
asks for the database (`tests/conftest.py`). The processes pytest-xdist starts inherit the folder through the
environment, so they share one server.
"""

import atexit
import os
import shutil
import tempfile

os.environ["MIDAS_TESTING"] = "1"
# The browser tests' driver leaves an event loop in the process, which Django takes for asynchronous code. The tests
# that share the process with them are not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.pop("MIDAS_APP_ROLE", None)
if "MIDAS_TEST_HOME" not in os.environ:
    os.environ["MIDAS_TEST_HOME"] = tempfile.mkdtemp(prefix="midas-tests-")
    # Whoever made the folder removes it; the server in it has stopped when its last user left.
    atexit.register(shutil.rmtree, os.environ["MIDAS_TEST_HOME"], ignore_errors=True)
os.environ["MIDAS_HOME"] = os.environ["MIDAS_TEST_HOME"]
# Throw-away data needs no account of its own on the machine.
os.environ.setdefault("MIDAS_DB_USER", "nobody")

from midas.site.settings import *  # noqa: F403 - the environment above has to come first
from midas.site.settings import INSTALLED_APPS
from midas.site.single_sign_on import APPS, provider

# An installation with single sign-on has its tables and addresses; the tests need them. The provider is nowhere.
OIDC = provider(
    {
        "MIDAS_OIDC_NAME": "Example Identity",
        "MIDAS_OIDC_SERVER": "https://identity.example",
        "MIDAS_OIDC_CLIENT_ID": "midas",
        "MIDAS_OIDC_SECRET": "not a secret",
    }
)
INSTALLED_APPS = [*INSTALLED_APPS, *APPS]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC]}}
