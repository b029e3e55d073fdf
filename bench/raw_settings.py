"""The demo with one view more, which the page cache is measured against (bench/page_cache.py)."""

from cms.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.raw_urls"
