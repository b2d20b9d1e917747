"""Where firms come in by the hundred, where duplicates are judged, and where capacity is kept."""

from django.urls import path

from midas.web.members.intake import calendar, duplicates, imports

app_name = "intake"

urlpatterns = [
    path("members/import/", imports.imports, name="imports"),
    path("members/import/template/", imports.template, name="template"),
    path("members/import/<int:import_id>/", imports.one_import, name="import"),
    path("members/import/<int:import_id>/progress/", imports.progress, name="progress"),
    path("members/import/<int:import_id>/confirm/", imports.confirm, name="confirm"),
    path("members/import/<int:import_id>/again/", imports.again, name="again"),
    path("members/import/<int:import_id>/drop/", imports.drop, name="drop"),
    path("members/duplicates/", duplicates.page, name="duplicates"),
    path("members/duplicates/search/", duplicates.search, name="search"),
    path("members/duplicates/judge/", duplicates.judge, name="judge"),
    path("members/duplicates/merges/<int:merge_id>/", duplicates.one_merge, name="merge"),
    path("members/<int:pk>/calendar/", calendar.page, name="calendar"),
    path("members/<int:pk>/calendar/import/", calendar.import_file, name="calendar-import"),
    path("members/<int:pk>/calendar/<int:change_id>/", calendar.change, name="calendar-change"),
]
