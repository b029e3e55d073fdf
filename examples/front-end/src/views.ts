/** Pages as HTML: one view for each type that has more than a title and a summary. */

import type { Link, Page, PageOf, Place } from "./api";
import { blocks, call, picture, redFlags } from "./blocks";
import { form } from "./form";
import { Html, html, trusted } from "./html";
import type { Frame } from "./layout";
import type { DrawnForm } from "./api";

/** What some types show beside themselves; read only for these (build.ts). */
export interface Beside {
  articles?: readonly Page[];
  conditions?: readonly Page[];
  listed?: readonly Page[];
  form?: DrawnForm;
}

export function view(page: Page, frame: Frame, beside: Beside, isDraft = false): Html {
  switch (page.type) {
    case "clinic_home.HomePage":
      return home(page, frame, beside);
    case "clinic_conditions.ArticlePage":
      return html`${heading(page)}${byline(page, frame)}${picture(page.image, "wide")}
        ${blocks(page.body)}
        ${credits(page, frame)}${ask(page, frame)}`;
    case "clinic_conditions.ConditionPage":
      return condition(page, frame);
    case "clinic_conditions.TreatmentPage":
      return html`${heading(page)}${contents(page, frame)}
        ${page.sections.map((one) => section(one, treatmentPart(page, one.field)))}
        ${credits(page, frame)}${ask(page, frame)}`;
    case "clinic_conditions.GlossaryPage":
      return html`${heading(page)}${glossary(page)}`;
    case "clinic_conditions.PractitionerPage":
      return html`${heading(page)}<p>${page.credentials} · ${page.role}</p>
        ${!page.accepts_new_patients && html`<p>${frame.words.takesNobodyNew}</p>`}
        ${page.away.map((one) => html`<p class="away">${frame.words.away}
          ${date(one.first, frame.site.locale)} – ${date(one.last, frame.site.locale)} ${one.note}</p>`)}
        ${trusted(page.biography.html)}${links(page.locations)}${disclaimer(page)}`;
    case "clinic_locations.LocationPage":
      return location(page, frame);
    case "clinic_leads.ConsultationRequestPage":
      return html`${heading(page)}${trusted(page.introduction.html)}
        ${beside.form && form(beside.form, frame, isDraft)}`;
    default:
      return html`${heading(page)}${cards(beside.listed ?? [])}`;
  }
}

const heading = (page: Page): Html =>
  html`<h1>${page.title}</h1>${page.summary && html`<p class="summary">${page.summary}</p>`}`;

/** Who wrote an article, and when. */
const byline = ({ author, date: day }: PageOf<"clinic_conditions.ArticlePage">, { site }: Frame): Html =>
  html`<p class="byline">${author && html`<a href="${author.path}">${author.title}</a> · `}
    <time datetime="${day}">${date(day, site.locale)}</time></p>`;

function home(page: PageOf<"clinic_home.HomePage">, frame: Frame, beside: Beside): Html {
  const { site, words } = frame;
  return html`${heading(page)}
    ${site.request_page && html`<p><a class="button" href="${site.request_page.path}">${words.ask}</a></p>`}
    <h2>${words.locations}</h2><div class="cards">${site.locations.map((one) => place(one, frame, "h3"))}</div>
    <h2>${words.articles}</h2>${cards(beside.articles ?? [])}
    <h2>${words.conditions}</h2>${cards(beside.conditions ?? [])}`;
}

type Condition = PageOf<"clinic_conditions.ConditionPage">;
type Treatment = PageOf<"clinic_conditions.TreatmentPage">;

const condition = (page: Condition, frame: Frame): Html =>
  html`${heading(page)}${contents(page, frame)}
    ${page.sections.map((one) => section(one, conditionPart(page, one.field)))}
    ${credits(page, frame)}${ask(page, frame)}`;

/** What a section holds: a text, or blocks of their own kind. */
function conditionPart(page: Condition, field: Condition["sections"][number]["field"]): Html {
  switch (field) {
    case "red_flags":
      return redFlags(page.red_flags, page.red_flags_language || page.locale);
    case "findings":
      return html`${page.findings.map(
        ({ value }) => html`<h3>${value.statement}</h3><p>${value.effect_label} ·
          ${value.certainty_label}</p>${trusted(value.text.html)}`,
      )}`;
    case "body":
      return blocks(page.body);
    case "faq":
      return questions(page.faq);
    default:
      return trusted(page[field].html);
  }
}

function treatmentPart(page: Treatment, field: Treatment["sections"][number]["field"]): Html {
  if (field === "body") return blocks(page.body);
  return field === "faq" ? questions(page.faq) : trusted(page[field].html);
}

const questions = (all: Condition["faq"]): Html =>
  html`${all.map(({ value }) => html`<h3>${value.question}</h3>${trusted(value.answer.html)}`)}`;

/** The heading and the anchor are those of the clinic's own page: links from elsewhere hold. */
const section = ({ anchor, heading }: { anchor: string; heading: string }, held: Html): Html =>
  html`<section>${heading && html`<h2 id="${anchor}">${heading}</h2>`}${held}</section>`;

/** What is on the page; the API tells none for a page that is short. */
const contents = ({ contents: all }: Condition | Treatment, { words }: Frame): Html =>
  html`${all.length > 0 && html`<nav class="contents" aria-labelledby="contents">
    <h2 id="contents">${words.onThisPage}</h2>
    <ul>${all.map((one) => html`<li><a href="#${one.anchor}">${one.heading}</a></li>`)}</ul></nav>`}`;

/** Links in texts lead to a term by its anchor. */
const glossary = (page: PageOf<"clinic_conditions.GlossaryPage">): Html =>
  html`<dl>${page.terms.map(
    (one) => html`<div id="${one.anchor}"><dt>${one.term}</dt>
      <dd>${trusted(one.definition.html)}</dd></div>`,
  )}</dl>`;

function location(page: PageOf<"clinic_locations.LocationPage">, frame: Frame): Html {
  const own = frame.site.locations.find((one) => one.path === page.path);
  return html`${heading(page)}${own && place(own, frame, "h2")}${ask(page, frame)}`;
}

/** A location with its facts. Whether it is open, only the browser can say: browser/open.ts. */
function place(one: Place, { site, words }: Frame, level: "h2" | "h3"): Html {
  const { address } = one;
  const title = html`<a href="${one.path}">${one.name}</a>`;
  return html`<section class="place">
    ${level === "h2" ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
    <p class="open" data-place="${one.id}" hidden></p>
    <p>${address.street} ${address.street_extra}<br>${address.city}, ${address.region} ${address.postcode}</p>
    <ul class="plain">${one.phones.map((phone) => html`<li>${phone.label} ${call(phone)} ${phone.note}</li>`)}</ul>
    <table><caption>${words.hours}</caption>${one.hours.weekly.map(
      (day) => html`<tr><th scope="row">${weekday(day.weekday, site.locale)}</th>
        <td>${times(day.intervals, site.locale) || words.closed}</td></tr>`,
    )}</table>${special(one, { site, words })}</section>`;
}

/** Holidays and the like, which go before the usual hours: the API tells those that are near. */
function special({ hours }: Place, { site, words }: Pick<Frame, "site" | "words">): Html {
  const days = hours.special.map((one) => {
    const until = one.last !== one.first && html` – ${date(one.last, site.locale)}`;
    return html`<tr><th scope="row">${date(one.first, site.locale)}${until}</th>
      <td>${times(one.intervals, site.locale) || words.closed} ${one.reason}</td></tr>`;
  });
  return html`${days.length > 0 && html`<table class="special">
    <caption>${words.specialHours}</caption>${days}</table>`}`;
}

const times = (all: Place["hours"]["weekly"][number]["intervals"], locale: string): string =>
  all.map((each) => `${clock(each.opens, locale)} – ${clock(each.closes, locale)}`).join(", ");

const date = (day: string, locale: string): string =>
  new Date(`${day}T00:00Z`).toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });

/** 2024-01-01 was a Monday: day 0 of the API. */
const weekday = (day: number, locale: string): string =>
  new Date(Date.UTC(2024, 0, 1 + day)).toLocaleDateString(locale, { weekday: "long", timeZone: "UTC" });

const clock = (time: string, locale: string): string =>
  new Date(`2024-01-01T${time}Z`).toLocaleTimeString(locale, { timeStyle: "short", timeZone: "UTC" });

function cards(pages: readonly Page[]): Html {
  const card = (page: Page) =>
    html`<li class="card"><h3><a href="${page.path}">${page.title}</a></h3><p>${page.summary}</p></li>`;
  return html`<ul class="cards">${pages.map(card)}</ul>`;
}

const links = (pages: readonly Link[]): Html =>
  html`<ul>${pages.map((page) => html`<li><a href="${page.path}">${page.title}</a></li>`)}</ul>`;

type Clinical = PageOf<
  "clinic_conditions.ArticlePage" | "clinic_conditions.ConditionPage" | "clinic_conditions.TreatmentPage"
>;

/** Who signed for it, and the sources: the marks in the texts lead to #source-1. */
function credits(page: Clinical, { words }: Frame): Html {
  const { review } = page;
  const isValid = review?.is_current && !review.is_overdue;
  return html`${isValid && html`<p class="review">${words.reviewed} ${review.reviewer},
      <time datetime="${review.reviewed_at}">${review.reviewed_at.slice(0, 10)}</time></p>`}
    ${page.sources.length > 0 && html`<h2>${words.sources}</h2>
      <ol>${page.sources.map((source) => html`<li id="source-${source.number}">${source.authors}
        <a href="${source.url}" rel="noreferrer">${source.title}</a> ${source.journal}</li>`)}</ol>`}
    ${disclaimer(page)}`;
}

/** What the page is not, in the words of the clinic. */
const disclaimer = ({ disclaimer: one }: Clinical | PageOf<"clinic_conditions.PractitionerPage">): Html =>
  html`${one && html`<aside class="disclaimer" lang="${one.language}">${trusted(one.text.html)}</aside>`}`;

/** The way to the form, which learns from `about` what the visitor was reading. */
const ask = (page: Page, { site, words }: Frame): Html =>
  html`${site.request_page && html`<p>
    <a class="button" href="${site.request_page.path}?about=${page.id}">${words.ask}</a></p>`}`;
