import type { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import { appendAudit } from "@/lib/db/audit";
import { appendSecurityEvent } from "@/lib/db/security-log";

import { hasRole, type Context, type Verb } from "./types";

/** Builds the audit row of a call from its input and output. */
type AuditNote<Input, Output> = (
  input: Input,
  output: Output,
) => { target?: string; details?: Record<string, string | number | boolean | null> };

function parse<Input>(schema: z.ZodType<Input>, raw: unknown): Input {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.join("."),
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

/** Wraps a verb in the checks that every entry point must pass: role, input, session. Writes the audit row afterwards. */
export function defineVerb<Input, Output>(
  verb: Omit<Verb<Input, Output>, "run"> & {
    run(context: Context, input: Input): Promise<Output>;
    /** Set for calls that appear in the audit log; reads have none. */
    audit?: AuditNote<Input, Output>;
  },
): Verb<Input, Output> {
  return {
    ...verb,
    async run(context, raw) {
      if (!hasRole(context.role, verb.role)) {
        await noteRefusal(context, verb.name);
        throw new AppError(
          "forbidden",
          `This requires the role “${verb.role}”, but your role is “${context.role}”. Ask an owner of the workspace.`,
        );
      }
      const input = parse(verb.input, raw);
      if (verb.session) await context.confirmSession();
      const output = await verb.run(context, input).catch(async (error: unknown) => {
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
      if (verb.audit) {
        const note = verb.audit(input, output);
        await context.services.db.withService((trx) =>
          appendAudit(trx, {
            workspaceId: context.workspaceId,
            actor: context.actor,
            action: verb.name,
            ...note,
          }),
        );
      }
      return output;
    },
  };
}
