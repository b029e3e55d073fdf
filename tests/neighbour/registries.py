"""Every name that this project and its apps give to something which all apps share.

``python -m tests.neighbour.registries`` prints them as JSON, kind by kind. What is there with the
plugin and not without it is what the plugin has added.
"""

import json
import re

import django
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.management import get_commands
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, get_resolver


def url_names():
    """Names and namespaces, as ``namespace:`` and ``namespace:name``."""
    return set(_names_below(get_resolver(), ""))


def _names_below(resolver, prefix):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
            continue
        here = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
        if pattern.namespace:
            yield here
        yield from _names_below(pattern, here)


def routes():
    """The addresses themselves, as Django writes them."""
    return set(_routes_below(get_resolver(), ""))


def _routes_below(resolver, prefix):
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes_below(pattern, route)


def templates():
    return {
        str(file.relative_to(folder))
        for folder in get_app_template_dirs("templates")
        for file in folder.rglob("*")
        if file.is_file()
    }


def static_files():
    return {path for finder in get_finders() for path, _storage in finder.list([])}


def icons():
    from wagtail.admin.icons import get_icons

    return set(re.findall(r'id="icon-([^"]+)"', get_icons()))


def log_actions():
    from wagtail.log_actions import registry

    registry.scan_for_actions()
    return set(registry.formatters)


def rich_text():
    """Features, link types, embed types, converter rules and editor entities."""
    from wagtail.rich_text import features

    features.get_link_types()
    rules = features.converter_rules_by_converter.values()
    plugins = features.plugins_by_editor["draftail"]
    entities = {plugin.data.get("type") for plugin in plugins.values() if hasattr(plugin, "data")}
    names = {str(entity).lower().replace("_", "-") for entity in entities}
    return names.union(
        features.link_types,
        features.embed_types,
        features.default_features,
        plugins,
        *(rule.keys() for rule in rules),
    )


def menu_items():
    from wagtail.admin.menu import admin_menu, help_menu, reports_menu, settings_menu

    menus = (admin_menu, help_menu, reports_menu, settings_menu)
    return {item.name for menu in menus for item in menu.registered_menu_items}


def viewsets():
    from wagtail.admin.viewsets import viewsets

    return {viewset.name for viewset in viewsets.viewsets if viewset.name}


def template_libraries():
    return set(engines["django"].engine.template_libraries)


def models():
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def tables():
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def lookups_on_others():
    """What models of one app put on models of another: ``model.accessor`` and ``model?query``."""
    return {
        f"{relation.model._meta.label}{name}"
        for model in apps.get_models(include_auto_created=True)
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label != relation.model._meta.app_label
        for name in (f".{relation.get_accessor_name()}", f"?{relation.field.related_query_name()}")
    }


KINDS = [
    url_names,
    routes,
    templates,
    static_files,
    template_libraries,
    icons,
    log_actions,
    rich_text,
    menu_items,
    viewsets,
    models,
    tables,
    lookups_on_others,
]


def everything():
    names = {kind.__name__: sorted(kind()) for kind in KINDS}
    return names | {"commands": sorted(get_commands())}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(everything()))  # noqa: T201
