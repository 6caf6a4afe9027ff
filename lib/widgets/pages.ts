import { readPath } from "./paths";
import type { Transform, WidgetDefinition } from "./schema";
import { runTransform, type TransformOptions } from "./transform";

/** One page of a list, as far as reading on needs it. */
export interface Page {
  readonly output: unknown;
  readonly nextCursor: string | null;
  readonly drift: readonly string[];
}

/** The rows that were read, as one body. */
export interface ReadPages extends Omit<Page, "nextCursor"> {
  /** True if the list has more than this body holds. */
  readonly hasMore: boolean;
}

const MAX_PAGES = 5;

function withListAt(body: unknown, parts: readonly string[], list: readonly unknown[]): unknown {
  const [part, ...rest] = parts;
  if (part === undefined || typeof body !== "object" || body === null) return list;
  return { ...body, [part]: withListAt(Reflect.get(body, part), rest, list) };
}

const partsOf = (path: string | undefined) => (path === undefined ? [] : path.split("."));

function listAt(body: unknown, path: string | undefined): readonly unknown[] | null {
  const found = path === undefined ? body : readPath(body, path);
  return Array.isArray(found) ? found : null;
}

/** The list of the second page behind that of the first; `null` where one of them has none. */
function join(first: unknown, second: unknown, path: string | undefined): unknown {
  const [a, b] = [first, second].map((body) => listAt(body, path));
  return a && b ? withListAt(first, partsOf(path), [...a, ...b]) : null;
}

/** The body with only as many items as it takes for `wanted` rows, so that a page is as long as one without a filter. */
function cutTo(
  output: unknown,
  path: string | undefined,
  { wanted, rowsOf }: { wanted: number; rowsOf: (output: unknown) => number },
): unknown {
  const items = listAt(output, path);
  if (!items) return output;
  const first = (count: number) => withListAt(output, partsOf(path), items.slice(0, count));
  let [few, enough] = [0, items.length];
  while (few + 1 < enough) {
    const middle = Math.floor((few + enough) / 2);
    if (rowsOf(first(middle)) < wanted) few = middle;
    else enough = middle;
  }
  return enough === items.length ? output : first(enough);
}

const hasFilter = ({ filter }: Transform) => filter !== undefined && filter.length > 0;

/**
 * Reads on while a filter leaves fewer rows than a page holds: twenty declines in a row must not hide the payments
 * before them. Reads at most `maxPages`; `next` gives `null` when it could not read one, and then the rows that were read
 * have to do. Rows beyond a full page are left out, unless they are grouped.
 */
export async function readEnough(
  definition: WidgetDefinition,
  first: Page,
  next: (cursor: string) => Promise<Page | null>,
  { maxPages = MAX_PAGES, ...options }: TransformOptions & { readonly maxPages?: number },
): Promise<ReadPages> {
  const { sort: _sort, group, limit: _limit, ...transform } = definition.transform ?? {};
  const { path } = transform;
  const resultOf = (output: unknown) => runTransform({ ...definition, transform }, output, options);
  const rowsOf = (output: unknown) => {
    const result = resultOf(output);
    return result.ok ? result.rows.length : 0;
  };
  const whole = ({ output, nextCursor, drift }: Page) => ({
    output,
    hasMore: nextCursor !== null,
    drift,
  });
  const start = resultOf(first.output);
  if (!start.ok || !hasFilter(transform)) return whole(first);
  const wanted = start.fetched;
  let page = first;
  let rows = start.rows.length;
  for (let pages = 1; pages < maxPages && page.nextCursor !== null && rows < wanted; pages++) {
    const more = await next(page.nextCursor);
    const output = more && join(page.output, more.output, path);
    if (!more || output === null) return whole(page);
    page = { output, nextCursor: more.nextCursor, drift: [...page.drift, ...more.drift] };
    rows = rowsOf(output);
  }
  if (rows <= wanted || group) return whole(page);
  return {
    output: cutTo(page.output, path, { wanted, rowsOf }),
    hasMore: true,
    drift: page.drift,
  };
}
