import { AppError } from "@/lib/core/errors";

import { apply, requestIdOf, type Call, type Sent } from "./apply";
import { requireOperation } from "./catalogue";
import { ProviderError } from "./errors";
import type {
  AuditEntry,
  ExecutorOptions,
  ExecuteOptions,
  Applied,
  Planned,
  Execute,
} from "./execute-types";
import { DEFAULT_TIMEOUT_MS, sendWithRetries } from "./http";
import { describeIssue, issuesOf } from "./issues";
import { buildPlan } from "./plan";
import type { PlanConnection } from "./plan";
import { getProvider } from "./registry";
import type { HttpRequest, Operation, ProviderCredentials } from "./types";

export type * from "./execute-types";

function parseInput(operation: Operation, name: string, input: unknown): unknown {
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new AppError(
    "invalid",
    `The input of ${name} is not valid. ${issues.map(describeIssue).join("; ")}.`,
    { details: { fields: issues.map((issue) => issue.path.map(String).join(".")) } },
  );
}

function requireMode(operation: Operation, name: string, connection: PlanConnection): void {
  if (operation.testModeOnly && connection.livemode)
    throw new AppError("invalid", `${name} only works in test mode. Choose a test account.`);
}

function pageOf(
  operation: Operation,
  name: string,
  request: HttpRequest,
  cursor: string | undefined,
): HttpRequest {
  if (cursor === undefined) return request;
  if (operation.page) return operation.page.apply(request, cursor);
  throw new AppError("invalid", `${name} has no pages.`);
}

/** Creates the only function that calls providers. Verbs and the worker share its checks. */
export function createExecutor(ports: ExecutorOptions): Execute {
  const runner = createRunner(ports);
  const execute = async (
    connection: PlanConnection,
    key: string,
    rawInput: unknown,
    options: ExecuteOptions,
  ): Promise<Planned | Applied> => {
    const adapter = (ports.provider ?? getProvider)(connection.provider);
    const operation = requireOperation(adapter, key);
    const name = `${adapter.name}.${key}`;
    requireMode(operation, name, connection);
    const input = parseInput(operation, name, rawInput);
    const request = pageOf(operation, name, operation.request(input), options.cursor);
    const plan = buildPlan(adapter, { name, operation, input }, connection, request);
    if (options.planHash !== undefined && options.planHash !== plan.planHash)
      throw new AppError(
        "conflict",
        `The approved request of ${name} differs from the one that would be sent now. Create a new plan.`,
      );
    if (options.mode === "plan") return { mode: "plan", plan };
    return runner({ adapter, operation, connection, plan, input, request, options });
  };
  // The overloads only narrow the result by `mode`, which the body does at run time.
  return execute as Execute;
}

function createRunner(ports: ExecutorOptions): (call: Call) => Promise<Applied> {
  const clock = ports.clock ?? (() => new Date());
  const sleep =
    ports.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const attempt = async (
    call: Call,
    request: HttpRequest,
    refused?: ProviderCredentials,
  ): Promise<Sent> => {
    const credentials = await ports.credentials.resolve(call.connection, {
      refresh: refused !== undefined,
      ...(refused ? { refused } : {}),
    });
    requireValid(call, credentials);
    call.options.onSend?.();
    const started = clock().getTime();
    const { by } = call.operation.idempotency;
    const repeatable = request.method === "GET" || ["nature", "header", "field"].includes(by);
    const result = await sendWithRetries(
      () =>
        call.adapter.send(request, credentials, {
          fetch: ports.fetch ?? globalThis.fetch,
          timeoutMs: ports.timeoutMs ?? DEFAULT_TIMEOUT_MS,
          signal: call.options.signal,
        }),
      (response, now) => call.adapter.classify(response, now),
      { repeatable, sleep, now: clock, signal: call.options.signal },
    );
    ports.trace?.({
      operation: call.plan.operation,
      connection: call.connection.id,
      method: request.method,
      path: request.path,
      status: result.response?.status ?? null,
      outcome: result.ok ? "ok" : result.fault.code,
      attempts: result.attempts,
      ms: clock().getTime() - started,
      requestId: result.ok ? requestIdOf(call, result) : result.fault.requestId,
    });
    if (!result.ok && result.fault.code === "UNAUTHORIZED" && !refused && canRefresh(credentials))
      return attempt(call, request, credentials);
    return { ...result, sender: call.adapter.describeCredential?.(credentials).sender };
  };
  return async (call) => {
    await gate(ports, call);
    const applied = await apply(call, (request) => attempt(call, request), ports.claims).catch(
      async (error: unknown) => {
        if (error instanceof ProviderError) await ports.health?.(call.connection, error);
        await auditWrite(ports, call, failureOf(error));
        throw error;
      },
    );
    await ports.health?.(call.connection, null);
    await auditWrite(ports, call, { outcome: "applied", requestId: applied.requestId });
    return applied;
  };
}

/** Reports an invalid stored credential as an error of the connection, not of the input. */
function requireValid(call: Call, credentials: ProviderCredentials): void {
  const verdict = call.adapter.validateCredentials(credentials);
  if (verdict.valid) return;
  throw new ProviderError(call.adapter.name, call.plan.operation, {
    code: "INVALID_CREDENTIALS",
    message: verdict.error ?? "The stored credential is not valid. Connect the account again.",
    retryable: false,
    action: "reconnect",
  });
}

function canRefresh(credentials: ProviderCredentials): boolean {
  return credentials.refresh_token !== undefined;
}

async function gate(ports: ExecutorOptions, call: Call): Promise<void> {
  if (call.operation.effect === "read") return;
  const verdict = (await ports.approvals?.authorize({
    plan: call.plan,
    connection: call.connection,
    actor: call.options.actor,
  })) ?? { allowed: false };
  if (verdict.allowed) return;
  const reason = verdict.reason ?? "An admin must approve it.";
  await auditWrite(ports, call, { outcome: "refused", reason });
  throw new AppError("forbidden", `${call.operation.title} was not sent. ${reason}`, {
    details: { planHash: call.plan.planHash },
  });
}

async function auditWrite(
  ports: ExecutorOptions,
  { operation, plan, connection, options }: Call,
  entry: Omit<AuditEntry, "plan" | "connection" | "actor">,
): Promise<void> {
  if (operation.effect === "read") return;
  await ports.audit?.({ plan, connection, actor: options.actor, ...entry });
}

function failureOf(error: unknown): Omit<AuditEntry, "plan" | "connection" | "actor"> {
  if (!(error instanceof ProviderError)) return { outcome: "failed" };
  return {
    outcome: error.indeterminate ? "indeterminate" : "failed",
    requestId: error.requestId,
    reason: error.apiCode,
  };
}
