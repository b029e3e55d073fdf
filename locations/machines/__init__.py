"""What machines read of the site: heads of pages, cards, Markdown twins, llms.txt, sitemap.

docs/machines.md says what there is; ../schema.py has the structured data.
"""
