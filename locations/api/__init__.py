"""The clinic headless: our part of Wagtail's API v3, for front ends of any kind.

`joining.py` adds the routers to Wagtail's `NinjaAPI`; `locations/frames.py` is what each request
needs and costs one query; `answers.py` gives each answer its headers and is 304 for who has it
already.
Pages: `blocks.py` makes types of blocks, `fields.py` of a page's `api_fields`, `shelf.py` reads all
that a list of pages shows at once.
"""
