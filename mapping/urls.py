from django.urls import path, re_path

from mapping import area_pages, pages, review

urlpatterns = [
    path("", pages.home, name="home"),
    re_path(r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", pages.structure, name="structure"),
    path("professionnels/", review.workspace, name="workspace"),
    path("professionnels/positions/", review.next_position, name="review"),
    path("professionnels/positions/<int:pk>/", review.decide, name="review-decide"),
    path("professionnels/services/<int:pk>/zone/", area_pages.service_area_page, name="service-area"),
    path("professionnels/geocodages/<int:pk>/", review.run_progress, name="run"),
    path("professionnels/geocodages/<int:pk>/annuler/", review.cancel_run, name="run-cancel"),
    re_path(r"^structures/(?P<pk>\d{1,18})/$", pages.structure, name="structure-short"),
]
