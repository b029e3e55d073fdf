/** Blocks of a body as HTML. `type` tells them apart: TypeScript knows what is in each. */

import type { Block, Phone, Picture, RedFlag } from "./api";
import { Html, html, trusted } from "./html";
import { settings } from "./settings";

export const blocks = (body: readonly Block[]): Html => html`${body.map(block)}`;

function block(one: Block): Html {
  switch (one.type) {
    case "text":
      return trusted(one.value.html);
    case "points":
      return html`<h2>${one.value.heading}</h2>
        ${one.value.points.map(
          (point) => html`<h3>${point.heading}</h3>${trusted(point.text.html)}`,
        )}`;
    case "image":
      return html`<figure>${picture(one.value.image)}
        <figcaption>${one.value.caption} <small>${one.value.credit}</small></figcaption></figure>`;
    case "callout":
      return html`<div class="callout callout-${one.value.kind}">
        <h2>${one.value.heading || one.value.kind_label}</h2>
        ${trusted(one.value.text.html)}</div>`;
    case "phone":
      return one.value.phone ? html`<p>${one.value.location?.title}: ${call(one.value.phone)}</p>` : html``;
    case "consultation":
      return html`<div class="callout"><h2>${one.value.heading}</h2>
        ${trusted(one.value.text.html)}</div>`;
    default:
      return unknown(one); // a new block in the API is an error here until it is shown
  }
}

function unknown(_block: never): Html {
  return html``;
}

/** The cards as they come: the API has put the most urgent first. */
export function redFlags(cards: readonly RedFlag[], language: string): Html {
  return html`${cards.map(
    ({ value }) => html`<div class="callout callout-${value.urgency}" lang="${language}">
      <h3>${value.prefix}: ${value.title}</h3>${trusted(value.text.html)}</div>`,
  )}`;
}

export const call = (phone: Phone): Html => html`<a href="${phone.href}">${phone.display}</a>`;

/** A picture in one of its sizes. Its addresses have no host: it lies with the clinic. */
export function picture(image: Picture | null, name = "text"): Html {
  const size = image?.named[name];
  if (!image || !size) return html``;
  const sources = size.sources.map(
    (source) => html`<source type="${source.type}" srcset="${hosted(source.srcset)}" sizes="${size.sizes}">`,
  );
  return html`<picture>${sources}<img src="${hosted(size.src)}" width="${size.width}"
    height="${size.height}" alt="${image.alt}" loading="lazy"></picture>`;
}

const hosted = (srcset: string): string =>
  srcset.replace(/(^|, )\//g, (_all, before: string) => `${before}${settings.clinicOrigin}/`);
