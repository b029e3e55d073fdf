/** What the environment says. README.md lists the variables. */

import { fileURLToPath } from "node:url";

const bundle = fileURLToPath(new URL("../dist", import.meta.url));

export const settings = {
  /** Where the clinic's API, its pictures and its admin are. */
  clinicOrigin: new URL(process.env["CLINIC_URL"] ?? "http://localhost:8000").origin,
  /** The secret of the publish webhook; without one the hook is closed. */
  hookSecret: process.env["HOOK_SECRET"] ?? "",
  port: Number(process.env["PORT"] ?? 4321),
  host: process.env["HOST"] ?? "127.0.0.1",
  /** What Vite has made for the browser. */
  bundle,
  /** Where the built pages lie. */
  pages: process.env["PAGES_DIR"] ?? `${bundle}/pages`,
};
