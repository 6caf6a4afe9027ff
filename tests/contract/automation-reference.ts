import { FREE_ROUNDS } from "@/lib/automations/bulk";
import type { Catalogue } from "@/lib/automations/catalogue";
import { stepKinds } from "@/lib/automations/steps/parse";
import type { StepKind } from "@/lib/automations/steps/types";
import { FILTERS } from "@/lib/expressions/filters";

const fence = (json: unknown) => `\`\`\`json\n${JSON.stringify(json, null, 2)}\n\`\`\``;

const INTRO = `# Automations

An automation is JSON: what starts it, and what it then does, step by step. It is stored in versions that never
change; a run keeps the version that it began with. Unknown keys, operations and fields are refused when it is saved.

${fence({
  schema: 1,
  name: "Onboard who pays a lot",
  on: { event: "stripe.payment.received", where: { "data.amount": { gte: 5000 } } },
  steps: [
    {
      id: "ticket",
      use: "jira.issues.create",
      with: { project: "ONB", summary: "Onboard {{customer.email | default: 'a customer'}}" },
    },
  ],
})}

## What starts it

| \`on\` | Starts |
|---|---|
| \`{"event": "stripe.payment.*", "where": …}\` | when an event that fits the pattern is stored; \`where\` sees its fields: \`data.amount\`, \`subject\` |
| \`{"schedule": "0 9 * * 1", "timeZone": "Europe/Berlin"}\` | at the times of a cron line of five parts, in that zone |
| \`{"manual": true}\` | when somebody starts it |

Clicks in the page (\`"origins": ["ui"]\`) start an automation only when it asks for them. An event starts an automation
once, however often it is delivered.

## How it runs

| Key | Means | Default |
|---|---|---|
| \`mode\` | a second start while a run is under way: \`parallel\` beside it, \`queued\` after it, \`single\` not at all, \`restart\` instead of it | \`parallel\` |
| \`per\` | which runs \`mode\` and \`limits.concurrency\` look at: all of the \`automation\`, or those for the same \`subject\`, so that what happens to one object is done in its order | \`automation\` |
| \`limits.concurrency\` | in \`parallel\`, how many runs are under way at once, those that wait included; more wait for their turn, oldest first | no limit |
| \`limits.perHour\`, \`limits.perDay\` | one run more pauses the automation | 200, 2000 |
| \`limits.money\` | \`[{"currency": "usd", "each": 5000, "perDay": 20000}]\`: money that moves without asking once an owner allows it, by currency, in minor units; \`each\` by one step, \`perDay\` by all runs in 24 hours | none: a person decides |
| \`onFailure\` | steps that are done once when a step failed for good; they see \`run.failedStep\` and \`run.error\` | none |
| \`retry\` (of a step) | \`max\` tries altogether; \`delay\` before the second, doubled after each, up to an hour; a provider's own wish outranks it | 5, \`30s\` |

Ten finished runs of which five failed pause an automation, too. A run acts with the authority of the person who enabled
the automation, and stops when that person is no longer an admin.

What cannot be taken back waits for the approval of an admin, each time; so does a \`forEach\` of more than ${FREE_ROUNDS} items
that sends something. An owner may allow the live version to do lists of up to so many items without asking, and to move
money within its \`limits.money\`. In which currency a step moves money is read at the provider, not taken from the event; an amount that
passes a limit, or whose currency has none, waits for an approval. What an admin approved does not count towards the day.

## Conditions

As data: \`{"data.amount": {"gte": 5000}, "data.currency": {"in": ["usd", "eur"]}}\`, with the tests \`eq ne in gt gte lt
lte contains exists\`, combined by \`all\`, \`any\` and \`not\`. Or as an expression: \`data.amount >= 5000 && data.status ===
'succeeded'\`. A field that is not there means *not matched*, under negation too.

## Templates

\`{{path | filter}}\` in any text. Paths begin at \`event\`, \`steps.<id>\` (what an earlier step brought), \`run\`, the item of
a \`forEach\`, or something that is fetched when the run begins. A text that is one hole alone keeps its type. Values are
escaped for where they land (Slack, SMS, a web address) and are never read as templates again. A value that would make a part of a
web address empty, \`.\` or \`..\` fails the step. \`{{secret.name}}\` stands in headers of \`http\` steps alone; its value is put in when the
request leaves, for the hosts that the secret is for, and is taken out of the answer. All texts of one step have at most 200,000 characters.

| Filter | Written |
|---|---|
`;

function describeStep({ kind, title, description, example }: StepKind): string {
  return `### \`${kind}\`: ${title}\n\n${description}\n\n${fence(example)}\n`;
}

/** The reference of everything that a definition may say. Written to `docs/reference/` by its test. */
export function automationReference(catalogue: Catalogue): string {
  const filters = [...FILTERS].map(([name, { example }]) => `| \`${name}\` | \`${example}\` |`);
  const fetched = [...catalogue.enrichments.values()].map(
    ({ name, provider, fields }) =>
      `| \`${name}\` | ${provider} | ${fields.map((field) => `\`${field}\``).join(" ")} |`,
  );
  return [
    `${INTRO}${filters.join("\n")}\n`,
    "## Fetched when a run begins\n",
    "An event names its object. What else a definition refers to is fetched once, as it is then; where the event names no customer, the customer of its charge is. The editor warns where the trigger names nothing to fetch.\n",
    "| Name | Provider | Fields |\n|---|---|---|",
    `${fetched.join("\n")}\n`,
    "## Steps\n",
    "Every step has an `id`, and may have a `name` and a condition `when`. A step that does not fit is skipped, with the reason.\n",
    stepKinds.map(describeStep).join("\n"),
  ].join("\n");
}

/** The reference of every listed event type. Written to `docs/reference/` by its test. */
export function eventReference(catalogue: Catalogue): string {
  const events = [...catalogue.events.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
  const sections = events.map(
    ({ type, title, description, fields, sample }) =>
      `## \`${type}\`\n\n${title}.${description ? ` ${description}` : ""} Fields of \`data\`: ${fields.map((field) => `\`${field}\``).join(" ")}\n\n${fence(sample)}\n`,
  );
  return `# Events\n\nThe listed event types with the only fields of \`data\` that are stored, and a sample. A provider's other types are
stored under its own name, as \`stripe.<type>\`. Code of your own publishes by \`POST /api/v1/events\`.\n\n${sections.join("\n")}`;
}
