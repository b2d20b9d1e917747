"""Where the demand stage is."""

from django.urls import path

from midas.web.demand import amendments, editor, opportunity, same, sources, uploads, views

app_name = "demand"

urlpatterns = [
    path("demand/", views.inbox, name="list"),
    path("demand/new/", views.add, name="add"),
    path("demand/imports/", uploads.imports, name="imports"),
    path("demand/imports/<int:import_id>/", uploads.one_import, name="import"),
    path("demand/imports/<int:import_id>/progress/", uploads.progress, name="import-progress"),
    path("demand/sources/", sources.listing, name="sources"),
    path("demand/sources/new/", sources.add, name="source-add"),
    path("demand/sources/<int:source_id>/", sources.page, name="source-page"),
    path("demand/sources/<int:source_id>/edit/", sources.edit, name="source-edit"),
    path("demand/sources/<int:source_id>/run/", sources.run, name="source-start"),
    path("demand/sources/<int:source_id>/pause/", sources.pause, name="source-pause"),
    path("demand/sources/<int:source_id>/remove/", sources.remove, name="source-remove"),
    path("demand/sources/<int:source_id>/runs/<int:run_id>/", sources.one_run, name="source-run"),
    path(
        "demand/sources/<int:source_id>/runs/<int:run_id>/progress/",
        sources.progress,
        name="source-progress",
    ),
    path("demand/same/", same.page, name="same"),
    path("demand/same/search/", same.search, name="same-search"),
    path("demand/same/judge/", same.judge, name="same-judge"),
    path("demand/same/<int:merge_id>/", same.one_merge, name="same-merge"),
    path("demand/competencies/", editor.competencies, name="competencies"),
    path("demand/<int:opportunity_id>/", opportunity.page, name="opportunity"),
    path("demand/<int:opportunity_id>/edit/", views.edit, name="edit"),
    path("demand/<int:opportunity_id>/fit/", opportunity.fit_page, name="fit"),
    path("demand/<int:opportunity_id>/follow/", amendments.follow, name="follow"),
    path("demand/<int:opportunity_id>/seen/", amendments.seen, name="seen"),
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
