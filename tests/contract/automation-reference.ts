import { FREE_ROUNDS } from "@/lib/automations/bulk";
import type { Catalogue } from "@/lib/automations/catalogue";
import { stepKinds } from "@/lib/automations/steps/parse";
import type { StepKind } from "@/lib/automations/steps/types";
import { FILTERS } from "@/lib/expressions/filters";

const fence = (json: unknown) => `\`\`\`json\n${JSON.stringify(json, null, 2)}\n\`\`\``;

const INTRO = `# Automations

An automation is a JSON definition of a trigger and the steps that follow. Every saved version is immutable, and a run
keeps the version that it started with. Saving a definition with unknown keys, operations or fields is rejected.

${fence({
  schema: 1,
  name: "Onboard large customers",
  on: { event: "stripe.payment.received", where: { "data.amount": { gte: 5000 } } },
  steps: [
    {
      id: "ticket",
      use: "jira.issues.create",
      with: { project: "ONB", summary: "Onboard {{customer.email | default: 'a customer'}}" },
    },
  ],
})}

## Triggers

| \`on\` | Starts |
|---|---|
| \`{"event": "stripe.payment.*", "where": …}\` | when an event that matches the pattern is stored; \`where\` can use its fields, such as \`data.amount\` and \`subject\` |
| \`{"schedule": "0 9 * * 1", "timeZone": "Europe/Berlin"}\` | on a cron schedule with five parts, in that time zone |
| \`{"manual": true}\` | when a person starts it |

Clicks in the dashboard start an automation only if its \`origins\` include \`ui\`. An event starts an automation at most
once, no matter how often it is delivered.

## Runs and limits

| Key | Means | Default |
|---|---|---|
| \`mode\` | handling of a new run while another is in progress: \`parallel\` runs both, \`queued\` runs it afterwards, \`single\` skips it, \`restart\` cancels the earlier run | \`parallel\` |
| \`per\` | the concurrency key of \`mode\` and \`limits.concurrency\`: one for the whole \`automation\`, or one per \`subject\` of the event, so that events of one object are processed in order | \`automation\` |
| \`limits.concurrency\` | the concurrency limit in \`parallel\` mode: max runs in progress per key, including waiting ones; further runs are queued, oldest first | no limit |
| \`limits.perHour\`, \`limits.perDay\` | max runs; the automation pauses when one is exceeded | 200, 2000 |
| \`limits.money\` | \`[{"currency": "usd", "each": 5000, "perDay": 20000}]\`: auto-approval limits by currency in minor units, which an owner must allow; \`each\` per step, \`perDay\` for all runs in 24 hours | none: every amount needs an approval |
| \`onFailure\` | steps that run once after a step failed for good; they can use \`run.failedStep\` and \`run.error\` | none |
| \`retry\` (of a step) | \`max\` attempts, including the first; \`delay\` before the second one, doubled after each, up to an hour; a provider's Retry-After takes precedence | 5, \`30s\` |

An automation also pauses when five of its last ten finished runs failed. A run has the permissions of the person who
enabled the automation, and stops when that person is no longer an admin.

An irreversible operation always needs the approval of an admin, and so does a \`forEach\` that sends something for more
than ${FREE_ROUNDS} items. An owner can set auto-approval limits for the live version: a number of items per list, and money within its
\`limits.money\`. The currency is read from the provider, not from the event. An amount above a limit, or in a currency
without one, needs an approval. Approved amounts do not count towards the limit per day.

## Conditions

As data: \`{"data.amount": {"gte": 5000}, "data.currency": {"in": ["usd", "eur"]}}\`, with the operators \`eq ne in gt gte lt
lte contains exists\`, combined by \`all\`, \`any\` and \`not\`. Or as an expression: \`data.amount >= 5000 && data.status ===
'succeeded'\`. A condition on a missing field is never met, not even a negated one.

## Templates

Any text can contain \`{{path | filter}}\`. A path starts with \`event\`, \`steps.<id>\` (the result of an earlier step), \`run\`,
the item of a \`forEach\`, or the name of fetched data. A text that consists of a single placeholder keeps the type of its value. Values
are escaped for their destination (Slack, SMS, URL) and never parsed as templates again. A step fails if a value would make a
segment of a URL empty, \`.\` or \`..\`. \`{{secret.name}}\` is only allowed in headers of \`http\` steps. The secret is inserted when the request
is sent, only for its own hosts, and is removed from the response. All texts of a step have at most 200,000 characters in total.

| Filter | Example |
|---|---|
`;

function describeStep({ kind, title, description, example }: StepKind): string {
  return `### \`${kind}\`: ${title}\n\n${description}\n\n${fence(example)}\n`;
}

/** Renders the reference of definitions. Its test writes it to `docs/reference/`. */
export function automationReference(catalogue: Catalogue): string {
  const filters = [...FILTERS].map(([name, { example }]) => `| \`${name}\` | \`${example}\` |`);
  const fetched = [...catalogue.enrichments.values()].map(
    ({ name, provider, fields }) =>
      `| \`${name}\` | ${provider} | ${fields.map((field) => `\`${field}\``).join(" ")} |`,
  );
  return [
    `${INTRO}${filters.join("\n")}\n`,
    "## Fetched data\n",
    "Data that a definition uses and the event does not contain is fetched once, when the run starts. If the event has no customer, the customer of its charge is fetched. The editor warns if the trigger has nothing to fetch it by.\n",
    "| Name | Provider | Fields |\n|---|---|---|",
    `${fetched.join("\n")}\n`,
    "## Steps\n",
    "Every step has an `id`, and may have a `name` and a condition `when`. If the condition is not met, the step is skipped with the reason.\n",
    stepKinds.map(describeStep).join("\n"),
  ].join("\n");
}

/** Renders the reference of event types. Its test writes it to `docs/reference/`. */
export function eventReference(catalogue: Catalogue): string {
  const events = [...catalogue.events.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
  const sections = events.map(
    ({ type, title, description, fields, sample }) =>
      `## \`${type}\`\n\n${title}.${description ? ` ${description}` : ""} Fields of \`data\`: ${fields.map((field) => `\`${field}\``).join(" ")}\n\n${fence(sample)}\n`,
  );
  return `# Events\n\nThe listed event types, each with the fields of \`data\` that are stored and a sample. Other event types of a provider are
stored under its name, as \`stripe.<type>\`. Your own code publishes events with \`POST /api/v1/events\`.\n\n${sections.join("\n")}`;
}
