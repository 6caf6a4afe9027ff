import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { matchTopic } from "@/lib/core/topics";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import { findWidget } from "@/lib/db/dashboards";
import { ProviderError } from "@/lib/providers/errors";
import type { Operation } from "@/lib/providers/operation";
import { canonicalJson } from "@/lib/providers/plan";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { WidgetData } from "@/lib/widgets/data";
import { readEnough } from "@/lib/widgets/pages";
import { parseDefinition, type WidgetDefinition } from "@/lib/widgets/schema";
import { runTransform } from "@/lib/widgets/transform";

import { readThrough } from "../connections/call";
import { defineVerb } from "../define";
import type { Context } from "../types";

type Variables = Readonly<Record<string, string>>;
interface Source {
  readonly body: unknown;
  readonly hasMore: boolean;
  readonly connection: ConnectionRow | null;
  readonly drift: readonly string[];
  readonly shown?: Operation["shown"];
}

const badDefinition = (issues: readonly unknown[]) =>
  new AppError("invalid", "This widget's definition cannot be used.", {
    details: { reason: "bad-definition", issues },
  });

/** A parameter's value: a constant, a variable, or those inside lists and objects. What names no known variable is left out. */
function bind(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((item) => bind(item, variables));
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const name = (value as Record<string, unknown>)["var"];
  if (typeof name === "string") return variables[name];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, bind(item, variables)]),
  );
}

async function chooseConnection(
  context: Context,
  provider: string,
  wanted: string | null,
): Promise<ConnectionRow> {
  const { services, user, workspaceId } = context;
  const rows = await services.db.withUser(user, (trx) => listConnections(trx, workspaceId));
  const mine = rows.filter((row) => row.provider === provider);
  const chosen =
    mine.find((row) => row.id === wanted) ??
    // The account that was connected first stays the one that is shown.
    mine.findLast((row) => row.status !== "revoked");
  if (chosen) return chosen;
  throw new AppError(
    "conflict",
    `${isProviderId(provider) ? getProvider(provider).manifest.name : provider} is not connected.`,
    {
      details: { reason: "not-connected", action: "reconnect", provider },
    },
  );
}

/** The operation's input: path parameters from variables, then the definition's parameters. */
function operationInput(definition: WidgetDefinition, variables: Variables) {
  const { dataSource } = definition;
  if (dataSource.type !== "api") throw badDefinition([]);
  const adapter = getProvider(definition.provider);
  const match = adapter.operationForEndpoint(dataSource.method, dataSource.endpoint);
  if (!match)
    throw badDefinition([
      {
        path: "dataSource.endpoint",
        message: `${adapter.manifest.name} has no read operation at ${dataSource.endpoint}`,
      },
    ]);
  const taken = new Set(Object.values(match.placeholders));
  const fromPath = Object.entries(match.placeholders).map(([field, placeholder]) => {
    const bound = bind(dataSource.params?.[placeholder] ?? { var: placeholder }, variables);
    return [field, bound] as const;
  });
  const params = Object.entries(dataSource.params ?? {}).filter(([key]) => !taken.has(key));
  const input = {
    ...Object.fromEntries(params.map(([key, value]) => [key, bind(value, variables)])),
    ...match.input,
    ...Object.fromEntries(fromPath),
    ...(dataSource.expand ? { expand: dataSource.expand } : {}),
  };
  return { operation: match.operation, input };
}

// One request at a time for the same question, whichever widgets and tabs ask it.
const inFlight = new Map<string, ReturnType<typeof readThrough>>();

interface Question {
  readonly connection: ConnectionRow;
  readonly operation: string;
  readonly input: unknown;
}

function ask({ services }: Context, question: Question, cursor?: string) {
  const { connection, operation, input } = question;
  const key = canonicalJson([connection.id, operation, input, cursor ?? null]);
  const running =
    inFlight.get(key) ??
    readThrough(services, connection, operation, input, cursor).finally(() => inFlight.delete(key));
  inFlight.set(key, running);
  return running;
}

/** A further page, or `null` where the provider does not give it now: the first ones are worth showing. */
async function askOn(context: Context, question: Question, cursor: string) {
  try {
    return await ask(context, question, cursor);
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

async function fromProvider(
  context: Context,
  definition: WidgetDefinition,
  wanted: string | null,
  variables: Variables,
): Promise<Source> {
  if (!isProviderId(definition.provider))
    throw badDefinition([
      { path: "provider", message: `There is no provider “${definition.provider}”` },
    ]);
  const { operation, input } = operationInput(definition, variables);
  const connection = await chooseConnection(context, definition.provider, wanted);
  const question = { connection, operation, input };
  const result = await readEnough(
    definition,
    await ask(context, question),
    (cursor) => askOn(context, question, cursor),
    { variables, nowMs: context.services.now().getTime() },
  );
  return {
    body: result.output,
    hasMore: result.nextCursor !== null,
    connection,
    drift: result.drift,
    shown: getProvider(definition.provider).operations[operation]?.shown,
  };
}

async function fromEvents(
  { services, workspaceId }: Context,
  pattern: string,
  limit: number,
): Promise<Source> {
  const recent = await services.log.recent(workspaceId, 500);
  const matching = recent.filter((event) => matchTopic(pattern, event.type)).slice(0, limit);
  return { body: matching, hasMore: (recent.at(-1)?.seq ?? 1) > 1, connection: null, drift: [] };
}

function load(
  context: Context,
  definition: WidgetDefinition,
  wanted: string | null,
  variables: Variables,
): Promise<Source> {
  const { dataSource } = definition;
  if (dataSource.type === "api") return fromProvider(context, definition, wanted, variables);
  if (dataSource.type === "events")
    return fromEvents(context, dataSource.pattern, dataSource.limit);
  if (dataSource.type === "static")
    return Promise.resolve({ body: dataSource.data, hasMore: false, connection: null, drift: [] });
  throw new AppError("invalid", "This version of the dashboard cannot compute metrics yet.", {
    details: { reason: "unsupported" },
  });
}

/** A widget's rows: fetched through its connection, transformed here, so that only the fields it shows reach a browser. */
export const widgetData = defineVerb({
  name: "widgets.data",
  description: "The rows that a widget shows now.",
  effect: "read",
  role: "viewer",
  input: z.object({
    id: z.uuid(),
    variables: z.record(z.string().max(80), z.string().max(500)).default({}),
  }),
  async run(context, { id, variables }): Promise<WidgetData> {
    const { services, user, workspaceId } = context;
    const widget = await services.db.withUser(user, (trx) => findWidget(trx, workspaceId, id));
    if (!widget) throw new AppError("not_found", "There is no such widget on this dashboard.");
    const parsed = parseDefinition(widget.definition);
    if (!parsed.ok) throw badDefinition(parsed.issues);
    const source = await load(context, parsed.definition, widget.connectionId, variables);
    const result = runTransform(parsed.definition, source.body, {
      variables,
      nowMs: services.now().getTime(),
      ...(source.shown ? { shown: source.shown } : {}),
    });
    if (!result.ok) throw badDefinition(result.issues);
    return {
      rows: result.rows,
      fetched: result.fetched,
      hasMore: source.hasMore,
      asOf: services.now().toISOString(),
      livemode: source.connection?.livemode ?? null,
      timeZone: source.connection?.timeZone ?? "UTC",
      currency: source.connection?.currency ?? null,
      diagnostics: [...result.diagnostics, ...source.drift],
    };
  },
});
