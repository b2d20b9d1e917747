"""Files that prove something, in and out. Out they go as a download only, never as a page of this site."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.members.evidence import (
    add_to_application,
    path_of,
    remove_from_application,
    too_large,
    visible_evidence,
)
from midas.core.members.proofs import LARGEST
from midas.core.values.problems import BadInput
from midas.store.models import Application, EvidenceFile
from midas.web.members.joining.door import applying, person_of
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal
from midas.web.shell.uploads import takes_files


def _hopeless(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return refusal(request, 413, str(too_large()))


@require_POST
@takes_files(LARGEST, _hopeless)
@applying
def upload(request: HttpRequest, application: Application) -> HttpResponse:
    """Take a file for an application."""
    file = request.FILES.get("file")
    try:
        if request.quota.refused:
            raise too_large()
        if file is None:
            messages.error(request, _("Choose a file first."))
        else:
            kept = add_to_application(
                application.pk,
                file.name,
                file.chunks(),
                kind=request.POST.get("kind", ""),
                title=request.POST.get("title", ""),
                folder=settings.MIDAS_UPLOADS,
                by=person_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("%(file)s is kept.") % {"file": kept.file_name})
    except BadInput as bad:
        for problem in bad.problems:
            messages.error(request, problem.message)
    return _back(application)


@require_POST
@applying
def remove(request: HttpRequest, application: Application, file: int) -> HttpResponse:
    """Take a file out again."""
    remove_from_application(
        application.pk, file, folder=settings.MIDAS_UPLOADS, by=person_of(request), at=timezone.now()
    )
    messages.success(request, _("The file is removed."))
    return _back(application)


@applying
def own(request: HttpRequest, application: Application, file: int) -> HttpResponse:
    """A file of one's own application."""
    return handed_out(EvidenceFile.objects.get(pk=file, application=application))


@needs("evidence.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file for whoever may see it; for others it is not there."""
    return handed_out(visible_evidence(request.role).get(pk=pk))


def handed_out(evidence: EvidenceFile) -> HttpResponse:
    """The file as a download, whatever it is, which no browser runs or shows as a page of this site."""
    path = path_of(evidence, settings.MIDAS_UPLOADS)
    if not path.is_file():
        raise Http404(evidence.file_name)
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=evidence.file_name, content_type=evidence.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _back(application: Application) -> HttpResponse:
    answer = redirect("joining:step", application.cluster.slug, application.pk, "certificates")
    answer["Location"] += "#files"
    return answer
