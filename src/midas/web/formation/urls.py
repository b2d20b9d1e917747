"""The pages of formation: the studio under the demand it is for, and the enterprises that came of it."""

from django.urls import path

from midas.web.formation import drawers, enterprises, files, step_in, views, what_if

app_name = "formation"

urlpatterns = [
    path("demand/<int:opportunity>/team/", views.studio_door, name="studio"),
    path("demand/<int:opportunity>/team/compare/", views.compare, name="compare"),
    path("demand/team/<int:pk>/", views.run_page, name="run"),
    path("demand/team/<int:pk>/progress/", views.progress, name="progress"),
    path("demand/team/<int:pk>/stop/", views.stop, name="stop"),
    path("demand/team/<int:pk>/what-if/", what_if.what_if_page, name="what-if"),
    path("demand/team/<int:pk>/keep/", views.keep, name="keep"),
    path("demand/team/<int:pk>/again/", views.again, name="again"),
    path("demand/team/<int:pk>/plan/<int:rank>/choose/", views.choose, name="choose"),
    path("demand/team/<int:pk>/plan/<int:rank>/", drawers.plan, name="plan"),
    path("demand/team/<int:pk>/plan/<int:rank>/team/", drawers.picked_plan, name="picked"),
    path("demand/team/<int:pk>/plan/<int:rank>/why/<str:firm>/", drawers.why_in, name="why-in"),
    path("demand/team/<int:pk>/plan/<int:rank>/why-not/", drawers.why_not_page, name="why-not"),
    path("demand/team/<int:pk>/plan/<int:rank>/allocations/", files.allocations, name="allocations"),
    path("demand/team/<int:pk>/problem.json", files.problem, name="problem"),
    path("demand/team/<int:pk>/outcome.json", files.outcome, name="outcome"),
    path("enterprises/", enterprises.enterprise_list, name="enterprises"),
    path("enterprises/<int:pk>/", enterprises.enterprise_page, name="enterprise"),
    path("enterprises/<int:pk>/partners/", enterprises.partners, name="partners"),
    path("enterprises/<int:pk>/step-in/", step_in.step_in_page, name="step-in"),
    path("enterprises/<int:pk>/abandon/", enterprises.abandon, name="abandon"),
]
