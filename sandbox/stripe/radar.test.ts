import { afterAll, beforeAll, expect, it } from "vitest";

import type { StripeSandbox } from "./server.ts";
import { NORTHWIND_ID, sdk, startSandbox } from "./testing.ts";

let sandbox: StripeSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: "demo" });
  sandbox.control.connect(NORTHWIND_ID);
}, 60_000);
afterAll(() => sandbox.close());

const stripe = () => sdk(sandbox, undefined, NORTHWIND_ID);
const eventTypes = async (id: string) => {
  const types = ["created", "updated"].map((what) => `radar.early_fraud_warning.${what}`);
  const events = await stripe().events.list({
    limit: 100,
    types: [...types, "review.opened", "review.closed"],
  });
  return events.data
    .filter(({ data }) => (data.object as { id?: string }).id === id)
    .map(({ type }) => type as string);
};

it("ends a fraud warning when its payment is refunded, and says so", async () => {
  const { data } = await stripe().radar.earlyFraudWarnings.list();
  expect(data.map(({ actionable }) => actionable)).toEqual([true, true]);
  const [warning] = data;
  if (!warning) throw new Error("The demo year has no warning.");
  expect(await eventTypes(warning.id)).toEqual(["radar.early_fraud_warning.created"]);
  await stripe().refunds.create({ charge: warning.charge as string }); // not expanded
  const after = await stripe().radar.earlyFraudWarnings.retrieve(warning.id);
  expect(after.actionable).toBe(false);
  expect(await eventTypes(warning.id)).toContain("radar.early_fraud_warning.updated");
});

it("closes a review that is approved, once", async () => {
  const { data } = await stripe().reviews.list();
  const [review] = data;
  if (!review) throw new Error("The demo year has no review.");
  expect(review).toMatchObject({ open: true, opened_reason: "rule" });
  const approved = await stripe().reviews.approve(review.id);
  expect(approved).toMatchObject({ open: false, closed_reason: "approved" });
  expect(await eventTypes(review.id)).toEqual(["review.closed", "review.opened"]);
  await expect(stripe().reviews.approve(review.id)).rejects.toThrow(/already been closed/);
});
