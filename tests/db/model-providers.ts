/** How the next request to the stand-in goes wrong. `lost`: it is carried out and its answer does not arrive. */
export type Disturbance = "limited" | "lost" | "down" | "refused";

/** Two providers in one: one that honours keys, and one that posts whatever it is sent, as often as it is sent. */
export interface StandIn {
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

const textOf = ({ body }: RequestInit) => (typeof body === "string" ? body : "");

/** Refusals that no retry mends are few, since an automation that mostly fails is stopped. */
const MOST_REFUSALS = 3;

export function createStandIn(): StandIn {
  const keys = new Map<string, Set<string>>();
  const posts = new Map<string, number>();
  const ahead: Disturbance[] = [];
  let refusals = 0;
  let made = 0;
  const customer = (init: RequestInit) => {
    const name = new URLSearchParams(textOf(init)).get("name") ?? "";
    const key = new Headers(init.headers).get("idempotency-key") ?? "";
    keys.set(name, (keys.get(name) ?? new Set()).add(key));
    return { id: `cus_${key}`, object: "customer", name };
  };
  const post = (init: RequestInit) => {
    const { text } = JSON.parse(textOf(init)) as { text: string };
    posts.set(text, (posts.get(text) ?? 0) + 1);
    const ts = `1700000000.${String(++made).padStart(6, "0")}`;
    return { ok: true, channel: "C0SALES0001", ts, message: { ts, text, type: "message" } };
  };
  return {
    keys,
    posts,
    disturb: (how) => void ahead.push(how),
    async fetch(input, init = {}) {
      const isPost = String(input instanceof Request ? input.url : input).includes("chat.");
      const how = ahead.shift();
      if (how === "limited") return answer(429, {}, { "retry-after": "1" });
      if (how === "down") return answer(503, {});
      if (how === "refused" && ++refusals <= MOST_REFUSALS)
        return isPost ? answer(200, { ok: false, error: "is_archived" }) : answer(400, {});
      const body = isPost ? post(init) : customer(init);
      if (how === "lost") throw new TypeError("fetch failed");
      return answer(200, body);
    },
  };
}
