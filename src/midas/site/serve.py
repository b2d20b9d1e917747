"""`midas run`: database, web server and job worker together, from one start to one clean stop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from midas.site import embedded
from midas.site.database import running_database
from midas.site.home import home, private_folder
from midas.site.occupancy import folder_taken, free_port, url_of
from midas.site.preparation import load_demo, prepare, set_django_up
from midas.site.processes import Child
from midas.site.roles import APP
from midas.site.supervisor import Ending, keep, listening, started, wait_until_serving

Say = Callable[[str], None]


def serve(port: int, say: Say) -> None:
    """Serve Midas on the port until told to stop. Raises Trouble where something stands in the way."""
    folder, began = home(), time.monotonic()
    with listening() as ending:
        try:
            with folder_taken(folder, port):
                free_port(port)
                say(f"Midas keeps its data in {_place(folder)}")
                with running_database(os.environ, say):
                    if not os.environ.get("DATABASE_URL"):
                        say(f"Database: running ({time.monotonic() - began:.1f} s)")
                    _serve(folder, port, ending, say)
        except KeyboardInterrupt:
            say("\nStopped before it was up; nothing is half done.")
            return
    say("Midas has stopped.")


def _serve(folder: Path, port: int, ending: Ending, say: Say) -> None:
    set_django_up()
    as_app = prepare(say)
    load_demo(say)
    children = _children(folder, port, as_app)
    with started(children):
        wait_until_serving(port, children[0])
        ending.waiting = True
        for line in welcome(port, folder):
            say(line)
        keep(children, ending, lambda: _mend_database(folder, say), say)
        say("\nStopping ...")


def _children(folder: Path, port: int, as_app: bool) -> list[Child]:
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "midas.site.settings",
        **({"MIDAS_APP_ROLE": APP} if as_app else {}),
    }
    private_folder(folder / "static")
    logs = private_folder(folder / "logs")
    return [
        Child("web server", ["web", str(port)], logs, environ),
        Child("job worker", ["worker"], logs, environ),
    ]


def _place(folder: Path) -> str:
    return (
        f"{folder}; its database is the one DATABASE_URL names"
        if os.environ.get("DATABASE_URL")
        else str(folder)
    )


def _mend_database(folder: Path, say: Say) -> bool:
    """Start the embedded server again if it is gone; says whether it was."""
    if os.environ.get("DATABASE_URL") or embedded.postmaster(embedded.Layout(folder)):
        return False
    say("The database stopped unexpectedly; it is being started again.")
    embedded.start_again(folder, say)
    return True


def welcome(port: int, folder: Path) -> list[str]:
    """What somebody needs who has just started Midas."""
    return [
        "",
        f"Midas is ready: {url_of(port)}",
        *_sign_ins(),
        f"Ctrl-C stops it. What it does is written to {folder / 'logs'}.",
    ]


def _sign_ins() -> list[str]:
    """The demo's sign-ins, where the demo is loaded: its password is no secret."""
    from midas.demo import PASSWORD, SIGN_INS
    from midas.demo.load import demo_clusters

    if not demo_clusters():
        return []
    width = max(len(email) for email, _, _ in SIGN_INS)
    return [
        f"To try it, sign in with the password {PASSWORD} as one of:",
        *(f"    {email:{width}}  {name}. {does}" for email, name, does in SIGN_INS),
    ]
