from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "tests.neighbour.pictures"
    label = "neighbour_pictures"
