import { z } from "zod";

import type { Choice, Choices } from "@/lib/automations/form/choices";
import { AppError } from "@/lib/core/errors";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import { canonicalJson } from "@/lib/providers/plan";
import type { ChoiceSource } from "@/lib/providers/types";

import { readThrough, requireConnection } from "../connections/call";
import { defineVerb } from "../define";
import type { Context, Services } from "../types";

const MAX_CHOICES = 1000;
const MAX_PAGES = 20;
const MAX_CHARACTERS = 200;
const FRESH_MS = 60_000;
const MAX_CACHED = 300;

interface Listed {
  readonly choices: readonly Choice[];
  readonly isCut: boolean;
}

/** Recent and pending lists, so that identical requests share one call. */
const cache = new Map<string, { readonly untilMs: number; readonly listed: Promise<Listed> }>();

const shorten = (text: string) =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;

function choiceOf(item: unknown, source: ChoiceSource): Choice | null {
  if (typeof item !== "object" || item === null) return null;
  const { [source.value]: value, [source.label]: label } = item as Record<string, unknown>;
  const isOut =
    source.unless !== undefined && (item as Record<string, unknown>)[source.unless] === true;
  if (isOut || typeof value !== "string" || value === "") return null;
  return {
    value,
    label: shorten(typeof label === "string" && label !== "" ? label : value),
    group: source.group ?? "",
  };
}

async function readList(
  services: Services,
  connection: ConnectionRow,
  source: ChoiceSource,
  input: unknown,
): Promise<Listed> {
  const choices: Choice[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const { operation } = source;
    const page = await readThrough(services, connection, operation, {
      input,
      cursor: cursor ?? undefined,
    });
    const items = (page.output as Record<string, unknown> | null)?.[source.items];
    for (const item of Array.isArray(items) ? items : []) {
      const choice = choiceOf(item, source);
      if (choice) choices.push(choice);
    }
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null && pages < MAX_PAGES && choices.length < MAX_CHOICES);
  return {
    choices: choices.slice(0, MAX_CHOICES),
    isCut: cursor !== null || choices.length > MAX_CHOICES,
  };
}

function listed(
  services: Services,
  connection: ConnectionRow,
  source: ChoiceSource,
  input: unknown,
): Promise<Listed> {
  const nowMs = services.now().getTime();
  const { id, generation } = connection;
  const key = canonicalJson([id, generation, source.operation, source.value, source.label, input]);
  const found = cache.get(key);
  if (found && found.untilMs > nowMs) return found.listed;
  cache.delete(key);
  const work = readList(services, connection, source, input);
  cache.set(key, { untilMs: nowMs + FRESH_MS, listed: work });
  const [oldest] = cache.keys();
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  work.catch(() => cache.delete(key));
  return work;
}

/** Returns the wanted connection, or the provider's oldest one, which a run would use by default. */
async function findConnection(
  context: Context,
  provider: string,
  wanted: string | undefined,
): Promise<ConnectionRow | null> {
  const { services, user, workspaceId } = context;
  if (wanted !== undefined) {
    const chosen = await requireConnection(context, wanted);
    if (chosen.provider !== provider)
      throw new AppError("invalid", "The chosen account belongs to another provider.");
    return chosen.status === "revoked" ? null : chosen;
  }
  const rows = await services.db.withUser(user, (trx) => listConnections(trx, workspaceId));
  const usable = rows.filter((row) => row.provider === provider && row.status !== "revoked");
  return usable.at(-1) ?? null;
}

/** Builds the input of the list operation. Returns the fields that are still empty in `missing`. */
function inputOf(
  { input = {}, from = {} }: ChoiceSource,
  values: Readonly<Record<string, string>>,
) {
  const missing = Object.values(from).filter((field) => !values[field]);
  const filled = Object.entries(from).map(([theirs, ours]) => [theirs, values[ours]]);
  return { input: { ...input, ...(Object.fromEntries(filled) as object) }, missing };
}

/** Explains why a part of a list could not be read. */
function problemOf({ reason, group }: { readonly reason: unknown; readonly group: string }) {
  const why = reason instanceof AppError ? reason.message : "This part could not be loaded.";
  return group === "" ? why : `${group}: ${why}`;
}

export const listChoices = defineVerb({
  name: "automations.choices",
  description:
    "Lists the possible values of an operation's field from the connected account, such as channels, projects or people. At most a thousand of each, cached for up to a minute.",
  effect: "read",
  role: "member",
  input: z.object({
    /** Full name, e.g. `slack.messages.post`. */
    operation: z.string().max(120),
    field: z.string().max(100),
    connection: z.uuid().optional(),
    /** Values of other fields that the list depends on. */
    values: z.record(z.string().max(100), z.string().max(500)).default({}),
  }),
  async run(context, { operation, field, connection: wanted, values }): Promise<Choices> {
    const { services } = context;
    const entry = services.catalogue.operations.get(operation);
    const sources = entry?.fields.find(({ name }) => name === field)?.choices ?? [];
    if (!entry || sources.length === 0)
      throw new AppError("not_found", `“${field}” of ${operation} has no choices.`);
    const asked = sources.map((source) => ({ source, ...inputOf(source, values) }));
    const missing = asked.flatMap((one) => one.missing);
    if (missing.length > 0) return { status: "needs", fields: [...new Set(missing)] };
    const connection = await findConnection(context, entry.provider, wanted);
    if (!connection) return { status: "not-connected" };
    const results = await Promise.allSettled(
      asked.map(({ source, input }) => listed(services, connection, source, input)),
    );
    const found = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const failed = results.flatMap((one, index) =>
      one.status === "rejected"
        ? [{ reason: one.reason as unknown, group: asked[index]?.source.group ?? "" }]
        : [],
    );
    if (found.length === 0) throw failed[0]?.reason;
    return {
      status: "listed",
      account: connection.label || connection.accountId,
      choices: found.flatMap(({ choices }) =>
        choices.toSorted((a, b) => a.label.localeCompare(b.label)),
      ),
      isCut: found.some(({ isCut }) => isCut),
      problem: failed.length === 0 ? null : failed.map(problemOf).join(" "),
    };
  },
});
