/** The publish webhook: is it the clinic's, and which pages are to be made anew? */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Build } from "./build";
import { settings } from "./settings";

const TOLERANCE_SECONDS = 300;
const AGAIN_AFTER_MS = 10_000;

/** What a message says; docs/publish-webhooks.md describes it. */
interface Message {
  type: string;
  data: { everything: boolean; urls: string[]; keys: string[]; reasons: string[] };
}

/** Is the body signed with our secret, now? See standardwebhooks.com. */
export function isSigned(secret: string, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": given } = headers;
  if (!secret || typeof time !== "string" || !/^\d+$/.test(time)) return false;
  if (Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest();
  return String(given).split(" ").some((each) => {
    const signature = Buffer.from(each.replace(/^v1,/, ""), "base64");
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

/** What is still to be made anew. Messages add to it; one build at a time takes from it. */
export class Rebuilding {
  private everything = false;
  private paths = new Set<string>();
  private running = false;

  take(message: Message): void {
    if (message.type !== "content.changed") return;
    const { everything, urls, keys } = message.data;
    // `site`: what is in the header or footer of every page has changed.
    this.everything ||= everything || keys.includes("site");
    urls.forEach((url) => this.paths.add(new URL(url).pathname));
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.everything || this.paths.size > 0) await this.once();
    this.running = false;
  }

  private async once(): Promise<void> {
    const { everything, paths } = this;
    [this.everything, this.paths] = [false, new Set()];
    try {
      const build = new Build();
      const made = everything ? await build.everything() : new Set<string>();
      await build.at([...paths].filter((path) => !made.has(path))); // also those that are gone
    } catch (error) {
      console.error("A build failed and is tried again:", String(error));
      this.everything ||= everything;
      paths.forEach((path) => this.paths.add(path));
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}

export const isOurs = (headers: IncomingHttpHeaders, body: Buffer): boolean =>
  isSigned(settings.hookSecret, headers, body);
