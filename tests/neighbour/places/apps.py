from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tests.neighbour.places"
    label = "neighbour_places"
