"""No text with the character NUL gets in: PostgreSQL cannot keep it, and nobody types it.

One guard for what comes with a request: its address, its cookies, and its form. A form is looked at when it is first
read, by whoever reads it, and not before: reading it early would end the choice of upload handlers, and with it the
limits on what is kept of a large file. JSON bodies are looked at by the API's own parser, `NoNul`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from midas.api.application import api
from midas.core.values.problems import Problem
from midas.site.middleware import API

Respond = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


class HoldsNul(BadRequest):
    """A request holds the character NUL; the handlers for 400 show `problems`, one for each field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("The character NUL was sent.")
        self.problems = tuple(problems)


def no_nul(respond: Respond) -> Respond:
    """Refuse a request whose address holds NUL, and its form once that is read; forget cookies that do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        _watch_form(request)
        return respond(request)

    def process_view(request: HttpRequest, *_rest: Any) -> HttpResponse | None:
        # Here, not above: by now the frame of a page knows who is asking.
        try:
            _refuse([("address", [request.path]), *request.GET.lists()])
        except HoldsNul as error:
            if request.path.startswith(API):
                return api.on_exception(request, error)
            raise
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def _watch_form(request: HttpRequest) -> None:
    """Look at the fields as soon as they are there. `POST` and `FILES` are both filled by this one method."""
    read = request._load_post_and_files  # type: ignore[attr-defined]  # no public place sees every reader

    def read_and_look() -> None:
        read()
        try:
            _refuse([*request.POST.lists(), *_about_files(request.FILES)])
        except HoldsNul:
            request._mark_post_parse_error()  # type: ignore[attr-defined]  # so that a second look finds nothing
            raise

    request._load_post_and_files = read_and_look  # type: ignore[attr-defined]


def _about_files(files: MultiValueDict[str, UploadedFile]) -> Iterator[tuple[str, list[str]]]:
    for name, sent in files.lists():
        yield name, [text for file in sent for text in (file.name or "", file.content_type or "")]


def _refuse(fields: Iterable[tuple[str, list[Any]]]) -> None:
    """Raise `HoldsNul` with all fields, by name and values, that hold the character."""
    found = [name for name, values in fields if any(NUL in value for value in (name, *values))]
    if found:
        raise HoldsNul([Problem(name.replace(NUL, "␀"), said()) for name in found])


def said() -> str:
    """What is wrong with such a field, why, and what to do."""
    return _(
        "holds the character NUL, which no text here can keep; it comes with text copied from a program or a "
        "damaged file. Go back, clear the field, type the text anew and send it again. Nothing was saved."
    )
