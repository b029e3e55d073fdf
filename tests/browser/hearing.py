"""What a browser asked for while a test went on, and what went wrong in it."""

from playwright.sync_api import Page


def heard_in(page: Page) -> tuple[list[str], list[str]]:
    """Return two lists that fill themselves: the addresses asked for, and the errors."""
    seen: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    return seen, wrong
