"""What comes from the machine's own packages, where this account may install them."""

import os
import shutil
import time

from console import follow, ignore, progress, say, seconds


def browser():
    """Chromium for the tests in a real browser: Debian's, installed where that is allowed."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser")):
        return
    began = time.monotonic()
    progress("Installing Debian's chromium for the browser tests ...")
    if apt("chromium") and shutil.which("chromium"):
        say(f"Debian's chromium is installed ({seconds(began)}).")
    else:
        say(
            "There is no chromium here, so the tests in a browser will be skipped. "
            "To have them: sudo apt-get install chromium"
        )


def apt(*packages):
    """Install the first of these packages there is, where this account may; says whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    for refresh in (False, True):
        if refresh:
            follow(["apt-get", "update", "-qq"], ignore, env=quiet)
        for package in packages:
            progress(f"Installing the system package {package} ...")
            if follow([*install, package], ignore, env=quiet)[0] == 0:
                return True
    return False
