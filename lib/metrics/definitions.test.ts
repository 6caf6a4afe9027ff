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

MRR is known exactly from the first import on, and as far as the copy tells before: a subscription's start, the end of its
last trial and its own end are exact, and invoices tell of changed prices and quantities. Earlier trials, times without
payment and discounts that are gone are not known. \`npm run metrics -- rebuild\` computes it anew from the synced copy.

Every figure says of how much it is and how old the copy is, such as “1,240 of 1,240 subscriptions, 38 s ago”. Figures of
recurring revenue are of the subscriptions in their currency. Not counted are subscriptions with metered prices only, with a price
whose amount is not known (such as tiers, which Stripe leaves out of its lists), in an unknown currency, and those that changed and
are being computed. The copy is as old as the last event, look for missed events or page of the import, and older while a change
waits to be applied. \`coverage\` of the verbs has the same.
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
