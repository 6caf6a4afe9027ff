import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { deauthorize } from "@/lib/connections/oauth";
import { createExecutor } from "@/lib/providers/execute";
import { StripeAdapter } from "@/lib/providers/stripe";
import type { OAuthToken } from "@/lib/providers/types";
import type { StripeSandbox } from "@/sandbox/stripe/server";
import {
  CLIENT_ID,
  idOf,
  NORTHWIND_ID,
  PLATFORM_KEY,
  raw,
  REDIRECT,
  sdk,
  startSandbox,
} from "@/sandbox/stripe/testing";

/** The Stripe adapter and the Stripe sandbox were written from the same documents by different hands. */
let sandbox: StripeSandbox;
let adapter: StripeAdapter;
let token: OAuthToken;
const credentials = { accountId: NORTHWIND_ID, livemode: false };
const connection = { id: "c1", provider: "stripe", account: NORTHWIND_ID, livemode: false };

async function approve(): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    scope: adapter.oauth.scope,
    state: "s",
    redirect_uri: REDIRECT,
  });
  const page = await raw(sandbox, "GET", `/oauth/authorize?${query.toString()}`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const form = new URLSearchParams({ csrf, decision: "approve", account: NORTHWIND_ID });
  const answer = await raw(sandbox, "POST", "/oauth/authorize", form.toString());
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

async function post(url: string, form: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${PLATFORM_KEY}` },
    body: new URLSearchParams(form),
  });
  return response.json();
}

beforeAll(async () => {
  sandbox = await startSandbox({ seed: "small" });
  adapter = new StripeAdapter({ apiBase: sandbox.url, platformKey: PLATFORM_KEY });
  const code = await approve();
  const json = await post(adapter.oauth.tokenUrl, { grant_type: "authorization_code", code });
  token = adapter.oauth.parseToken(json);
});
afterAll(() => sandbox.close());

const execute = createExecutor({
  provider: () => adapter,
  credentials: { resolve: async () => credentials },
  approvals: { authorize: async () => ({ allowed: true }) },
});
const apply = (key: string, input: unknown) => execute(connection, key, input, { mode: "apply" });

function firstId(output: unknown): string {
  const { data } = output as { data: { id: string }[] };
  return data[0]?.id ?? "";
}

describe("the Stripe adapter against the sandbox", () => {
  it("takes the account from the code's exchange", () => {
    expect(token).toMatchObject({ ...credentials, scope: "read_write" });
  });

  it("knows whose account it is", async () => {
    expect(await adapter.testConnection(credentials)).toMatchObject({
      success: true,
      username: NORTHWIND_ID,
      account: { id: NORTHWIND_ID, label: "Northwind Roasters", livemode: false },
    });
  });

  it.each(["account.get", "balance.get"])("reads %s as declared", async (key) => {
    expect(await apply(key, {})).toMatchObject({ status: 200, drift: [] });
  });

  it.each(["charges", "payment_intents", "customers", "subscriptions"])(
    "reads %s as declared, one by one too",
    async (name) => {
      const page = await apply(`${name}.list`, { limit: 100 });
      expect(page.drift).toEqual([]);
      expect(page.requestId).toMatch(/^req_/);
      const one = await apply(`${name}.get`, { id: firstId(page.output) });
      expect(one.drift).toEqual([]);
    },
  );

  it("reads a dispute and an invoice as declared, with nothing else in them", async () => {
    const shop = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
    const [dispute] = (await shop.disputes.list({ limit: 1 })).data;
    const [bill] = (await shop.invoices.list({ limit: 1 })).data;
    const disputed = await apply("disputes.get", { id: dispute?.id });
    expect(disputed.drift).toEqual([]);
    expect(disputed.output).toMatchObject({ charge: dispute?.charge, reason: dispute?.reason });
    expect(disputed.output).not.toHaveProperty("evidence");
    const billed = await apply("invoices.get", { id: bill?.id });
    expect(billed.drift).toEqual([]);
    expect(billed.output).not.toHaveProperty("lines");
    for (const [key, id] of [
      ["disputes.get", "du_nothere"],
      ["invoices.get", "in_nothere"],
    ] as const)
      await expect(apply(key, { id })).rejects.toMatchObject({ apiCode: "NOT_FOUND" });
  });

  it("gives money back once for a key, and says how much it would be", async () => {
    const shop = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
    const paid = await shop.paymentIntents.create({
      amount: 2000,
      currency: "eur",
      payment_method: "pm_card_visa",
      confirm: true,
      return_url: REDIRECT,
    });
    const charge = idOf(paid.latest_charge);
    const refund = (input: object, idempotencyKey: string) =>
      execute(
        connection,
        "refunds.create",
        { charge, ...input },
        { mode: "apply", idempotencyKey },
      );
    const { moves } = adapter.operations["refunds.create"];
    const asked = moves?.read({ charge, amount: 500 });
    const { output } = await apply(asked?.operation ?? "", asked?.input);
    expect(moves?.amount({ charge, amount: 500 }, output)).toEqual({
      amount: 500,
      currency: "eur",
    });
    const part = { amount: 500, reason: "duplicate" };
    const done = await refund(part, "once");
    expect(done).toMatchObject({ status: 200, drift: [], output: { amount: 500, charge } });
    expect((await refund(part, "once")).output).toEqual(done.output);
    expect((await shop.charges.retrieve(charge)).amount_refunded).toBe(500);
    await expect(refund({ amount: 1501 }, "more")).rejects.toMatchObject({
      apiCode: "INVALID_REQUEST",
    });
    await expect(refund({}, "all")).rejects.toThrow(/“amount”/);
  });

  it("fetches the page where an unpaid invoice can be paid", async () => {
    const shop = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
    const customer = await shop.customers.create({
      email: "ada@example.com",
      payment_method: "pm_card_chargeCustomerFail",
    });
    await shop.invoiceItems.create({ customer: customer.id, amount: 4999, currency: "usd" });
    const draft = await shop.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: "include",
    });
    await expect(
      shop.invoices.pay(draft.id, { payment_method: "pm_card_chargeCustomerFail" }),
    ).rejects.toMatchObject({ statusCode: 402 });
    const enrichment = adapter.enrichments?.find(({ name }) => name === "invoice");
    for (const data of [{ id: draft.id }, { id: "ch_1", invoice: draft.id }]) {
      const asked = enrichment?.input(data);
      const { output } = await apply(enrichment?.operation ?? "", asked);
      expect(enrichment?.pick(output)).toMatchObject({
        id: draft.id,
        amount_due: 4999,
        currency: "usd",
        customer_email: "ada@example.com",
        hosted_invoice_url: expect.stringMatching(/^https?:\/\//) as string,
      });
    }
    expect(enrichment?.input({ id: "ch_1", invoice: null })).toBeNull();
  });

  it("walks all pages of the charges once", async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof apply>> = await apply("charges.list", {
        limit: 7,
        ...(cursor === null ? {} : { starting_after: cursor }),
      });
      ids.push(...(page.output as { data: { id: string }[] }).data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids.length).toBeGreaterThan(7);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says what is wrong as Stripe would make it say", async () => {
    await expect(apply("charges.get", { id: "ch_nothere" })).rejects.toMatchObject({
      apiCode: "NOT_FOUND",
      providerCode: "resource_missing",
    });
    const other = { accountId: "acct_1NotConnected00", livemode: false };
    expect((await adapter.testConnection(other)).error).toMatchObject({
      code: "FORBIDDEN",
      action: "reconnect",
    });
  });

  it("lets go of the account, and takes it as done the second time", async () => {
    const client = { clientId: CLIENT_ID, clientSecret: PLATFORM_KEY, redirectUri: REDIRECT };
    const proof = { client, accountId: NORTHWIND_ID, accessToken: async () => undefined };
    const end = () => deauthorize(adapter.oauth, proof, fetch);
    expect([await end(), await end()]).toEqual([true, true]);
    expect(await adapter.testConnection(credentials)).toMatchObject({ success: false });
    await expect(
      deauthorize(adapter.oauth, { ...proof, client: { ...client, clientId: "ca_other" } }, fetch),
    ).rejects.toMatchObject({ code: "upstream" });
  });
});
