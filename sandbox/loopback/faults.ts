import type { Answer, Incoming, Reply } from "./server.ts";

/**
 * Breaks API requests on purpose. `drop` closes the connection unanswered, `hang` answers nothing for ten
 * minutes, a status answers with it. With `afterEffect` the request is carried out first, so that its
 * effect is there and its answer is lost.
 */
export type Fault = {
  /** A path is a prefix. Left out, every request is meant. */
  match: { method?: string; path?: string };
  /** How many requests it breaks. */
  times: number;
  kind: "status" | "drop" | "hang";
  status?: number;
  /** Seconds, for a `Retry-After` header. */
  retryAfter?: number;
  /** Answers with a page instead of JSON, as gateways do. */
  html?: boolean;
  afterEffect?: boolean;
};

export type Faults = {
  add: (fault: Fault) => void;
  clear: () => void;
  /** Runs `act` unless a fault says otherwise. `body` is the provider's own wording for a status. */
  run: (
    incoming: Incoming,
    act: () => Promise<Answer> | Answer,
    body: (status: number) => Reply,
  ) => Promise<Answer>;
};

const HANG_MS = 600_000;

export function createFaults(): Faults {
  let faults: Fault[] = [];
  const take = ({ method, url }: Incoming): Fault | undefined => {
    const fault = faults.find(
      ({ match }) =>
        (match.method === undefined || match.method === method) &&
        (match.path === undefined || url.pathname.startsWith(match.path)),
    );
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) faults = faults.filter((one) => one !== fault);
    return fault;
  };
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear: () => {
      faults = [];
    },
    async run(incoming, act, body) {
      const fault = take(incoming);
      if (fault === undefined) return act();
      if (fault.afterEffect === true) await act();
      return broken(fault, body);
    },
  };
}

async function broken(fault: Fault, body: (status: number) => Reply): Promise<Answer> {
  if (fault.kind === "drop") return "drop";
  if (fault.kind === "hang") {
    await new Promise<void>((resolve) => setTimeout(resolve, HANG_MS).unref());
    return "drop";
  }
  const reply = body(fault.status ?? 500);
  const headers = {
    ...reply.headers,
    ...(fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) }),
  };
  if (fault.html !== true) return { ...reply, headers };
  return {
    status: reply.status,
    headers: { ...headers, "content-type": "text/html" },
    body: "<html><body><h1>Bad Gateway</h1></body></html>",
  };
}

/** Reads a fault from a control request. Throws an Error that says what is wrong. */
export function parseFault(given: Record<string, unknown>): Fault {
  const { match, kind, status, times, retryAfter, html, afterEffect } = given;
  const where = typeof match === "object" && match !== null ? match : {};
  const method = "method" in where ? where.method : undefined;
  const path = "path" in where ? where.path : undefined;
  if (kind !== "status" && kind !== "drop" && kind !== "hang")
    throw new Error("A fault's kind is status, drop or hang.");
  if (kind === "status" && typeof status !== "number")
    throw new Error("A fault of kind status needs a status.");
  return {
    match: {
      ...(typeof method === "string" ? { method } : {}),
      ...(typeof path === "string" ? { path } : {}),
    },
    kind,
    times: typeof times === "number" ? times : 1,
    ...(typeof status === "number" ? { status } : {}),
    ...(typeof retryAfter === "number" ? { retryAfter } : {}),
    ...(html === true ? { html } : {}),
    ...(afterEffect === true ? { afterEffect } : {}),
  };
}
