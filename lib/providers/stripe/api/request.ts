import * as z from "zod";

import type { HttpRequest, Idempotency, Paging, Params } from "../../types";
import type { Entry } from "./entry";
import { idsOf, isV2, typesFile } from "./files";

/** An id is a text by the operation's schema. */
const textOf = (id: unknown) => (typeof id === "string" ? id : "");

/** Builds the request of an input that has passed the operation's schema. Pure. */
export function requestOf(entry: Entry, input: Params): HttpRequest {
  const { m: method, p } = entry;
  const ids = idsOf(entry);
  const path = p.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(input[name])),
  );
  const parameters = Object.fromEntries(
    Object.entries(input).filter(([name]) => !ids.includes(name)),
  );
  if (method === "POST")
    return isV2(entry) ? { method, path, json: parameters } : { method, path, form: parameters };
  return Object.keys(parameters).length === 0
    ? { method, path }
    : { method, path, query: parameters };
}

const page = z.looseObject({
  data: z.array(z.looseObject({ id: z.string().optional() })),
  has_more: z.boolean().optional(),
  next_page: z.string().nullish(),
  next_page_url: z.string().nullish(),
});

/**
 * Returns how a list goes on: after the last id, by a token for searches, and for the second version of the API by an address,
 * of which only the query is taken. `undefined` for operations without pages.
 */
export function pagingOf(entry: Entry): Paging | undefined {
  const { k: kind, in: input = "" } = entry;
  if (kind === undefined) return undefined;
  if (isV2(entry))
    return {
      cursor: (body) => page.safeParse(body).data?.next_page_url ?? null,
      apply: (request, cursor) => ({
        ...request,
        query: Object.fromEntries(new URL(cursor, "https://api.stripe.com").searchParams),
      }),
    };
  const isSearch = kind === "search";
  if (!isSearch && !("starting_after?" in (typesFile()[input] ?? {}))) return undefined;
  return {
    cursor(body) {
      const found = page.safeParse(body).data;
      if (!found?.has_more) return null;
      return (isSearch ? found.next_page : found.data.at(-1)?.id) ?? null;
    },
    apply(request, cursor) {
      const { ending_before: _dropped, ...query } = request.query ?? {};
      return {
        ...request,
        query: { ...query, [isSearch ? "page" : "starting_after"]: cursor },
      };
    },
  };
}

/** Stripe keeps the first answer of every POST by its key, in the second version of the API of every DELETE too. */
export function idempotencyOf(entry: Entry): Idempotency<unknown> {
  const isKeyed = entry.m === "POST" || (entry.m === "DELETE" && isV2(entry));
  return isKeyed ? { by: "header", name: "Idempotency-Key" } : { by: "nature" };
}
