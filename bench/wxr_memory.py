"""How much memory a WordPress export of 100 MB takes: the same as one of 10 MB.

    .venv/bin/python bench/wxr_memory.py [--megabytes 100] [--survey-only]

Makes exports of a tenth of the size and of the size, and reads each in a process of its own, as
`clinic_import` does: once to check it, once to make an article of every post. No database is asked.
Prints the items, the seconds and the peak of the process; and, from a run of its own because it
slows Python down, the peak of what Python itself allocated while the file was checked.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Large</title><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
TAIL = "</channel></rss>\n"
SENTENCE = "Gentle movement keeps the joints warm, and sleep at night lets them heal. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--survey-only", action="store_true", help="check the files only")
    parser.add_argument("--read", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--trace", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read or options.trace:
        print(json.dumps(_measured(options)))
    else:
        _compare(options)


def _compare(options: argparse.Namespace) -> None:
    peaks: dict[str, list[float]] = {"process": [], "python": []}
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (max(options.megabytes // 10, 1), options.megabytes):
            path = Path(folder) / f"{megabytes}.xml"
            _write(path, megabytes * 1_000_000)
            read = _run("--read", path, survey_only=options.survey_only)
            traced = _run("--trace", path, survey_only=True)
            peaks["process"].append(read["peak"])
            peaks["python"].append(traced["peak"])
            print(
                f"{path.stat().st_size / 1e6:6.1f} MB: {read['items']} items, {read['articles']}"
                f" articles in {read['seconds']:.0f} s; peak of the process {read['peak']:.1f} MB,"
                f" of Python's own while checking {traced['peak']:.1f} MB",
                flush=True,
            )
    for name, (small, large) in peaks.items():
        print(f"{name}: {large / small:.2f} times the memory for ten times the file")


def _run(mode: str, path: Path, *, survey_only: bool) -> dict[str, float]:
    command = [sys.executable, __file__, mode, str(path)]
    command += ["--survey-only"] if survey_only else []
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout)


def _write(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for item in _items():
            file.write(item)
            if file.tell() >= size:
                break
        file.write(TAIL)


def _items() -> Iterator[str]:
    """Posts of 9 kB with comments; every second one has a picture of its own."""
    number = 0
    while True:
        number += 1
        paragraphs = "".join(f"{SENTENCE * 5}<em>{number}</em>\n\n" for _ in range(20))
        comments = "".join(
            f"<wp:comment><wp:comment_content><![CDATA[Thank you {n}!]]></wp:comment_content>"
            "</wp:comment>"
            for n in range(10)
        )
        yield _item(number, "post", f"<h2>Part {number}</h2>\n{paragraphs}[gallery]", comments)
        if number % 2:
            address = f"<wp:attachment_url>https://old.example/{number}.jpg</wp:attachment_url>"
            yield _item(9_000_000 + number, "attachment", "", address, parent=number)


def _item(number: int, kind: str, content: str, more: str, *, parent: int = 0) -> str:
    return (
        f"<item><title>About {number}</title><link>https://old.example/{number}/</link>"
        f"<dc:creator>admin</dc:creator><content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2020-01-02 03:04:05</wp:post_date>"
        f"<wp:status>{'publish' if kind == 'post' else 'inherit'}</wp:status>"
        f"<wp:post_parent>{parent}</wp:post_parent><wp:post_type>{kind}</wp:post_type>"
        f"{more}</item>\n"
    )


def _measured(options: argparse.Namespace) -> dict[str, float]:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    if options.trace:
        tracemalloc.start()
    started = time.monotonic()
    items, articles = _read(Path(options.read or options.trace), survey_only=options.survey_only)
    if options.trace:
        peak = tracemalloc.get_traced_memory()[1] / 1e6
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    seconds = time.monotonic() - started
    return {"items": items, "articles": articles, "seconds": seconds, "peak": peak}


def _read(path: Path, *, survey_only: bool) -> tuple[int, int]:
    from conditions.importing.wxr.export import Export
    from conditions.importing.wxr.reading import read_item

    with path.open("rb") as file:
        export = Export(file)
        items, articles = export.survey().kinds.total(), 0
        if not survey_only:
            for item in export.items():
                if item.is_article:
                    read_item(item, export.channel, export)
                    articles += 1
    return items, articles


if __name__ == "__main__":
    main()
