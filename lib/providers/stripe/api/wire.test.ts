import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";

import type { Params } from "../../types";
import { StripeAdapter } from "../index";
import type { Entry } from "./entry";
import { idsOf, isV2, operationsFile } from "./files";
import { requestOf } from "./request";
import { inputOf } from "./schema";
import { sampleOf, typedParameters, type Mode } from "./wire-testing";

interface Wire {
  readonly line: string;
  readonly body: unknown;
  readonly type: string;
}
const MODES: readonly Mode[] = ["least", "rich", "other"];

/** Pairs in any order, as a server reads them; positions of lists are in the names. */
const pairsOf = (text: string) => [...new URLSearchParams(text)].map(String).toSorted();

function wireOf(url: string | URL | Request, init: RequestInit = {}): Wire {
  const { origin, pathname, search } = new URL(url instanceof Request ? url.url : url);
  const type = new Headers(init.headers).get("content-type") ?? "";
  const body = typeof init.body === "string" ? init.body : "";
  const isJson = type === "application/json" && body !== "";
  return {
    line: `${init.method} ${origin}${pathname} ${pairsOf(search).join("&")}`,
    body: isJson ? JSON.parse(body) : pairsOf(body),
    type,
  };
}

let seen: Wire | undefined;
const capture = async (url: string | URL | Request, init?: RequestInit) => {
  seen = wireOf(url, init);
  return Response.json({ data: [] });
};
const adapter = new StripeAdapter();
const credentials = { pat: "sk_test_1234567890abcdef" };
const sdk = new Stripe(credentials.pat, {
  maxNetworkRetries: 0,
  telemetry: false,
  httpClient: Stripe.createFetchHttpClient(capture),
});

type Method = (...args: unknown[]) => Promise<unknown>;

async function bySdk(entry: Entry, { ids, parameters }: ReturnType<typeof sampleOf>) {
  seen = undefined;
  const trail = entry.sdk.split(".");
  const name = trail.pop() ?? "";
  const owner = trail.reduce<object>((at, part) => Reflect.get(at, part) as object, sdk);
  const typed = typedParameters(entry.in, parameters, (text) => Stripe.Decimal.from(text));
  const options = entry.needs ? [{ apiVersion: Stripe.API_VERSION }] : [];
  const method = Reflect.get(owner, name) as Method; // the generated path of a method
  await method.call(owner, ...ids, typed, ...options).catch((error: unknown) => {
    if (!seen) throw error;
  });
  return seen;
}

async function byUs(
  entry: Entry,
  { ids, parameters }: ReturnType<typeof sampleOf>,
  schema = inputOf(entry, { takesSecrets: true }),
) {
  seen = undefined;
  const named = Object.fromEntries(idsOf(entry).map((id, at) => [id, ids[at]]));
  const input = schema.parse({ ...named, ...parameters });
  const context = { fetch: capture, timeoutMs: 1000 };
  await adapter.send(requestOf(entry, input as Params), credentials, context);
  return seen;
}

/** Why a request may differ from the SDK's. */
const EXPECTED: Readonly<Record<string, string>> = {
  "files.create": "it uploads a file",
  "prices.create": "the SDK writes the parts of a decimal in a map",
  "prices.update": "the SDK writes the parts of a decimal in a map",
  "products.create": "the SDK writes the parts of a decimal in a map",
  "quotes.pdf": "another host answers",
  "v2.billing.meter_event_stream.create": "another host answers",
};

describe("requests", () => {
  const { operations } = operationsFile();

  it("equal the SDK's for three inputs of every operation", async () => {
    const different = new Set<string>();
    let compared = 0;
    for (const [key, entry] of Object.entries(operations).filter(([, { file }]) => !file)) {
      const schema = inputOf(entry, { takesSecrets: true });
      for (const mode of MODES) {
        const sample = sampleOf(entry, mode);
        const [theirs, ours] = [await bySdk(entry, sample), await byUs(entry, sample, schema)];
        compared += 1;
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) different.add(key);
      }
    }
    expect(compared).toBe((Object.keys(operations).length - 1) * 3);
    expect([...different, "files.create"].toSorted()).toEqual(Object.keys(EXPECTED));
  });

  it("differ if a path, a kind of body or a name is another one", async () => {
    const key = "coupons.update";
    const entry = operations[key] as Entry;
    const sample = sampleOf(entry, "rich");
    const right = JSON.stringify(await bySdk(entry, sample));
    expect(JSON.stringify(await byUs(entry, sample))).toBe(right);
    const wrong: readonly Entry[] = [
      { ...entry, p: "/v1/coupon/{id}" },
      { ...entry, m: "GET" },
      { ...entry, p: "/v2/coupons/{id}" },
    ];
    for (const one of wrong) expect(JSON.stringify(await byUs(one, sample))).not.toBe(right);
    expect(isV2(entry)).toBe(false);
  });
});
