import { expect, it } from "vitest";

import { METRICS } from "./definitions";

const HEAD = `# Metrics

What every figure counts. A figure is of one account, in one currency: amounts of several currencies are never added. Days
and hours are those of the account's time zone. A figure that counts something else than before gets the next version.

| Figure | Id and version | Counts |
|---|---|---|
`;

const FOOT = `
A widget and the verb \`metrics.get\` name a figure by its id without the version. Gross and net volume, successful payments, the
success rate, MRR, ARR, active subscribers, subscriber churn and ARPU have a course over the time. Gross volume can be divided by
\`method\` or \`country\`, successful payments by \`outcome\`, and MRR by \`movement\`. Who stays is a table of Revenue only.

MRR is known exactly from the first import on, and as far as the copy tells before:

- Exact are a subscription's start, the dates of its last trial, its own end, and the start of a discount. Ended and canceled
  subscriptions count until they ended.
- Invoices tell of changed prices and quantities, at once with prorations, else with the next period. Where a subscription has
  had a trial, an earlier period that an invoice charges nothing for, although its price is not free, was a trial, too. A discount
  of the subscription that an invoice took off, and the next one does not, ended with that next one.
- Events tell when a subscription became unpaid or was paused, and when it went on: those of the 30 days before the connection
  that are imported, and all since. These times are kept, so that a subscription that goes on keeps its churn and its return.
- Not known are times without payment before the oldest event, discounts of single items that are gone, and customers who were
  deleted at Stripe before the import. What cannot be dated counts from the second at which it was read.

\`npm run metrics -- rebuild\` computes it anew from the synced copy.

Every figure says of how much it is and how old the copy is, such as “1,240 of 1,240 subscriptions, 38 s ago”. Figures of
recurring revenue are of the subscriptions in their currency. Not counted are subscriptions with metered prices only, with a price
whose amount is not known (such as tiers, which Stripe leaves out of its lists), in an unknown currency, and those that changed and
are being computed. The copy is as old as the last event, look for missed events or page of the import, and older while a change
waits to be applied. \`coverage\` of the verbs has the same. The numbers of subscriptions are kept by currency with each change of
the copy, so that no page reads all subscriptions to say them. The CSV file of a chart names the currency in each line.
`;

it("are documented as they are", async () => {
  const rows = Object.values(METRICS).map(
    ({ id, version, label, definition }) => `| ${label} | \`${id}@${version}\` | ${definition} |`,
  );
  await expect(`${HEAD}${rows.join("\n")}\n${FOOT}`).toMatchFileSnapshot(
    "../../docs/reference/metrics.md",
  );
});

it("have ids of their own and a sentence each", () => {
  const all = Object.values(METRICS);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.filter(({ definition }) => !definition.endsWith("."))).toEqual([]);
});
