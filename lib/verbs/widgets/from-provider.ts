import { matchTopic } from "@/lib/core/topics";
import type { ConnectionRow } from "@/lib/db/connections";
import type { LogChanges } from "@/lib/db/log-changes";
import { operationOf } from "@/lib/providers/catalogue";
import { ProviderError } from "@/lib/providers/errors";
import { canonicalJson } from "@/lib/providers/plan";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import { readEnough } from "@/lib/widgets/pages";

import { readThrough } from "../connections/call";
import type { Context } from "../types";
import { fromCopy } from "./from-copy";
import { SharedAnswers } from "./shared-answers";
import { badDefinition, bind, chooseConnection, type LoadOf, type Source } from "./source";

type Load = LoadOf<"api">;

/** The operation's input: path parameters from variables, then the definition's parameters. */
function operationInput({ definition, dataSource, variables }: Load) {
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

/**
 * Reads a provider's list or object. A list whose objects the synced copy holds comes from the copy, in the same shape; the
 * provider is asked while the copy is not complete or lags behind the log.
 */
export async function fromProvider(context: Context, load: Load): Promise<Source> {
  const { definition, dataSource, board, wanted, variables } = load;
  if (!isProviderId(definition.provider))
    throw badDefinition([
      { path: "provider", message: `There is no provider “${definition.provider}”` },
    ]);
  const { operation, input } = operationInput(load);
  const connection = chooseConnection(board, definition.provider, wanted);
  const declared = operationOf(getProvider(definition.provider), operation);
  const copied = declared && (await fromCopy(context, load, { connection, declared, input }));
  if (copied) return copied;
  const question = {
    connection,
    operation,
    input,
    changedBy: dataSource.refreshOn ?? declared?.changedBy ?? [],
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
    hasMore: result.hasMore,
    connection,
    warnings: result.drift,
    at: first.at,
    shown: declared?.shown,
  };
}
