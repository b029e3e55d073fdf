/** Makes pages: all of them, or those at some paths. A page is a file, dist/pages/…/index.html. */

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { type Page, type PageType, Reader } from "./api";
import { type Frame, document, frameOf } from "./layout";
import { settings } from "./settings";
import { type Beside, view } from "./views";

/** Index pages, and what they list. */
const LISTED: Partial<Record<PageType, PageType>> = {
  "clinic_conditions.ArticleIndexPage": "clinic_conditions.ArticlePage",
  "clinic_conditions.ConditionIndexPage": "clinic_conditions.ConditionPage",
  "clinic_conditions.TreatmentIndexPage": "clinic_conditions.TreatmentPage",
  "clinic_conditions.PractitionerIndexPage": "clinic_conditions.PractitionerPage",
  "clinic_locations.LocationIndexPage": "clinic_locations.LocationPage",
};
const ON_HOME = 6;

/** One run of making pages: what is on every page is read once for each language. */
export class Build {
  readonly reader = new Reader(settings.clinicOrigin);
  private readonly frames = new Map<string, Promise<Frame>>();

  /** Make every page; return their paths. Pages that are gone stay until a webhook names them. */
  async everything(): Promise<Set<string>> {
    const pages = await this.reader.pages();
    for (const page of pages) await this.write(page);
    return new Set(pages.map((page) => page.path));
  }

  /** Make the pages at these paths anew, and remove those where nothing is any more. */
  async at(paths: Iterable<string>): Promise<void> {
    for (const path of paths) {
      const found = await this.reader.at(path);
      if (found?.kind === "page" && found.page.path === path) await this.write(found.page);
      else await rm(fileOf(path), { force: true });
    }
  }

  async render(page: Page, isDraft = false): Promise<string> {
    const frame = await this.frame(page.locale);
    return document(frame, {
      title: page.seo_title || page.title,
      description: page.search_description || page.summary,
      canonical: isDraft ? "" : page.url,
      translations: page.translations,
      isDraft,
      main: view(page, frame, await this.beside(page), isDraft),
    });
  }

  frame(locale: string): Promise<Frame> {
    const known = this.frames.get(locale) ?? this.readFrame(locale);
    this.frames.set(locale, known);
    return known;
  }

  private async readFrame(locale: string): Promise<Frame> {
    const [site, navigation] = await Promise.all([
      this.reader.site(locale),
      this.reader.navigation(locale),
    ]);
    return frameOf(site, navigation);
  }

  private async beside({ type, locale }: Page): Promise<Beside> {
    const listed = LISTED[type];
    if (listed) return { listed: await this.reader.pages({ type: listed, locale }) };
    if (type === "clinic_leads.ConsultationRequestPage") {
      return { form: await this.reader.form(locale) };
    }
    if (type !== "clinic_home.HomePage") return {};
    const [articles, conditions] = await Promise.all([
      this.reader.pages({ type: "clinic_conditions.ArticlePage", locale, most: ON_HOME }),
      this.reader.pages({ type: "clinic_conditions.ConditionPage", locale, most: ON_HOME }),
    ]);
    return { articles, conditions };
  }

  private async write(page: Page): Promise<void> {
    const file = fileOf(page.path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, await this.render(page));
    await rename(`${file}.new`, file); // a reader gets the old page or the new one, never a half
  }
}

/** The file of a path; nothing outside of the pages' folder. */
export function fileOf(path: string): string {
  const inside = normalize(`/${decodeURIComponent(path)}`);
  return join(settings.pages, inside, "index.html");
}
