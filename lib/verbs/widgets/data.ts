import { z } from "zod";

import { eventLine } from "@/lib/automations/event-line";
import { groupByPayment, paymentLine } from "@/lib/business/payment-events";
import { widgetDataSchema } from "@/lib/contracts/widget";
import { AppError } from "@/lib/core/errors";
import { matchTopic } from "@/lib/core/topics";
import type { ConnectionRow } from "@/lib/db/connections";
import type { LogChanges } from "@/lib/db/log-changes";
import { ProviderError } from "@/lib/providers/errors";
import type { Operation } from "@/lib/providers/operation";
import { canonicalJson } from "@/lib/providers/plan";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { WidgetData } from "@/lib/widgets/data";
import { readEnough } from "@/lib/widgets/pages";
import { parseDefinition } from "@/lib/widgets/parse-definition";
import type { WidgetDefinition } from "@/lib/widgets/schema";
import { runTransform } from "@/lib/widgets/transform";
import { unsupportedParts } from "@/lib/widgets/unsupported";

import { readThrough } from "../connections/call";
import { defineVerb } from "../define";
import { customerNames, rowNames } from "../objects/names";
import type { Context } from "../types";
import { readBoard, type Board } from "./board";
import { isBusinessEvent } from "./business-event";
import { SharedAnswers } from "./shared-answers";

type Variables = Readonly<Record<string, string>>;
interface Source {
  readonly body: unknown;
  readonly hasMore: boolean;
  readonly connection: ConnectionRow | null;
  readonly drift: readonly string[];
  /** When the provider answered. */
  readonly at?: Date;
  readonly shown?: Operation["shown"];
}

interface Load {
  readonly definition: WidgetDefinition;
  readonly board: Board;
  /** The connection that the widget names. */
  readonly wanted: string | null;
  readonly variables: Variables;
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

function chooseConnection(
  { connections }: Board,
  provider: string,
  wanted: string | null,
): ConnectionRow {
  const mine = connections.filter((row) => row.provider === provider);
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

const KEEP_MS = 10_000;

/** A page of a provider's answer, and when it came. */
interface Answered {
  readonly page: Awaited<ReturnType<typeof readThrough>>;
  readonly at: Date;
}
const answers = new SharedAnswers<Answered>();

interface Question {
  readonly connection: ConnectionRow;
  readonly operation: string;
  readonly input: unknown;
  /** Types of events after which the answer may be another one. */
  readonly changedBy: readonly string[];
  /** Answers of this operation follow their events late, so a recent one is not to be trusted. */
  readonly settlesLate: boolean;
  readonly changes: LogChanges;
}

/** One question to the provider for all people and widgets that ask the same, until something happens that changes it. */
function ask({ services }: Context, question: Question, cursor?: string): Promise<Answered> {
  const { connection, operation, input, changedBy, settlesLate, changes } = question;
  const { id, workspaceId, generation, status } = connection;
  const key = [workspaceId, id, generation, status, operation, input, cursor ?? null];
  return answers.get(canonicalJson(key), {
    head: changes.head,
    keepMs: settlesLate ? 0 : KEEP_MS,
    isOutdated: (head) =>
      head < changes.knownAfter ||
      changes.newest.some(
        (event) =>
          event.seq > head &&
          (event.connection === null || event.connection === id) &&
          changedBy.some((pattern) => matchTopic(pattern, event.type)),
      ),
    ask: async () => {
      const page = await readThrough(services, connection, operation, { input, cursor });
      return { page, at: services.now() };
    },
  });
}

/** A further page, or `null` where the provider does not give it now: the first ones are worth showing. */
async function askOn(context: Context, question: Question, cursor: string) {
  try {
    return (await ask(context, question, cursor)).page;
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

async function fromProvider(
  context: Context,
  { definition, board, wanted, variables }: Load,
): Promise<Source> {
  if (!isProviderId(definition.provider))
    throw badDefinition([
      { path: "provider", message: `There is no provider “${definition.provider}”` },
    ]);
  const { operation, input } = operationInput(definition, variables);
  const connection = chooseConnection(board, definition.provider, wanted);
  const declared = getProvider(definition.provider).operations[operation];
  const { dataSource } = definition;
  const refreshOn = dataSource.type === "api" ? dataSource.refreshOn : undefined;
  const question = {
    connection,
    operation,
    input,
    changedBy: refreshOn ?? declared?.changedBy ?? [],
    settlesLate: declared?.settlesMs !== undefined,
    changes: board.changes,
  };
  const first = await ask(context, question);
  const result = await readEnough(
    definition,
    first.page,
    (cursor) => askOn(context, question, cursor),
    { variables, nowMs: context.services.now().getTime() },
  );
  return {
    body: result.output,
    hasMore: result.nextCursor !== null,
    connection,
    drift: result.drift,
    at: first.at,
    shown: declared?.shown,
  };
}

/** The newest events, each with its line for people. */
async function fromEvents(
  context: Context,
  board: Board,
  { pattern, limit, businessOnly }: Extract<WidgetDefinition["dataSource"], { type: "events" }>,
): Promise<Source> {
  const recent = await board.recentEvents();
  const matching = recent
    .filter((event) => matchTopic(pattern, event.type))
    .filter((event) => !businessOnly || isBusinessEvent(event, context.services.catalogue))
    .slice(0, limit);
  const nameOf = await customerNames(context, matching);
  const groups = businessOnly
    ? groupByPayment(matching)
    : matching.map((event) => ({ events: [event] as const }));
  const body = groups.map(({ events: [event, ...others] }) => ({
    ...event,
    line:
      (businessOnly ? paymentLine([event, ...others], nameOf(event)?.name ?? null) : null) ??
      eventLine(event, context.services.catalogue, nameOf(event)),
  }));
  return { body, hasMore: (recent.at(-1)?.seq ?? 1) > 1, connection: null, drift: [] };
}

function load(context: Context, wanted: Load): Promise<Source> {
  const { dataSource } = wanted.definition;
  if (dataSource.type === "api") return fromProvider(context, wanted);
  if (dataSource.type === "events") return fromEvents(context, wanted.board, dataSource);
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
  output: widgetDataSchema,
  async run(context, { id, variables }): Promise<WidgetData> {
    const { services } = context;
    const board = await readBoard(context, id);
    const widget = board.widget(id);
    const parsed = parseDefinition(widget.definition);
    if (!parsed.ok) throw badDefinition(parsed.issues);
    const { definition } = parsed;
    const source = await load(context, {
      definition,
      board,
      wanted: widget.connectionId,
      variables,
    });
    const result = runTransform(definition, source.body, {
      variables,
      nowMs: services.now().getTime(),
      ...(source.shown ? { shown: source.shown } : {}),
    });
    if (!result.ok) throw badDefinition(result.issues);
    const names = source.connection && (await rowNames(context, source.connection.id, result.rows));
    return {
      ...(names && Object.keys(names).length > 0 ? { names } : {}),
      rows: result.rows,
      fetched: result.fetched,
      hasMore: source.hasMore,
      asOf: (source.at ?? services.now()).toISOString(),
      livemode: source.connection?.livemode ?? null,
      timeZone: source.connection?.timeZone ?? "UTC",
      currency: source.connection?.currency ?? null,
      diagnostics: [...unsupportedParts(definition), ...result.diagnostics, ...source.drift],
    };
  },
});
