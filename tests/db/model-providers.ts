/** How the next request to the emulator goes wrong. `lost`: it is carried out and its answer does not arrive. */
export type Disturbance = "limited" | "lost" | "down" | "refused";

/**
 * Two providers in one: one that honours keys, and one that posts whatever it is sent, as often as it is sent. Of the
 * latter's posts those to a channel can be read, with their marks.
 */
export interface Emulator {
  readonly fetch: typeof globalThis.fetch;
  disturb(how: Disturbance): void;
  /** The keys under which something was made, by name. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** How often a text was posted. */
  readonly posts: ReadonlyMap<string, number>;
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });

/** Whether a request writes what can be looked for. */
export const canBeFound = (init: RequestInit = {}) => textOf(init).includes(`"${SALES.name}"`);

const textOf = ({ body }: RequestInit) => (typeof body === "string" ? body : "");

const SALES = { id: "C0SALES0001", name: "#sales" };

/** Refusals that no retry mends are few, since an automation that mostly fails is stopped. */
const MAX_REFUSALS = 3;

export function createEmulator(): Emulator {
  const keys = new Map<string, Set<string>>();
  const posts = new Map<string, number>();
  const ahead: Disturbance[] = [];
  let refusals = 0;
  let made = 0;
  const written: unknown[] = [];
  const customer = (init: RequestInit) => {
    const name = new URLSearchParams(textOf(init)).get("name") ?? "";
    const key = new Headers(init.headers).get("idempotency-key") ?? "";
    keys.set(name, (keys.get(name) ?? new Set()).add(key));
    return { id: `cus_${key}`, object: "customer", name };
  };
  const post = (init: RequestInit) => {
    const { text, channel, metadata } = JSON.parse(textOf(init)) as Record<string, string>;
    posts.set(text ?? "", (posts.get(text ?? "") ?? 0) + 1);
    const ts = `1700000000.${String(++made).padStart(6, "0")}`;
    if (channel === SALES.name) written.push({ ts, text, metadata });
    return { ok: true, channel: SALES.id, ts, message: { ts, text, type: "message" } };
  };
  const slack = (method: string | undefined, init: RequestInit) => {
    if (method === "chat.postMessage") return post(init);
    if (method === "conversations.list")
      return { ok: true, channels: [{ id: SALES.id, name: SALES.name.slice(1) }] };
    if (method === "conversations.history") return { ok: true, messages: written };
    throw new Error(`This emulator knows no ${method}.`);
  };
  return {
    keys,
    posts,
    disturb: (how) => void ahead.push(how),
    async fetch(input, init = {}) {
      const [, method] =
        /\/api\/([\w.]+)/.exec(String(input instanceof Request ? input.url : input)) ?? [];
      const isSlack = method !== undefined;
      const how = ahead.shift();
      if (how === "limited") return answer(429, {}, { "retry-after": "1" });
      if (how === "down") return answer(503, {});
      if (how === "refused" && ++refusals <= MAX_REFUSALS)
        return isSlack ? answer(200, { ok: false, error: "is_archived" }) : answer(400, {});
      const body = isSlack ? slack(method, init) : customer(init);
      if (how === "lost") throw new TypeError("fetch failed");
      return answer(200, body);
    },
  };
}
