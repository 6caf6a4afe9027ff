import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import { appendAudit } from "@/lib/db/audit";
import { asService, type Transaction } from "@/lib/db/database";
import { appendSecurityEvent } from "@/lib/db/security-log";

import { actorOf, hasRole, type Context, type SessionActor, type Verb } from "./types";

/** Builds the audit row of a call from its input and output. */
type AuditNote<Input, Output> = (
  input: Input,
  output: Output,
) => { target?: string; details?: Record<string, string | number | boolean | null> };

function parse<Input>(schema: z.ZodType<Input>, raw: unknown): Input {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: z.core.toDotPath(path),
    message,
  }));
  const sentence = issues
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join("; ");
  throw new AppError("invalid", sentence, { details: { issues } });
}

/** True if row-level security rejected a row, for example because the caller's role changed during the request. */
const isRowRefused = (error: unknown): boolean =>
  error instanceof Error &&
  (error as { code?: unknown }).code === "42501" &&
  error.message.includes("row-level security");

/** Writes a denied call to the security log. A failure of that is only logged. */
async function noteRefusal(context: Context, action: string): Promise<void> {
  await appendSecurityEvent(context.services.db, {
    kind: "refused",
    userId: context.user.sub,
    workspaceId: context.workspaceId,
    details: { action, role: context.role },
  }).catch((err: unknown) => logger.warn({ err }, "security log not written"));
}

/** The output of a verb whose audit row is in the transaction of its effect. Only `RecordCall` creates one. */
class Recorded<Output> {
  /** Makes the type nominal, so that no other object with an output is a `Recorded`. */
  protected readonly isRecorded = true;
  readonly output: Output;
  constructor(output: Output) {
    this.output = output;
  }
}

/**
 * Appends the audit row of the call to the transaction of its effect, so that neither exists without the other. The last
 * statement of the transaction. Returns the output in the form that the verb must return.
 */
export type RecordCall = <Output>(trx: Transaction, output: Output) => Promise<Recorded<Output>>;

type Definition<Input, Output> = Omit<Verb<Input, Output>, "run">;

/** A verb without audit rows: it reads, or changes only what its own caller sees. */
interface Unaudited<Input, Output> extends Definition<Input, Output> {
  readonly audit?: undefined;
  run(context: Context, input: Input): Promise<Output>;
}

/** A verb whose calls appear in the audit log. */
interface Audited<Input, Output> extends Definition<Input, Output> {
  readonly audit: AuditNote<Input, Output>;
  run(context: Context, input: Input, record: RecordCall): Promise<Recorded<Output>>;
}

/** Returns the session of the caller. Throws "forbidden" for a token. */
export function requireSession({ actor, services }: Context): SessionActor {
  if (actor.kind === "session") return actor;
  throw new AppError(
    "forbidden",
    `This requires a signed-in person. Open ${services.env.appUrl} to do it there.`,
    { details: { reason: "session_required", url: services.env.appUrl } },
  );
}

/** Throws "forbidden" if the caller is a token whose scopes do not include the verb, or the role is too low. */
async function requirePermission(context: Context, verb: Definition<unknown, unknown>) {
  const { actor, role } = context;
  if (verb.session) requireSession(context);
  const isInScope =
    actor.kind === "session" || (verb.scope !== undefined && actor.scopes.includes(verb.scope));
  if (isInScope && hasRole(role, verb.role)) return;
  await noteRefusal(context, verb.name);
  throw new AppError(
    "forbidden",
    isInScope
      ? `This requires the role “${verb.role}”, but your role is “${role}”. Ask an owner of the workspace.`
      : `This token may not call ${verb.name}.`,
  );
}

/** Runs the body of a verb, which records its call if the verb is audited. */
async function runBody<Input, Output>(
  verb: Unaudited<Input, Output> | Audited<Input, Output>,
  context: Context,
  input: Input,
): Promise<Output> {
  if (verb.audit === undefined) return verb.run(context, input);
  const { audit, name: action } = verb;
  const { workspaceId } = context;
  const recorded = await verb.run(context, input, async (trx, output) => {
    const note = audit(input, output as unknown as Output); // the verb's type ensures that it returns this output
    await asService(trx, (service) =>
      appendAudit(service, { workspaceId, actor: actorOf(context), action, ...note }),
    );
    return new Recorded(output);
  });
  return recorded.output;
}

/** Wraps a verb in the checks that every entry point must pass: role, input, session. */
export function defineVerb<Input, Output>(verb: Audited<Input, Output>): Verb<Input, Output>;
export function defineVerb<Input, Output>(verb: Unaudited<Input, Output>): Verb<Input, Output>;
export function defineVerb<Input, Output>(
  verb: Unaudited<Input, Output> | Audited<Input, Output>,
): Verb<Input, Output> {
  return {
    ...verb,
    async run(context, raw) {
      await requirePermission(context, verb);
      const input = parse(verb.input, raw);
      if (verb.session) await requireSession(context).confirm();
      return runBody(verb, context, input).catch(async (error: unknown) => {
        if (!isRowRefused(error)) throw error;
        await noteRefusal(context, verb.name);
        throw new AppError(
          "forbidden",
          "Your role does not allow this. Ask an owner of the workspace.",
          {
            cause: error,
          },
        );
      });
    },
  };
}
