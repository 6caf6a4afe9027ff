import { createHash } from "node:crypto";

import { requestTarget } from "./http";
import type { Effect, HttpRequest, Operation, Param, Params, ProviderAdapter } from "./types";

/** Fields of a connection that a plan includes. */
export interface PlanConnection {
  readonly id: string;
  readonly provider: string;
  readonly workspace?: string | undefined;
  /** The provider's account id, `null` when it has none. */
  readonly account: string | null;
  readonly livemode: boolean;
  /** `connections.status` when it was read; `undefined` for a new connection. */
  readonly status?: string | undefined;
}

/** The exact request that would be sent. `planHash` covers everything that can change the outcome. */
export interface Plan {
  /** Full name, e.g. `stripe.charges.list`. */
  readonly operation: string;
  readonly title: string;
  readonly effect: Effect;
  readonly connection: string;
  readonly account: string | null;
  readonly livemode: boolean;
  readonly apiVersion: string;
  readonly method: string;
  readonly path: string;
  readonly query: Params;
  readonly body: unknown;
  /** Method, path and query as one line for people. */
  readonly line: string;
  /** What people should check, such as a value that the provider does not document. Left out if there is nothing. */
  readonly warnings?: readonly string[] | undefined;
  /** Hex sha256 of the canonical form. */
  readonly planHash: string;
}

/** Serialises JSON with sorted keys and without `undefined`, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function present(params: Params | undefined): Params {
  const entries = Object.entries(params ?? {}).filter(
    (entry): entry is [string, Exclude<Param, undefined>] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Builds the plan of a request with its hash. Pure. */
export function buildPlan(
  adapter: ProviderAdapter,
  { name, operation, input }: { name: string; operation: Operation; input: unknown },
  connection: PlanConnection,
  request: HttpRequest,
): Plan {
  const bound = {
    connection: connection.id,
    account: connection.account,
    livemode: connection.livemode,
    apiVersion: adapter.manifest.apiVersion,
    method: request.method,
    path: request.path,
    query: present(request.query),
    body: request.form ?? request.json ?? null,
  };
  const planHash = createHash("sha256").update(canonicalJson(bound)).digest("hex");
  const warnings = operation.warnings?.(input) ?? [];
  return {
    ...bound,
    operation: name,
    title: operation.title,
    effect: operation.raises?.(input) ? "destructive" : operation.effect,
    line: `${request.method} ${requestTarget(request)}`,
    ...(warnings.length > 0 ? { warnings } : {}),
    planHash,
  };
}
