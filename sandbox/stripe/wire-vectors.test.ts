import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { sdk, startSandbox, typesSince } from "./testing.ts";
import { makersOf } from "./wire-makers.ts";
import { requestsOf } from "./wire-requests.ts";

type Vector = {
  id: string;
  expect: {
    status?: number;
    error?: Record<string, string | null>;
    body?: Record<string, unknown>;
    headers?: Record<string, string>;
    events?: string[];
  };
};

const file = new URL("./data/stripe-wire-vectors.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { vectors: Vector[] };

let sandbox: StripeSandbox;
const makers = makersOf(() => sandbox);
const REQUESTS = requestsOf(makers);

beforeAll(async () => {
  sandbox = await startSandbox({ seed: "small" });
});
afterAll(() => sandbox.close());

/** "…" and sample ids in an expected text stand for anything. */
function matches(expected: string): RegExp {
  const escaped = expected.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const loose = escaped
    .replaceAll(/\w*…/g, String.raw`[\s\S]*`)
    .replaceAll(String.raw`\*\*\*`, String.raw`\**\w*`)
    .replaceAll(/\b(cus|pm)_[12]\b/g, String.raw`\w+`);
  return new RegExp(`^${loose}$`);
}

/** What an error is, apart from its words. */
function identity(error: Record<string, string | null>): (string | null)[] {
  return ["type", "code", "param"].map((key) => error[key] ?? null);
}

describe("recorded answers", () => {
  it.each(vectors.filter((vector) => vector.id in REQUESTS))("$id", async (vector) => {
    const request = REQUESTS[vector.id];
    if (!request) throw new Error(`${vector.id} has no request.`);
    const answer = await request();
    const { status, error, body, headers } = vector.expect;
    expect(answer.status).toBe(status);
    const shown = error ? (answer.body["error"] as Record<string, string>) : {}; // Stripe's envelope
    expect(identity(shown)).toEqual(identity(error ?? {}));
    expect(shown["message"] ?? "").toMatch(matches(error?.["message"] ?? "…"));
    expect(answer.body).toMatchObject(body ?? {});
    for (const [name, value] of Object.entries(headers ?? {}))
      expect(answer.headers.get(name)?.replaceAll('"', "")).toBe(value.replaceAll('"', ""));
  });

  it.each(
    vectors.filter((vector) =>
      /^(pi\.confirm\.(ok|3ds)|dispute\.create|pi\.manual)$/.test(vector.id),
    ),
  )("$id emits what was recorded", async (vector) => {
    const request = REQUESTS[vector.id];
    if (!request) throw new Error(`${vector.id} has no request.`);
    const types = await typesSince(sdk(sandbox), request);
    const recorded = (vector.expect.events ?? []).map((name) => name.split(" ")[0]);
    expect(types.filter((type) => recorded.includes(type))).toEqual(recorded);
  });

  it("takes 58 of 950 as its fee", async () => {
    const { body } = await makers.post("/v1/charges", "amount=950&currency=usd&source=tok_visa");
    const entry = await sdk(sandbox).balanceTransactions.retrieve(
      String(body["balance_transaction"]),
    );
    expect(entry).toMatchObject({ fee: 58, net: 892, status: "pending" });
  });

  it("covers what it claims to cover", () => {
    const known = new Set(vectors.map((vector) => vector.id));
    expect(Object.keys(REQUESTS).filter((id) => !known.has(id))).toEqual([]);
    expect(Object.keys(REQUESTS).length).toBeGreaterThan(80);
  });
});
