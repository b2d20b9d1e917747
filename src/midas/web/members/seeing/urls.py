"""Where the cluster sees itself."""

app_name = "seeing"

urlpatterns = []
