import * as z from "zod";

import { createExecutor } from "./execute";
import type { AuditEntry, ExecuteTrace, ExecutorOptions } from "./execute";
import { sendHttp } from "./http";
import { stripeAdapter } from "./stripe";
import { defineOperation } from "./types";
import type { Idempotency, Operation, ProviderAdapter } from "./types";

const refundInput = z.strictObject({ charge: z.string(), amount: z.int().positive().optional() });
/** What the write of these tests takes. */
export type Refund = z.output<typeof refundInput>;

function refund(idempotency: Idempotency<Refund>): Operation {
  return defineOperation({
    title: "Refund a payment",
    description: "Moves money back.",
    effect: "destructive",
    input: refundInput,
    output: z.looseObject({ id: z.string() }),
    idempotency,
    request: ({ charge, amount }) => ({
      method: "POST",
      path: "/v1/refunds",
      form: { charge, amount },
    }),
    respond: (body) => body,
    examples: [{ input: { charge: "ch_1" }, request: "POST /v1/refunds", body: { id: "re_1" } }],
  });
}

/** Stripe's adapter with one write, over a transport that answers what the test says. */
function adapterWith(idempotency: Idempotency<Refund>): ProviderAdapter {
  return {
    name: "acme",
    baseUrl: "https://api.acme.example",
    manifest: { ...stripeAdapter.manifest, id: "acme", name: "Acme", apiVersion: "2026-01" },
    operations: { ...stripeAdapter.operations, "refunds.create": refund(idempotency) },
    events: {},
    identify: "account.get",
    getAuthHeaders: (credentials) => ({ authorization: `Bearer ${credentials.pat ?? ""}` }),
    validateCredentials: () => ({ valid: true }),
    request: (credentials, options) => stripeAdapter.request(credentials, options),
    testConnection: async () => ({ success: true }),
    parseRateLimit: () => undefined,
    send(request, credentials, context) {
      return sendHttp(
        "https://api.acme.example",
        request,
        this.getAuthHeaders(credentials),
        context,
      );
    },
    classify: (response, now) => stripeAdapter.classify(response, now),
    operationForEndpoint: () => undefined,
  };
}

export const connection = {
  id: "conn_1",
  provider: "acme",
  workspace: "ws_1",
  account: "acct_1",
  livemode: false,
};
export const NOW = new Date("2026-11-20T12:00:00Z");

/** An executor whose provider answers what the test says, the last answer again and again; and what it sent and noted. */
export function setUp(
  answers: readonly (Response | Error)[],
  more: Partial<ExecutorOptions> = {},
  idempotency: Idempotency<Refund> = { by: "header", name: "Idempotency-Key" },
) {
  const sent: { url: string; headers: Headers; body: string }[] = [];
  const traces: ExecuteTrace[] = [];
  const audits: AuditEntry[] = [];
  const sleeps: number[] = [];
  const adapter = adapterWith(idempotency);
  const execute = createExecutor({
    provider: () => adapter,
    credentials: { resolve: async () => ({ pat: "token-one" }) },
    approvals: { authorize: async () => ({ allowed: true }) },
    trace: (entry) => traces.push(entry),
    audit: (entry) => void audits.push(entry),
    clock: () => NOW,
    sleep: async (ms) => void sleeps.push(ms),
    fetch: async (url, init) => {
      sent.push({
        url: String(url instanceof Request ? url.url : url),
        headers: new Headers(init?.headers),
        body: typeof init?.body === "string" ? init.body : "",
      });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer instanceof Response) return answer.clone();
      throw answer ?? new TypeError("fetch failed");
    },
    ...more,
  });
  return { execute, sent, traces, audits, sleeps, adapter };
}

export const read = { mode: "apply" } as const;
export const write = { mode: "apply", idempotencyKey: "run-1" } as const;
/** A page of Stripe's. */
export const list = (items: unknown[] = [], has_more = false) =>
  Response.json({ object: "list", data: items, has_more }, { headers: { "request-id": "req_9" } });
