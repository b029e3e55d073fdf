/** The form, drawn from what the API says of it. browser/request.ts sends it. */

import type { Contact, DrawnForm, FormField } from "./api";
import { Html, html } from "./html";
import type { Frame } from "./layout";

export function form(drawn: DrawnForm, { site, words }: Frame, isDraft: boolean): Html {
  const { emergency, consent, honeypot } = drawn;
  return html`<div class="callout callout-urgent" lang="${emergency.language}"><p>${emergency.text}</p>
      <p class="numbers"><a href="tel:${emergency.number}">${emergency.number}</a>
        <a href="tel:${emergency.crisis_number}">${emergency.crisis_number}</a></p></div>
    <noscript><p>${words.noScript}</p>${contacts(drawn.contacts)}
      <p><a href="${site.request_page?.url}">${words.otherForm}</a></p></noscript>
    <section id="please-call" class="callout callout-urgent" role="status" hidden><p></p>
      ${contacts(drawn.contacts)}</section>
    <form id="request" novalidate hidden data-stamp="${drawn.stamp}" data-honeypot="${honeypot}"
        data-sending="${words.sending}" data-faulty="${words.faulty}" data-thanks="${words.thanks}"
        data-reference="${words.reference}" data-status="${words.status}" data-keep="${words.keepLink}">
      <div id="problems" class="problems" role="alert" tabindex="-1" hidden>
        <h2>${words.wrong}</h2><p></p><ul></ul>${contacts(drawn.contacts)}</div>
      ${drawn.fields.map((one) => field(one, words.required))}
      <div class="unseen" aria-hidden="true"><label>${honeypot}
        <input name="${honeypot}" tabindex="-1" autocomplete="off"></label></div>
      <p class="consent" lang="${consent.language}">${consent.text}</p>
      ${isDraft ? html`<p><strong>${words.draftForm}</strong></p>` : html`<p><button class="button">${words.send}</button></p>`}
    </form>
    <section id="receipt" tabindex="-1" hidden></section>`;
}

const contacts = (all: readonly Contact[]): Html =>
  html`<ul class="contacts">${all.map(
    (one) => html`<li>${one.location} <a href="tel:${one.phone}">${one.phone_display}</a></li>`,
  )}</ul>`;

function field(one: FormField, required: string): Html {
  const id = `field-${one.name}`;
  const hint = one.hint && html`<p class="hint" id="${id}-hint">${one.hint}</p>`;
  const mark = one.required && html` <small>(${required})</small>`;
  const error = html`<p class="error" id="${id}-error" hidden></p>`;
  if (one.kind === "choice" || one.kind === "choices") {
    return html`<fieldset id="${id}" data-field="${one.name}" tabindex="-1" aria-describedby="${id}-error">
      <legend>${one.label}${mark}</legend>${hint}${error}${choices(one)}</fieldset>`;
  }
  return html`<div data-field="${one.name}"><label for="${id}">${one.label}${mark}</label>${hint}${error}
    ${one.kind === "longtext" ? longText(one, id) : line(one, id)}</div>`;
}

const described = (one: FormField, id: string): string =>
  one.hint ? `${id}-hint ${id}-error` : `${id}-error`;

const longText = (one: FormField, id: string): Html =>
  html`<textarea id="${id}" name="${one.name}" rows="5" aria-describedby="${described(one, id)}"
    ${limit(one)}>${one.initial}</textarea>`;

const line = (one: FormField, id: string): Html =>
  html`<input id="${id}" name="${one.name}" type="${one.kind}" value="${one.initial}"
    aria-describedby="${described(one, id)}" autocomplete="${one.autocomplete || "off"}"
    ${one.required && html`aria-required="true"`} ${limit(one)}>`;

const limit = (one: FormField): Html => html`${one.max_length && html`maxlength="${one.max_length}"`}`;

function choices(one: FormField): Html {
  const type = one.kind === "choice" ? "radio" : "checkbox";
  return html`${(one.choices ?? []).map(
    (choice) => html`<label class="choice"><input type="${type}" name="${one.name}" value="${choice.value}"
        ${choice.value === one.initial && html`checked`}>
      ${choice.label} ${choice.hint && html`<small>${choice.hint}</small>`}</label>`,
  )}`;
}
