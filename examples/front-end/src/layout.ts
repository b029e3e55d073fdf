/** What is around every page: head, header, footer. */

import { readFileSync } from "node:fs";
import type { Link, Navigation, Site } from "./api";
import { call } from "./blocks";
import { Html, html, trusted } from "./html";
import { settings } from "./settings";
import { type Words, wordsOf } from "./words";

/** What is on every page of a language. */
export interface Frame {
  site: Site;
  navigation: Navigation;
  words: Words;
}

export const frameOf = (site: Site, navigation: Navigation): Frame => ({
  site,
  navigation,
  words: wordsOf(site.locale),
});

interface Shown {
  title: string;
  description?: string;
  /** The one address of this content. */
  canonical?: string;
  translations?: readonly Link[];
  isDraft?: boolean;
  main: Html;
}

export function document(frame: Frame, shown: Shown): string {
  const { site, words } = frame;
  const name = shown.title === site.name ? site.name : `${shown.title} · ${site.name}`;
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${name}</title>
    ${shown.description && html`<meta name="description" content="${shown.description}">`}
    ${shown.isDraft && html`<meta name="robots" content="noindex">`}
    ${shown.canonical && html`<link rel="canonical" href="${shown.canonical}">`}
    ${assets()}`;
  return html`<!doctype html>
<html lang="${site.locale}" data-clinic="${settings.clinicOrigin}">
<head>${head}</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
${shown.isDraft && html`<p class="draft" role="status">${words.draft}</p>`}
${header(frame, shown.translations ?? [])}
<main id="main" tabindex="-1">${shown.main}</main>
${footer(frame)}
</body></html>
`.text;
}

function header({ site, navigation, words }: Frame, translations: readonly Link[]): Html {
  const menu = navigation.items.map((item) => html`<li><a href="${item.path}">${item.title}</a></li>`);
  const others = translations.map(
    (one) => html`<li><a href="${one.path}" lang="${one.locale}" hreflang="${one.locale}">
      ${nameOf(one.locale)}</a></li>`,
  );
  return html`<header>
    <a class="name" href="${navigation.home?.path ?? "/"}">${site.name}</a>
    ${site.phone && html`<p class="phone">${call(site.phone)}</p>`}
    <nav aria-label="${words.menu}"><ul>${menu}</ul></nav>
    ${others.length > 0 && html`<nav aria-label="${words.languages}"><ul>${others}</ul></nav>`}
    ${site.notices.map(
      (one) => html`<div class="notice" lang="${one.locale}"><strong>${one.title}</strong>
        ${trusted(one.html)}</div>`,
    )}
  </header>`;
}

/** A language as who speaks it calls it. */
const nameOf = (locale: string): string | undefined =>
  new Intl.DisplayNames([locale], { type: "language" }).of(locale);

function footer({ site }: Frame): Html {
  const { emergency_text: emergency } = site;
  const places = site.locations.map(
    (place) => html`<li><a href="${place.path}">${place.name}</a>
      ${place.phones[0] && call(place.phones[0])}</li>`,
  );
  return html`<footer><p lang="${emergency.language}">${emergency.text}</p><ul>${places}</ul></footer>`;
}

/** The script and the style sheet, by the names that Vite has given them. */
function assets(): Html {
  const manifest = JSON.parse(readFileSync(`${settings.bundle}/assets/manifest.json`, "utf8"));
  const entry: { file: string; css?: string[] } = manifest["src/browser/main.ts"];
  const styles = (entry.css ?? []).map((file) => html`<link rel="stylesheet" href="/${file}">`);
  return html`${styles}<script type="module" src="/${entry.file}"></script>`;
}
