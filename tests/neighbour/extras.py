"""What the project adds to the plugin: docs/extending.md shows these lines."""

from html import escape

from leads.notifications.contract import TemporaryFailure

PAGES = []  # what the pager of this make-believe desk got


def parking(question):
    from locations.models import LocationPage

    if "parking" not in question.topic.casefold():
        return None
    return LocationPage.objects.filter(slug="edina").values_list("pk", flat=True).first()


def advertises(submission):
    return "casino" in submission.message.casefold()


class Pager:
    switched_on = True

    def send(self, delivery):
        if not self.switched_on:
            raise TemporaryFailure("pager is off")
        PAGES.append(delivery.lead.reference)


def read(data, name):
    from conditions.importing import html

    lines = [escape(line) for line in data.decode().splitlines() if line]
    return html.read_fragment("".join(f"<p>{line}</p>" for line in lines), name=name)


def reader():
    from conditions.importing.readers import Reader

    return Reader(read=read, source_text=bytes.decode)
