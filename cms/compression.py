"""Pages and style sheets travel compressed, whatever server stands in front."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = (
    "text/",
    "application/atom+xml",
    "application/javascript",
    "application/json",
    "application/xml",
    "image/svg+xml",
)


class CompressionMiddleware(GZipMiddleware):
    """Django's own, for text alone: a picture or a workbook is compressed already.

    Django varies the length of what it compresses, so that the length tells nobody a token that
    is in the page (BREACH). A file that was compressed when it was collected goes out as it is.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
