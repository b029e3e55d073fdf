/** Whether a location is open: asked for now and whenever that changes, never built into a page. */

import type { AskedLocale } from "../api";
import { wordsOf } from "../words";
import { client, locale } from "./clinic";

const LONGEST = 2 ** 31 - 1; // of setTimeout, in milliseconds

export async function showWhatIsOpen(): Promise<void> {
  const shown = [...document.querySelectorAll<HTMLElement>("[data-place]")];
  if (shown.length === 0) return;
  const query = { locale: locale as AskedLocale };
  const { data: site } = await client
    .GET("/api/v3/site/", { params: { query }, cache: "no-cache" })
    .catch(() => ({ data: undefined })); // the clinic is away: the hours are there all the same
  const changes: number[] = [];
  for (const element of shown) {
    const place = site?.locations.find((one) => String(one.id) === element.dataset["place"]);
    element.hidden = place === undefined;
    if (!place) continue;
    const { is_open: isOpen, changes_at: changesAt, time_zone: zone } = place.hours;
    element.classList.toggle("is-open", isOpen);
    element.textContent = words(isOpen, changesAt ?? null, zone);
    if (changesAt) changes.push(Date.parse(changesAt));
  }
  const next = Math.min(...changes) - Date.now();
  if (Number.isFinite(next)) {
    setTimeout(showWhatIsOpen, Math.min(Math.max(next, 0) + 5000, LONGEST));
  }
}

function words(isOpen: boolean, changesAt: string | null, timeZone: string): string {
  const own = wordsOf(locale);
  const now = isOpen ? own.openNow : own.closedNow;
  if (!changesAt) return now;
  const style = { weekday: "short", hour: "numeric", minute: "2-digit", timeZone } as const;
  const then = new Date(changesAt).toLocaleString(locale, style);
  return `${now}, ${isOpen ? own.untilTime : own.opensTime} ${then}`;
}
