"""The JSON API: the same things people do on the pages, with a key instead of a sign-in.

Errors look alike everywhere: `{"message": "...", "problems": [{"where": "...", "message": "..."}]}` with 401 (no
key), 403 (the role may not), 404 (not there, or not yours), 409 (not possible now) or 422 (bad input, all of it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Annotated, Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.pagination import LimitOffsetPagination
from ninja.parser import Parser
from ninja.security import HttpBearer

from midas.actions.access.permissions import NotAllowed
from midas.actions.access.second_factor import lacks_second_factor
from midas.core.values.fields import step
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Role

# A key of a row: what PostgreSQL can hold, so that a larger number is bad input and not a fault.
Whole = Annotated[int, Field(ge=1, le=2**63 - 1)]
# Text PostgreSQL can hold: anything but the character NUL.
Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]


class Page(LimitOffsetPagination):
    """`limit` and `offset`, bounded to what a reader and the database can take."""

    class Input(Schema):
        limit: int = Field(50, ge=1, le=200)
        offset: int = Field(0, ge=0, le=1_000_000_000)


class Move(Schema):
    """Where a thing is to go in its life, and why."""

    to: Text
    reason: Text = ""


class Key(HttpBearer):
    """`Authorization: Bearer midas_…`; the middleware has already found whose key it is."""

    def authenticate(self, request: HttpRequest, token: str) -> Role | None:
        role: Role | None = request.role  # type: ignore[attr-defined]  # set by the middleware
        if role is not None and lacks_second_factor(role):
            raise NotAllowed("This role needs a second factor: sign in to the site once and set one up.")
        return role


class ProblemOut(Schema):
    where: str
    message: str


class ErrorOut(Schema):
    """Any answer that is not a success."""

    message: str
    problems: list[ProblemOut]


ERRORS = {
    "401": "No live key was sent",
    "403": "The role may not do this",
    "404": "Not there, or not in this cluster",
    "409": "Not possible as things stand",
    "422": "Bad input; every problem is listed and nothing was saved",
}


class NoNul(Parser):
    """Takes no body with a NUL in it: the database cannot keep it, wherever in the body it stands."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        problems = [Problem(where, NUL_SAID) for where in _nuls("$", body)]
        if problems:
            raise BadInput(problems)
        return body


NUL_SAID = "holds the character NUL, which cannot be kept; take it out"


def _nuls(where: str, found: Any) -> Iterator[str]:
    """The JSON paths of all texts and names with a NUL."""
    if isinstance(found, str) and "\0" in found:
        yield where
    elif isinstance(found, list):
        for index, item in enumerate(found):
            yield from _nuls(f"{where}[{index}]", item)
    elif isinstance(found, dict):
        for name, item in found.items():
            path = step(where, name.replace("\0", "␀"))
            yield from [path] if "\0" in name else _nuls(path, item)


class MidasAPI(NinjaAPI):
    """Says of every operation which errors it may answer with."""

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**arguments)
        schemas = schema["components"]["schemas"]
        schemas |= {"ErrorOut": ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")}
        schemas |= schemas["ErrorOut"].pop("$defs", {})
        body = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, meaning in ERRORS.items():
                    operation["responses"].setdefault(status, {"description": meaning, "content": body})
        return schema


api = MidasAPI(
    title="Midas",
    version=version("midas"),
    description=(
        "Everything the pages do, as JSON. Make a key under *Account* in the browser and send it as "
        "`Authorization: Bearer <key>`. A key works for one person in one cluster and sees nothing else. "
        "Money is in minor units (pence, cents); quantities are decimal strings; times are UTC."
    ),
    auth=Key(),
    parser=NoNul(),
    urls_namespace="api",
    docs_url="/docs",
)


def answer(request: HttpRequest, status: int, message: str, problems: Iterable[Problem] = ()) -> HttpResponse:
    """An error in the one shape all errors have."""
    body = {"message": message, "problems": [{"where": p.where, "message": p.message} for p in problems]}
    return api.create_response(request, body, status=status)


@api.exception_handler(BadInput)
def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return answer(request, 422, "This cannot be taken as it is; nothing was saved.", error.problems)


@api.exception_handler(BadRequest)
def _bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """What the guards around a request refuse; one that says which fields are wrong has `problems`."""
    return answer(
        request, 422, "This cannot be taken as it is; nothing was saved.", getattr(error, "problems", ())
    )


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [Problem(_path(found), str(found.get("msg", "invalid"))) for found in error.errors]
    return answer(request, 422, "This cannot be taken as it is; nothing was saved.", problems)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """django-ninja's own refusals, such as a body that is not JSON; or what its reader of bodies refused."""
    if isinstance(error.__cause__, BadInput):
        return _bad_input(request, error.__cause__)
    problem = Problem("$", f"{error}. Send one JSON object, in UTF-8.")
    return answer(request, 422, "This cannot be taken as it is; nothing was saved.", [problem])


def _path(found: dict[str, Any]) -> str:
    place, *rest = found.get("loc", ("body",))
    if place == "body":
        rest = rest[1:]  # the name of the function's argument, which the caller does not know
    return ".".join(["$" if place == "body" else str(place), *(str(part) for part in rest)])


@api.exception_handler(UnableToMove)
def _conflict(request: HttpRequest, error: UnableToMove) -> HttpResponse:
    return answer(request, 409, str(error))


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return answer(request, 403, str(error))


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer(
        request, 401, "Send a live key as `Authorization: Bearer midas_…`; make one on your account page."
    )


@api.exception_handler(Http404)
@api.exception_handler(ObjectDoesNotExist)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(request, 404, "There is no such thing in this cluster.")
