"""Views of the API that only a question in the address decides."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.views import APIView


class ReadingView(APIView):
    """Answers GET with the request as Django has it; every other method is the framework's.

    For answers that are written as they are, to whoever asks: nothing is negotiated, parsed or serialised,
    and what refuses a question returns a problem rather than raise one.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        return self.get(request, *args, **kwargs)
