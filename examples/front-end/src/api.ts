/** The clinic's API, typed by its own document: `npm run types` makes `schema.d.ts` of it. */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Site = Schemas["ClinicSite"];
export type Place = Schemas["ClinicLocation"];
export type Phone = Schemas["ClinicPhone"];
export type Link = Schemas["ClinicLink"];
export type Picture = Schemas["ClinicImage"];
export type Navigation = Schemas["ClinicNavigation"];
export type Page = Schemas["ClinicPageList"]["items"][number];
export type PageType = Page["type"];
export type PageOf<Type extends PageType> = Extract<Page, { type: Type }>;
export type Block = Schemas["ClinicArticlePage"]["body"][number];
export type RedFlag = Schemas["ClinicConditionPage"]["red_flags"][number];
export type DrawnForm = Schemas["DrawnForm"];
export type FormField = Schemas["FormField"];
export type Contact = Schemas["Contact"];
export type Sent = Schemas["Sent"];
export type Receipt = Schemas["Receipt"];
export type Problem = Schemas["Problem"];
export type Locale = Site["languages"][number]["code"];
export type Found = Schemas["ClinicResolved"]["result"];

/** A language as a request names it: what the API itself told, so one of those it knows. */
export type AskedLocale = Schemas["ClinicPageQuery"]["locale"];

/** The API answered something else than what was asked for. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly asked: string) {
    super(`${asked}: ${status}`); // never what was answered: a problem may repeat what was typed
  }
}

export type Client = ReturnType<typeof createClient<paths>>;

export const clientOf = (origin: string): Client => createClient<paths>({ baseUrl: origin });

/** What a build reads. Each method is one request, or one for each hundred pages. */
export class Reader {
  private readonly client: Client;

  constructor(origin: string) {
    this.client = clientOf(origin);
  }

  async site(locale?: string): Promise<Site> {
    const query = { locale: locale as AskedLocale };
    return given(await this.client.GET("/api/v3/site/", { params: { query } }));
  }

  async navigation(locale: string): Promise<Navigation> {
    const query = { locale: locale as AskedLocale };
    return given(await this.client.GET("/api/v3/navigation/", { params: { query } }));
  }

  /** All pages, or those of one type in one language, the newest first. */
  async pages<Type extends PageType>(asked: { type?: Type; locale?: string; most?: number } = {}) {
    const { type, most = Infinity } = asked;
    const locale = asked.locale as AskedLocale;
    const found: PageOf<Type>[] = [];
    let cursor: string | undefined;
    do {
      const query = { type, locale, cursor, order: "newest", limit: Math.min(most, 100) } as const;
      const part = given(await this.client.GET("/api/v3/clinic/pages/", { params: { query } }));
      found.push(...(part.items as PageOf<Type>[]));
      cursor = part.next ?? undefined;
    } while (cursor !== undefined && found.length < most);
    return found;
  }

  /** What is at a path: a page or a redirect; null for nothing. */
  async at(path: string): Promise<Found | null> {
    const answer = await this.client.GET("/api/v3/resolve/", { params: { query: { path } } });
    return answer.response.status === 404 ? null : given(answer).result;
  }

  async form(locale: string): Promise<DrawnForm> {
    const query = { locale };
    return given(
      await this.client.GET("/api/v3/consultation-requests/form/", { params: { query } }),
    );
  }

  /** A draft, by the token in the address of its preview. Raises ApiError 404 or 410. */
  async draft(token: string, contentType: string): Promise<Page> {
    const query = { token, content_type: contentType };
    return given(await this.client.GET("/api/v3/clinic/preview/", { params: { query } }));
  }
}

function given<Data>(answer: { data?: Data; response: Response }): Data {
  if (answer.data === undefined) {
    throw new ApiError(answer.response.status, new URL(answer.response.url).pathname);
  }
  return answer.data;
}
