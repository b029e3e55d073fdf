"""What this project tells the plugin of its own pages. Without the plugin nobody asks."""

from wagtail import hooks


@hooks.register("clinic_page_locations")
def clinic_beside_the_parking(page):
    from locations.models import LocationPage

    nearby = LocationPage.objects.filter(slug="edina") if page.slug == "parking" else []
    return [location.translation_key for location in nearby]


@hooks.register("clinic_topic_of_page")
def parking(page):
    return "Parking" if page.slug == "parking" else ""
