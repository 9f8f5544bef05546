// The one way to the API: a client whose every path, parameter and key is typed from /openapi.json (`npm run schema`).

import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type EventItem = Schemas["EventIncluded"];
export type EventQuery = NonNullable<paths["/v1/events"]["get"]["parameters"]["query"]>;
type Problem = Schemas["ProblemDocument"];

/** Whether this is the build that the service shows at /explore: the API is then beside it, below the same root path. */
export const ofService = import.meta.env.MODE === "service";

/** Where the API is: beside the page, or else `?api=` in the address bar, or VITE_API when building, or this machine. */
export const base = (
  ofService
    ? new URL(".", location.href).href
    : new URLSearchParams(location.search).get("api") || import.meta.env.VITE_API || "http://127.0.0.1:8000"
).replace(/\/+$/, "");

// Lists can be had in many media types. Naming the two that are read here keeps `data` from being a union of them all.
export const api = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: base,
  headers: { Accept: "application/json" },
});

/** What the API answered, and the address that gives the same to anybody. */
export interface Answer<T> {
  data: T;
  address: string;
}

/** The API refused, or did not answer. `message` is fit to be shown. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly address: string,
  ) {
    super(message);
  }
}

/** Unwraps a call of the client: `await answer(api.GET("/v1/dataset"))`. Throws Refused, or AbortError if given up. */
export async function answer<T>(call: Promise<{ data?: T; error?: Problem; response: Response }>): Promise<Answer<T>> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    if (reason instanceof DOMException) throw reason;
    throw new Refused(`No answer from ${base}. Is the API running? "make serve" starts it.`, 0, base);
  });
  if (data !== undefined) return { data, address: response.url };
  throw new Refused(error?.detail || error?.title || `${response.status} from the API`, response.status, response.url);
}

/**
 * Lets only the newest of several calls live: each `next()` gives up the one before, so a slow answer to an old question
 * cannot replace the answer to a new one.
 */
export function onlyNewest(): { next: () => AbortSignal } {
  let running = new AbortController();
  return {
    next: () => {
      running.abort();
      running = new AbortController();
      return running.signal;
    },
  };
}

export const givenUp = (reason: unknown) => reason instanceof DOMException && reason.name === "AbortError";
