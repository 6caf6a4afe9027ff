import { readPath } from "./paths";
import type { WidgetDefinition } from "./schema";
import { runTransform, type TransformOptions } from "./transform";

/** One page of a list, as far as reading on needs it. */
export interface Page {
  readonly output: unknown;
  readonly nextCursor: string | null;
  readonly drift: readonly string[];
}

const MAX_PAGES = 5;

function withListAt(body: unknown, parts: readonly string[], list: readonly unknown[]): unknown {
  const [part, ...rest] = parts;
  if (part === undefined || typeof body !== "object" || body === null) return list;
  return { ...body, [part]: withListAt(Reflect.get(body, part), rest, list) };
}

/** The list of the second page behind that of the first; `null` where one of them has none. */
function join(first: unknown, second: unknown, path: string | undefined): unknown {
  const [a, b] = [first, second].map((body) => (path === undefined ? body : readPath(body, path)));
  if (!Array.isArray(a) || !Array.isArray(b)) return null;
  return withListAt(first, path === undefined ? [] : path.split("."), [...a, ...b]);
}

/**
 * Reads on while a filter leaves fewer rows than a page holds: twenty declines in a row must not hide the payments
 * before them. At most five pages; `next` gives `null` when it could not read one, and then what is there has to do.
 */
export async function readEnough(
  definition: WidgetDefinition,
  first: Page,
  next: (cursor: string) => Promise<Page | null>,
  options: TransformOptions,
): Promise<Page> {
  const { sort: _sort, group: _group, limit: _limit, ...transform } = definition.transform ?? {};
  if (!transform.filter?.length) return first;
  let page = first;
  let wanted = 0;
  for (let pages = 1; pages < MAX_PAGES && page.nextCursor !== null; pages++) {
    const result = runTransform({ ...definition, transform }, page.output, options);
    if (!result.ok) return page;
    wanted ||= result.fetched;
    if (result.rows.length >= wanted) return page;
    const more = await next(page.nextCursor);
    const output = more && join(page.output, more.output, transform.path);
    if (!more || output === null) return page;
    page = { output, nextCursor: more.nextCursor, drift: [...page.drift, ...more.drift] };
  }
  return page;
}
