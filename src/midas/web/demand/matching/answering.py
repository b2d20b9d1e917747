"""Reading an answer off a form: yes or no, nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from midas.core.values.problems import BadInput, Problem


def yes(request: HttpRequest) -> bool:
    """Whether the answer is yes. Raises BadInput for anything that is neither yes nor no."""
    found = request.POST.get("wanted", "")
    if found not in ("yes", "no"):
        raise BadInput([Problem("wanted", _("Answer yes or no with one of the buttons."))])
    return found == "yes"
