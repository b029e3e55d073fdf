"""WordPress exports (WXR): one file with all posts and pages of a site, of any size.

```
file ─► scanning ─► parsing ─► content ─► reading ─► importer ─► draft, redirects
        (slices)    (items)    (HTML)     (document)
```

Nothing is ever held of the file but the item that is being read.
"""
