/** Serves the built pages, previews of drafts, and the publish webhook. */

import { readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { ApiError } from "./api";
import { Build, fileOf } from "./build";
import { Rebuilding, isOurs } from "./hook";
import { html } from "./html";
import { document } from "./layout";
import { settings } from "./settings";

const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css" };
const LARGEST_MESSAGE = 1024 * 1024;
const FOR_EVER = "public, max-age=31536000, immutable"; // names of assets change with what is in them
const DRAFT = { "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow" };

/** From here and from the clinic, and from nowhere else; `framedBy` may show us in its editor. */
const policy = (framedBy: string): string =>
  [
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'",
    `img-src 'self' ${settings.clinicOrigin}`,
    `connect-src 'self' ${settings.clinicOrigin}`,
    `frame-ancestors ${framedBy}`,
  ].join("; ");

interface Answer {
  status: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const rebuilding = new Rebuilding();

export function serve(): void {
  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => {
        console.error("An answer failed:", error instanceof ApiError ? error.message : error);
        return { status: 502, body: "The clinic does not answer." };
      })
      .then((made) => give(response, made));
  });
  server.listen(settings.port, settings.host, () =>
    console.log(`The front end listens at http://localhost:${settings.port}/`),
  );
}

function give(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy("'none'"),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
  response.end(body);
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/hooks/publish") return hook(request);
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, body: "" };
  if (url.pathname === "/favicon.ico") return { status: 204, body: "" };
  if (url.pathname === "/preview/") return preview(url.searchParams);
  if (url.pathname.startsWith("/assets/")) return asset(url.pathname);
  return page(url.pathname);
}

async function page(path: string): Promise<Answer> {
  try {
    return { status: 200, body: await readFile(fileOf(path)) };
  } catch {
    return elsewhere(path);
  }
}

/** No such page: perhaps it has moved, or it is new and its webhook is still on the way. */
async function elsewhere(path: string): Promise<Answer> {
  const build = new Build();
  const found = await build.reader.at(path);
  if (found?.kind === "redirect") {
    return { status: found.permanent ? 301 : 302, body: "", headers: { Location: found.url } };
  }
  if (found && found.page.path !== path) {
    return { status: 301, body: "", headers: { Location: found.page.path } };
  }
  return found ? { status: 200, body: await build.render(found.page) } : plain(404, "notFound");
}

/** A draft that somebody shares or is writing: made for this request, and kept nowhere. */
async function preview(asked: URLSearchParams): Promise<Answer> {
  const headers = { ...DRAFT, "Content-Security-Policy": policy(settings.clinicOrigin) };
  const build = new Build();
  try {
    const draft = await build.reader.draft(asked.get("token") ?? "", asked.get("content_type") ?? "");
    return { status: 200, body: await build.render(draft, true), headers };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    const said = await plain(error.status, error.status === 410 ? "over" : "notFound");
    return { ...said, headers };
  }
}

async function plain(status: number, word: "notFound" | "over"): Promise<Answer> {
  const build = new Build();
  const frame = await build.frame((await build.reader.site()).locale);
  const main = html`<h1>${frame.words[word]}</h1><p><a href="/">${frame.words.toHome}</a></p>`;
  return { status, body: document(frame, { title: frame.words[word], main }) };
}

async function asset(path: string): Promise<Answer> {
  const file = join(settings.bundle, normalize(path));
  const type = TYPES[extname(file)];
  const body = type ? await readFile(file).catch(() => null) : null;
  if (!type || !body) return { status: 404, body: "" };
  return { status: 200, body, headers: { "Content-Type": type, "Cache-Control": FOR_EVER } };
}

/** Taken at once, built afterwards: the clinic waits a few seconds only. */
async function hook(request: IncomingMessage): Promise<Answer> {
  if (request.method !== "POST") return { status: 405, body: "" };
  const body = await bodyOf(request);
  if (!body) return { status: 413, body: "" };
  if (!isOurs(request.headers, body)) return { status: 401, body: "" };
  rebuilding.take(JSON.parse(body.toString()));
  return { status: 202, body: "" };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_MESSAGE) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
