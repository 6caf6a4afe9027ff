import { TwilioError } from "./messages.ts";
import { renderSms, type Account, type Sms, type World } from "./world.ts";

const MAX_PAGE = 1_000;
const DAY_MS = 24 * 60 * 60_000;
const PARAMS = new Set([
  "To",
  "From",
  "DateSent",
  "DateSent<",
  "DateSent>",
  "PageSize",
  "Page",
  "PageToken",
]);

/** `GET …/Messages.json`: newest first, filtered, with the address of the next page. Throws TwilioError. */
export function listSms(world: World, account: Account, query: URLSearchParams): unknown {
  for (const name of query.keys())
    if (!PARAMS.has(name))
      throw new TwilioError(501, 20_501, `not implemented in the sandbox: a list by ${name}`);
  const size = Number(query.get("PageSize") ?? 50);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new TwilioError(400, 20_001, "Page size must be between 1 and 1000");
  const start = startOf(query.get("PageToken"));
  const fits = filterOf(query);
  const all = world.messages.filter((one) => one.account === account.sid && fits(one)).toReversed();
  const path = `/2010-04-01/Accounts/${account.sid}/Messages.json`;
  const page = Math.floor(start / size);
  return {
    messages: all.slice(start, start + size).map(renderSms),
    page,
    page_size: size,
    start,
    end: Math.min(start + size, all.length) - 1,
    first_page_uri: `${path}?PageSize=${size}&Page=0`,
    next_page_uri: start + size < all.length ? nextUri(path, query, size, page, start) : null,
    previous_page_uri: null,
    uri: `${path}?PageSize=${size}&Page=${page}`,
  };
}

/** What still waits to be sent has no `date_sent`, and no filter by it finds it. */
function filterOf(query: URLSearchParams): (one: Sms) => boolean {
  const [to, from] = [query.get("To"), query.get("From")];
  const on = timeOf(query.get("DateSent"));
  const until = timeOf(query.get("DateSent<"));
  const since = timeOf(query.get("DateSent>"));
  const isDated = on !== null || until !== null || since !== null;
  return (one) =>
    (to === null || one.to === to) &&
    (from === null || one.from === from) &&
    (!isDated || one.sentMs !== null) &&
    (on === null || dayOf(one.sentMs ?? 0) === dayOf(on.ms)) &&
    (until === null || (one.sentMs ?? 0) < until.ms + (until.isDay ? DAY_MS : 1)) &&
    (since === null || (one.sentMs ?? 0) >= since.ms);
}

const dayOf = (ms: number) => Math.floor(ms / DAY_MS);

/** A day, `YYYY-MM-DD`, or a time, `YYYY-MM-DDThh:mm:ssZ`, both in GMT. */
function timeOf(text: string | null): { ms: number; isDay: boolean } | null {
  if (text === null) return null;
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new TwilioError(400, 20_001, "Invalid date value.");
  return { ms, isDay: !text.includes("T") };
}

function nextUri(
  path: string,
  query: URLSearchParams,
  size: number,
  page: number,
  start: number,
): string {
  const next = new URLSearchParams(query);
  next.set("PageSize", String(size));
  next.set("Page", String(page + 1));
  next.set("PageToken", `PASM${start + size}`);
  return `${path}?${next.toString()}`;
}

function startOf(token: string | null): number {
  if (token === null) return 0;
  const found = /^PASM(\d+)$/.exec(token)?.[1];
  if (found === undefined) throw new TwilioError(400, 20_001, "Invalid PageToken");
  return Number(found);
}
