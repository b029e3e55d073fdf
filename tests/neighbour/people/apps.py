from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tests.neighbour.people"
    label = "neighbour_people"
