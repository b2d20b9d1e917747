"""Where the demand stage is."""

from django.urls import path

from midas.web.demand import (
    bidding,
    board,
    conditions,
    editor,
    joining,
    market,
    opportunity,
    private,
    publishing,
    uploads,
    views,
)

app_name = "demand"

urlpatterns = [
    path("demand/", views.inbox, name="list"),
    path("demand/new/", views.add, name="add"),
    path("demand/imports/", uploads.imports, name="imports"),
    path("demand/imports/<int:import_id>/", uploads.one_import, name="import"),
    path("demand/imports/<int:import_id>/progress/", uploads.progress, name="import-progress"),
    path("demand/market/", market.page, name="market"),
    path("demand/competencies/", editor.competencies, name="competencies"),
    path("demand/<int:opportunity_id>/", opportunity.page, name="opportunity"),
    path("demand/<int:opportunity_id>/edit/", views.edit, name="edit"),
    path("demand/<int:opportunity_id>/fit/", opportunity.fit_page, name="fit"),
    path("demand/<int:opportunity_id>/move/", opportunity.move, name="move"),
    path("demand/<int:opportunity_id>/source/<int:notice_id>/", opportunity.source, name="source"),
    path(
        "demand/<int:opportunity_id>/source/<int:notice_id>/download/",
        opportunity.download,
        name="download",
    ),
    path("demand/<int:opportunity_id>/requirement/", editor.requirement, name="requirement"),
    path("demand/<int:opportunity_id>/requirement/propose/", opportunity.propose, name="propose"),
    path("demand/<int:opportunity_id>/requirement/draft/", editor.draft, name="draft"),
    path(
        "demand/<int:opportunity_id>/requirement/package/<slug:code>/",
        editor.package_why,
        name="package-why",
    ),
    path("demand/<int:opportunity_id>/bid/", bidding.sheet, name="bid"),
    path("demand/<int:opportunity_id>/board/", board.board, name="board"),
    path("demand/<int:opportunity_id>/board/<slug:code>/partner/", board.partner, name="partner"),
    path("demand/<int:opportunity_id>/board/<slug:code>/elsewhere/", board.other_clusters, name="elsewhere"),
    path("demand/<int:opportunity_id>/partners/<int:sought_id>/close/", board.close, name="partner-close"),
    path("demand/<int:opportunity_id>/conditions/", conditions.export, name="conditions"),
    path("demand/<int:opportunity_id>/conditions/judge/", conditions.judge, name="judge-condition"),
    path("demand/<int:opportunity_id>/join/", joining.join, name="join"),
    path("demand/<int:opportunity_id>/split/", joining.split, name="split"),
    path("demand/<int:opportunity_id>/undo/", joining.undo, name="undo"),
    path("demand/<int:opportunity_id>/file/<int:file_id>/", private.sent_file, name="sent-file"),
    path("administration/published/", publishing.publishing, name="publishing"),
    *private.private(private.NEEDS),
    *private.private(private.IDEAS),
]
