import { expect, it } from "vitest";

import { factsOf, gradeLine, gradeOf, type Grade } from "@/lib/providers/grade";
import { listProviders } from "@/lib/providers/registry";
import type { Operation, ProviderAdapter } from "@/lib/providers/types";

/** What each grade adds, in one line for people. */
const GRADES: Readonly<Record<Grade, string>> = {
  bronze: "reads data and identifies the account",
  silver: "also writes, receives events and renews tokens",
  gold: "also repeats writes safely or fetches missed events",
};

const TWICE: Readonly<Record<Operation["idempotency"]["by"], string>> = {
  nature: "by nature",
  header: "key in a header",
  field: "key in a field",
  marker: "looked up by its marker",
  ownership: "looked up among unclaimed results",
  none: "unknown after a lost answer",
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function waysIn({ manifest, oauth }: ProviderAdapter): string {
  const ways = manifest.auth.map(({ kind }) => (kind === "oauth" ? "consent" : "key"));
  return ways.filter((way) => way !== "consent" || oauth !== undefined).join(", ");
}

function overview(adapter: ProviderAdapter): readonly string[] {
  const facts = factsOf(adapter);
  return [
    `[${adapter.manifest.name}](#${adapter.name})`,
    gradeOf(adapter) ?? "none",
    waysIn(adapter),
    String(facts.reads),
    String(facts.writes),
    facts.hears ? "yes" : "no",
    facts.catchesUp ? "yes" : "no",
    facts.writes === 0 ? "–" : facts.repeatsSafely ? "yes" : "no",
    `${Math.round(facts.examples * 100)} %`,
  ];
}

/** Which fields can be chosen, and from which lists. */
function choicesOf({ name }: ProviderAdapter, { choices = {} }: Operation): string {
  return Object.entries(choices)
    .map(([field, sources]) => {
      const lists = sources.map(({ operation }) => `\`${name}.${operation}\``);
      return `\`${field}\` from ${lists.join(" and ")}`;
    })
    .join("; ");
}

function section(adapter: ProviderAdapter): string {
  const offered = Object.entries(adapter.operations).filter(([, { internal }]) => !internal);
  const rows = offered.map(([key, operation]) => [
    `\`${adapter.name}.${key}\``,
    operation.title,
    operation.moves ? `${operation.effect}, moves money` : operation.effect,
    operation.effect === "read" ? "" : TWICE[operation.idempotency.by],
    operation.emits ? `\`${operation.emits.type}\`` : "",
    choicesOf(adapter, operation),
  ]);
  const events = Object.entries(adapter.events).map(([type, { title }]) => [`\`${type}\``, title]);
  return `## ${adapter.name}

${adapter.manifest.description} API: ${adapter.manifest.docsUrl}

${table(["Operation", "Does", "Effect", "When repeated", "Reports", "Choices"], rows)}

${table(["Event", "When"], events)}
`;
}

function reference(): string {
  const all = listProviders();
  const head = [
    "Provider",
    "Grade",
    "Connect by",
    "Reads",
    "Writes",
    "Hears",
    "Catches up",
    "Repeats safely",
    "Examples",
  ];
  return `# Providers

Generated from the declarations of the providers. \`npx vitest run --project unit tests/contract/provider-reference.test.ts -u\`
updates it; the same test fails while it is outdated.

A grade says how complete a provider is: ${Object.entries(GRADES)
    .map(([grade, text]) => `**${grade}** ${text}`)
    .join("; ")}.

The values of a field with choices can be picked in the automation editor, from what the connected account holds;
anything else that the field takes may be typed.

${table(head, all.map(overview))}

${all.map(section).join("\n")}`;
}

it("is what docs/reference/providers.md says", async () => {
  expect(listProviders().length).toBeGreaterThan(0);
  await expect(reference()).toMatchFileSnapshot("../../docs/reference/providers.md");
});

it("grades what every provider declares", () => {
  for (const adapter of listProviders())
    expect(gradeLine(adapter)).toMatch(/^(Bronze|Silver|Gold): reads.*\.$/);
  const [any] = listProviders();
  if (!any) throw new Error("counted above");
  const read = any.operations[any.identify] as Operation;
  const write: Operation = { ...read, effect: "write", idempotency: { by: "none" } };
  const change = (operations: ProviderAdapter["operations"], more: object = {}) =>
    gradeOf({
      ...any,
      identify: "me",
      catchUp: undefined,
      webhook: any.webhook,
      operations,
      ...more,
    });
  expect(change({})).toBeNull();
  expect(change({ me: read })).toBe("bronze");
  expect(change({ me: read, write }, { webhook: undefined })).toBe("bronze");
  expect(change({ me: read, write }, { webhook: {} })).toBe("silver");
  expect(change({ me: read, write }, { webhook: {}, catchUp: {} })).toBe("gold");
  expect(
    gradeLine({ ...any, identify: "me", operations: { me: read, write }, catchUp: undefined }),
  ).toBe(
    `${any.webhook ? "Silver: reads and writes, receives events" : "Bronze: reads and writes"}.`,
  );
  const keyed: Operation = { ...write, idempotency: { by: "header", name: "k" } };
  expect(change({ me: read, write: keyed }, { webhook: {} })).toBe("gold");
});
