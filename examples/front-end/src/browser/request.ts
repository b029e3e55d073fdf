/** Sends the form, and shows what comes back: a receipt, or what is wrong beside each field. */

import type { Contact, DrawnForm, FormField, Problem, Receipt, Sent } from "../api";
import { client, locale } from "./clinic";

const KEY_REUSED = "urn:wagtail-clinic:key-reused";
/** One key for what is being typed, also after a reload: sent twice, it is one request. */
const KEY = "clinic-request-key";

type Answer = { receipt: Receipt } | { problem: Problem } | { problem: null };

export function sendByScript(): void {
  const form = document.querySelector<HTMLFormElement>("#request");
  if (!form) return;
  form.hidden = false;
  void renew(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.querySelector("button")) void submit(form); // a draft's form has none
  });
}

/** The form as it is now: what the visitor was reading decides topic and perhaps location, and while
 * requests may be seen late it says that people should call. */
async function renew(form: HTMLFormElement): Promise<void> {
  const about = String(idIn("about") ?? "");
  const location = String(idIn("location") ?? "");
  const { data: drawn } = await client
    .GET("/api/v3/consultation-requests/form/", { params: { query: { locale, about, location } } })
    .catch(() => ({ data: undefined })); // without it, the form is as it was built
  if (!drawn) return;
  form.dataset["stamp"] = drawn.stamp;
  drawn.fields.filter((field) => field.initial).forEach((field) => fill(form, field));
  showPleaseCall(drawn);
}

/** Above the form, which is there all the same: nothing that is sent is lost. */
function showPleaseCall({ please_call: text, contacts }: DrawnForm): void {
  const shown = document.querySelector<HTMLElement>("#please-call")!;
  shown.querySelector("p")!.textContent = text;
  showContacts(shown, contacts);
  shown.hidden = text === "";
}

function fill(form: HTMLFormElement, field: FormField): void {
  const shown = form.elements.namedItem(field.name);
  const isUntouched = shown instanceof RadioNodeList || (shown as HTMLInputElement | null)?.value === "";
  if (shown && isUntouched) (shown as RadioNodeList).value = field.initial ?? "";
}

function idIn(name: string): number | undefined {
  const text = new URLSearchParams(location.search).get(name) ?? "";
  return /^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined;
}

async function submit(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button")!;
  const words = button.textContent;
  button.disabled = true;
  button.textContent = form.dataset["sending"] ?? "";
  const answer = await send(sentBy(form));
  button.disabled = false;
  button.textContent = words;
  if ("receipt" in answer) showReceipt(form, answer.receipt);
  else showProblem(form, answer.problem);
}

async function send(sent: Sent): Promise<Answer> {
  const first = await post(sent);
  if (!("problem" in first) || first.problem?.type !== KEY_REUSED) return first;
  sessionStorage.removeItem(KEY); // sent before with other words: this is another request
  return post(sent);
}

async function post(body: Sent): Promise<Answer> {
  const header = { "Idempotency-Key": key() };
  try {
    const { data, error } = await client.POST("/api/v3/consultation-requests/", {
      params: { header, query: { locale } },
      body,
    });
    if (!data) return { problem: error };
    sessionStorage.removeItem(KEY);
    return { receipt: data };
  } catch {
    return { problem: null }; // no answer: perhaps it arrived, and the same key makes it one
  }
}

function key(): string {
  const known = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  sessionStorage.setItem(KEY, known);
  return known;
}

/** What was typed, by the names that the API gave the fields: it refuses others. */
function sentBy(form: HTMLFormElement): Sent {
  const typed = new FormData(form);
  const sent: Record<string, unknown> = { name: "", about: idIn("about"), stamp: form.dataset["stamp"] };
  for (const name of new Set(typed.keys())) {
    const values = typed.getAll(name).map(String);
    const isList = form.querySelector(`[name="${name}"]`)?.getAttribute("type") === "checkbox";
    if (isList) sent[name] = values;
    else if (values[0]) sent[name] = values[0];
  }
  if (/^\d+$/.test(String(sent["location"]))) sent["location"] = Number(sent["location"]);
  return sent as unknown as Sent;
}

function showProblem(form: HTMLFormElement, problem: Problem | null): void {
  clearErrors(form);
  const summary = form.querySelector<HTMLElement>("#problems")!;
  const errors = problem?.errors ?? [];
  summary.querySelector("p")!.textContent = problem?.detail ?? form.dataset["faulty"] ?? "";
  summary.querySelector("ul")!.replaceChildren(
    ...errors.map((error) => {
      const line = document.createElement("li");
      line.append(beside(form, error.pointer ?? "", error.detail) ?? error.detail);
      return line;
    }),
  );
  // Whose fault it is: with errors to correct, nobody needs to ring.
  summary.querySelector<HTMLElement>(".contacts")!.hidden = errors.length > 0;
  if (problem?.contacts) showContacts(summary, problem.contacts);
  summary.hidden = false;
  summary.focus();
}

/** Show an error beside its field; return a link to it, or null where there is no such field. */
function beside(form: HTMLFormElement, pointer: string, detail: string): HTMLElement | null {
  const name = pointer.split("/")[1] ?? "";
  const field = form.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
  const error = document.getElementById(`field-${name}-error`);
  if (!field || !error) return null;
  error.textContent = detail;
  error.hidden = false;
  field.classList.add("has-error");
  document.getElementById(`field-${name}`)?.setAttribute("aria-invalid", "true");
  const link = document.createElement("a");
  link.href = `#field-${name}`;
  link.textContent = detail;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(`field-${name}`)?.focus();
  });
  return link;
}

function clearErrors(form: HTMLFormElement): void {
  form.querySelectorAll<HTMLElement>(".error").forEach((error) => (error.hidden = true));
  form.querySelectorAll(".has-error").forEach((field) => field.classList.remove("has-error"));
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

function showContacts(summary: HTMLElement, contacts: readonly Contact[]): void {
  summary.querySelector(".contacts")!.replaceChildren(
    ...contacts.map((one) => {
      const line = document.createElement("li");
      line.append(`${one.location} `, link(`tel:${one.phone}`, one.phone_display));
      return line;
    }),
  );
}

function showReceipt(form: HTMLFormElement, receipt: Receipt): void {
  const shown = document.querySelector<HTMLElement>("#receipt")!;
  const words = form.dataset;
  const title = document.createElement("h2");
  title.textContent = words["thanks"] ?? "";
  const lines = [
    receipt.promise?.text ?? "",
    `${words["reference"]}: ${receipt.reference}`,
    receipt.location?.title ?? "",
  ].filter(Boolean).map(paragraph);
  const status = paragraph("");
  status.append(link(receipt.status_page, words["status"] ?? ""));
  const place = lines.at(-1)!;
  if (receipt.location?.phone) {
    place.append(" ", link(`tel:${receipt.location.phone}`, receipt.location.phone_display));
  }
  shown.replaceChildren(title, ...lines, status, paragraph(words["keep"] ?? ""));
  form.remove(); // what was typed is gone from the page, too
  shown.hidden = false;
  shown.focus();
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function link(href: string, text: string): HTMLElement {
  const made = document.createElement("a");
  made.href = href;
  made.rel = "noreferrer";
  made.textContent = text;
  return made;
}
