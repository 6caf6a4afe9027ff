import http from "node:http";

import { afterEach, beforeEach, expect, it } from "vitest";

import { parseMajor } from "./pages/actions.ts";
import type { StripeSandbox } from "./server.ts";
import {
  ADMIN_TOKEN,
  KISSATEN_ID,
  NORTHWIND_ID,
  PLATFORM_KEY,
  raw,
  sdk,
  startSandbox,
} from "./testing.ts";

let sandbox: StripeSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ seed: "small" });
  sandbox.control.connect(NORTHWIND_ID);
});
afterEach(() => sandbox.close());

const home = (query = "") => raw(sandbox, "GET", `/${query}`);

async function press(
  action: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const csrf = /name="csrf" value="([^"]+)"/.exec((await home()).text)?.[1] ?? "";
  const form = new URLSearchParams({ csrf, account: NORTHWIND_ID, ...fields });
  const answer = await raw(sandbox, "POST", `/_sandbox/ui/${action}`, form.toString(), headers);
  const location = answer.headers.get("location");
  const text = location ? (await raw(sandbox, "GET", location)).text : answer.text;
  return {
    status: answer.status,
    notice: /data-testid="notice">([^<]*)</.exec(text)?.[1] ?? "",
    text,
  };
}

const latest = async () => {
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  const [charge] = (await stripe.charges.list({ limit: 1 })).data;
  return charge;
};

it("shows accounts, payments and every button, without script", async () => {
  const { text, headers } = await home();
  for (const id of ["make-payment", "decline-payment", "refund", "dispute", "cancel-subscription"])
    expect(text).toContain(`data-testid="${id}"`);
  expect(text).toContain("SANDBOX – not Stripe");
  expect(text).toContain("$20.00");
  expect(text).toContain("KWD 5.120");
  expect(text).not.toContain("<script");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  const other = await home(`?account=${KISSATEN_ID}`);
  expect(other.text).toContain("Not connected");
});

it("makes a payment in the currency's own decimals", async () => {
  const { status, notice } = await press("pay", { amount: "5.120", currency: "kwd" });
  expect(status).toBe(303);
  expect(notice).toContain("KWD 5.120 succeeded");
  expect(await latest()).toMatchObject({ amount: 5120, currency: "kwd", status: "succeeded" });
});

it("declines, refunds, disputes and cancels", async () => {
  const declined = await press("decline", {
    amount: "12.50",
    currency: "usd",
    card: "chargeDeclinedInsufficientFunds",
  });
  expect(declined.notice).toContain("was declined: Insufficient funds");
  expect(await latest()).toMatchObject({ amount: 1250, status: "failed" });
  expect((await press("refund")).notice).toContain("Refunded $20.00");
  expect((await press("dispute")).notice).toContain("Opened a dispute over");
  const { text } = await home();
  const subscription = /<option value="(sub_[^"]+)"/.exec(text)?.[1] ?? "";
  expect((await press("cancel-subscription", { subscription })).notice).toContain("Canceled sub_");
  const again = await press("cancel-subscription", { subscription });
  expect(again.notice).toContain("no longer active");
});

it("explains a bad amount instead of guessing, and escapes it", async () => {
  const { notice, text } = await press("pay", { amount: "<b>1</b>", currency: "usd" });
  expect(notice).toContain("is not an amount in USD");
  expect(text).not.toContain("<b>1</b>");
  expect((await press("pay", { amount: "1.5", currency: "jpy" })).notice).toContain("0 decimals");
  expect(parseMajor("5.12", "kwd")).toBe(5120);
  expect(parseMajor("20", "usd")).toBe(2000);
});

it("refuses forms from elsewhere, without a token, and under a foreign host name", async () => {
  const foreign = await press("pay", { amount: "1" }, { Origin: "https://evil.example" });
  expect(foreign.status).toBe(403);
  const without = await raw(sandbox, "POST", "/_sandbox/ui/pay", `account=${NORTHWIND_ID}`);
  expect(without.status).toBe(403);
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.get(sandbox.url, { headers: { Host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once("error", reject);
  });
  expect(rebound).toBe(403);
});

it("guards the control API by its token and keeps keys out of the journal", async () => {
  const path = "/_sandbox/state";
  expect((await raw(sandbox, "GET", path)).status).toBe(401);
  const admin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  const state = await raw(sandbox, "GET", path, "", admin);
  expect(state.body).toMatchObject({ accounts: [{ id: NORTHWIND_ID, connected: true }, {}] });
  await raw(sandbox, "GET", "/v1/balance");
  const journal = await raw(sandbox, "GET", "/_sandbox/requests", "", admin);
  expect(journal.text).toContain("/v1/balance");
  expect(journal.text).not.toContain(PLATFORM_KEY);
  expect((await raw(sandbox, "GET", "/_sandbox/health")).status).toBe(200);
});

it("resets and moves the clock through the control API", async () => {
  const control = async (path: string, body: object) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, number>;
  };
  const before = sandbox.control.now();
  const after = await control("clock/advance", { seconds: 3_600 });
  expect(Number(after["now"]) * 1000).toBeGreaterThanOrEqual(before + 3_599_000);
  await control("reset", { seed: "small" });
  expect(sandbox.control.accounts().map((account) => account.connected)).toEqual([false, false]);
});

it("opens the receipt of a payment and the page of an invoice", async () => {
  const stripe = sdk(sandbox, PLATFORM_KEY, NORTHWIND_ID);
  const { data: charges } = await stripe.charges.list({ limit: 100 });
  const paid = charges.find(
    ({ amount_refunded: given, status }) => status === "succeeded" && !given,
  );
  expect(paid?.receipt_url).toBe(`${sandbox.url}/receipts/${paid?.id ?? ""}`);
  const receipt = await raw(sandbox, "GET", `/receipts/${paid?.id ?? ""}`);
  expect(receipt.status).toBe(200);
  expect(receipt.text).toContain("Receipt from Northwind");
  expect(receipt.text).toContain("Amount paid");
  const refunded = charges.find(({ amount_refunded: given }) => given > 0);
  expect((await raw(sandbox, "GET", `/receipts/${refunded?.id ?? ""}`)).text).toContain("Refunded");
  expect((await raw(sandbox, "GET", "/receipts/ch_unknown")).status).toBe(404);
  const { data: invoices } = await stripe.invoices.list({ limit: 1 });
  const page = new URL(invoices[0]?.hosted_invoice_url ?? "");
  expect(page.origin).toBe(sandbox.url);
  expect((await raw(sandbox, "GET", page.pathname)).text).toContain("Amount due");
});
