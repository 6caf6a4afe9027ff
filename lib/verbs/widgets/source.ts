import { issue } from "@/lib/core/definition-issues";
import { AppError } from "@/lib/core/errors";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Operation } from "@/lib/providers/operation";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import type { WidgetMetric } from "@/lib/widgets/data";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import type { Board } from "./board";

type Variables = Readonly<Record<string, string>>;

/** The answer of a widget's source, before it is transformed. */
export interface Source {
  readonly body: unknown;
  readonly hasMore: boolean;
  readonly connection: ConnectionRow | null;
  /** Warnings for the author of the definition. */
  readonly warnings: readonly string[];
  /** When the provider answered. */
  readonly at?: Date;
  readonly shown?: Operation["shown"];
  /** Names of objects by id. */
  readonly names?: Readonly<Record<string, string>>;
  readonly metric?: WidgetMetric;
}

type DataSource = WidgetDefinition["dataSource"];

/** The request of a widget, to a source of one type or of any. */
export interface Load<Kind extends DataSource = DataSource> {
  readonly definition: WidgetDefinition;
  readonly dataSource: Kind;
  readonly board: Board;
  /** The connection that the widget names. */
  readonly wanted: string | null;
  readonly variables: Variables;
}

/** The request of a widget with a source of this type. */
export type LoadOf<Type extends DataSource["type"]> = Load<Extract<DataSource, { type: Type }>>;

/** A definition that names something that does not exist, or lacks something. */
export const badDefinition = (issues: readonly unknown[]) =>
  new AppError("invalid", "This widget's definition cannot be used.", {
    details: { reason: "bad-definition", issues },
  });

/** A parameter's value: a constant, a variable, or those inside lists and objects. What names no known variable is left out. */
export function bind(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((item) => bind(item, variables));
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const name = (value as Record<string, unknown>)["var"];
  if (typeof name === "string") return variables[name];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, bind(item, variables)]),
  );
}

/** The connection that a widget shows: the one that it names, else the first of its provider. Throws "conflict" if none is connected. */
export function chooseConnection(
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

/** Provider of a source that reads the synced copy. Throws "invalid" if the provider has none. */
export function copiedProvider({ provider }: WidgetDefinition) {
  const objects = isProviderId(provider) ? getProvider(provider).objects : undefined;
  if (objects) return objects;
  throw badDefinition([
    issue(["provider"], `There is no synced copy of “${provider}”. Use the source api, or stripe`),
  ]);
}

/** Fields that an error of a verb names. */
function fieldsOf(error: AppError): string[] {
  const { fields, issues } = (error.details ?? {}) as { fields?: unknown; issues?: unknown };
  const paths = Array.isArray(issues)
    ? issues.map((one: unknown) => (one as { path?: unknown } | null)?.path)
    : [];
  return [...(Array.isArray(fields) ? fields : []), ...paths].filter(
    (field) => typeof field === "string",
  );
}

/**
 * Runs a verb on behalf of a definition: what the verb finds wrong with its input is wrong with the definition. `pathOf` tells
 * where the data source has a field of the verb.
 */
export async function asDefined<Output>(
  run: () => Promise<Output>,
  pathOf: (field: string) => readonly string[],
): Promise<Output> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    const fields = fieldsOf(error);
    const message = error.message.replace(/^[\w, ]+: /, "");
    const paths = fields.length > 0 ? fields.map(pathOf) : [[]];
    throw badDefinition(paths.map((path) => issue(["dataSource", ...path], message)));
  }
}
