import { expect, it } from "vitest";

import { listOperations } from "@/lib/providers/catalogue";
import { stripeAdapter } from "@/lib/providers/stripe";
import { operationsFile } from "@/lib/providers/stripe/api/files";
import type { OperationSummary } from "@/lib/providers/types";

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const EFFECTS = { read: "reads", write: "writes", destructive: "irreversible" } as const;

function operations(list: readonly OperationSummary[]): string {
  const rows = list
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ key, title, effect }) => [`\`stripe.${key}\``, title, EFFECTS[effect]]);
  return table(["Operation", "Does", "Effect"], rows);
}

function reference(): string {
  const all = listOperations(stripeAdapter);
  const { version, operations: entries } = operationsFile();
  const withheld = Object.keys(entries).flatMap((key) => {
    const reason = stripeAdapter.catalogue.refusal(key);
    return reason === null ? [] : [[`\`stripe.${key}\``, `It ${reason}.`]];
  });
  return `# Operations of Stripe

Generated from \`stripe\` ${version.sdk}, which speaks version ${version.api} of the API. \`npx vitest run --project unit
tests/contract/stripe-reference.test.ts -u\` updates it.

Every operation can be a step of an automation, and passes the same executor: its input is checked, a write has an idempotency
key and an audit row, and an irreversible one needs the approval of an admin. An operation that writes may become irreversible by its
input, such as a payment that is confirmed at once. Operations under \`test_helpers\` work in test mode only.

## Described for people

Their titles, labels and examples are written by hand.

${operations(all.filter(({ isCurated }) => isCurated))}

## All of Stripe

${operations(all.filter(({ isCurated }) => !isCurated))}

## Not offered

${table(["Operation", "Reason"], withheld)}
`;
}

it("is what docs/reference/stripe-operations.md says", async () => {
  await expect(reference()).toMatchFileSnapshot("../../docs/reference/stripe-operations.md");
});
