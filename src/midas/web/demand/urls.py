"""Where the demand stage is."""

from django.urls import path

from midas.web.demand import editor, market, opportunity, uploads, views

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
]
