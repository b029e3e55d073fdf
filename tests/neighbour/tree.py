"""Pages and people for the neighbour's tests; what only some of the plugin's apps have, not here.

neighbour/            the project's HomePage
    parking/          the project's LocationPage
    news/             the project's ArticlePage
    clinics/          the plugin's LocationIndexPage
        st-paul/      the plugin's LocationPages
        edina/
"""

from datetime import time
from io import BytesIO
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from locations.models import LocationIndexPage, LocationPage
from tests.neighbour.places import models as places

ST_PAUL_PHONE = "651-555-0123"
EDINA_PHONE = "952-555-0145"


def plant() -> SimpleNamespace:
    """The tree above, as the pages of the default site."""
    home = add(Page.get_first_root_node(), places.HomePage, "Neighbour")
    Site.objects.update(root_page=home)
    clinics = add(home, LocationIndexPage, "Clinics")
    return SimpleNamespace(
        home=home,
        parking=add(home, places.LocationPage, "Parking", phone="the bell at the gate"),
        news=add(home, places.ArticlePage, "News"),
        clinics=clinics,
        st_paul=location(clinics, "St. Paul", ST_PAUL_PHONE),
        edina=location(clinics, "Edina", EDINA_PHONE),
    )


def add(parent, model, title, **facts):
    return parent.add_child(instance=model(title=title, **facts))


def location(parent, title, phone, **facts):
    """A location of the plugin that is open every day from 9 to 5."""
    hours = {"opens": time(9), "closes": time(17)}
    return add(
        parent,
        LocationPage,
        title,
        city=title,
        street="1 Main Street",
        region="MN",
        postcode="55105",
        desk_email=f"{title[:2].lower()}@clinic.example",
        phones=[("phone", {"role": "main", "number": "+1" + phone.replace("-", "")})],
        weekly_hours=[("interval", {"weekday": str(day), **hours}) for day in range(7)],
        **facts,
    )


def picture(title="House"):
    """A row of the project's own image model."""
    content = BytesIO()
    Image.new("RGB", (320, 240), "#7a9").save(content, "JPEG")
    content.seek(0)
    file = ImageFile(content, name="house.jpg")
    return get_image_model().objects.create(title=title, file=file, photographer="N. N.")


def superuser():
    return get_user_model().objects.create_superuser("boss@neighbour.example", first_name="Boss")


def user(name, *permissions):
    """A user of the admin in a group of their own."""
    made = get_user_model().objects.create_user(f"{name}@neighbour.example", first_name=name)
    group = Group.objects.create(name=f"{name}'s group")
    codenames = ["access_admin", *permissions]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    made.groups.add(group)
    return made
