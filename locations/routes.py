"""Directions on other sites: only links, nothing is loaded from there. Pure."""

from urllib.parse import urlencode

OSM = "https://www.openstreetmap.org"


def routes_to(address: str, point: tuple[float, float] | None) -> list[dict[str, str]]:
    """The `name` and `url` of each site that shows the way; the first is nobody's advertisement."""
    at = f"{point[0]},{point[1]}" if point else ""
    way = {"to": at} if at else {"query": address}
    google = urlencode({"api": 1, "destination": address})
    return [
        {
            "name": "OpenStreetMap",
            "url": f"{OSM}/{'directions' if at else 'search'}?{urlencode(way)}",
        },
        {"name": "Google Maps", "url": f"https://www.google.com/maps/dir/?{google}"},
        {"name": "Apple Maps", "url": f"https://maps.apple.com/?{urlencode({'daddr': address})}"},
    ]
