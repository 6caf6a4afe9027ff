import { hasConsent } from "@/lib/db/allowed-moves";
import { appendAudit } from "@/lib/db/audit";
import { takenClaims } from "@/lib/db/claims";
import type { Database } from "@/lib/db/database";
import type { ApprovalsPort, AuditEntry, ClaimsPort } from "@/lib/providers/execute";

/**
 * Who may send what. People are held to their role by the verb that they use; an automation acts for the person who
 * enabled it, and needs an approval of exactly this plan for what cannot be taken back, unless an owner allowed so much
 * money. Nobody else writes.
 */
export function createApprovals(db: Database): ApprovalsPort {
  return {
    async authorize({ plan, actor }) {
      if (actor?.kind === "user") return { allowed: true };
      if (actor?.kind !== "automation")
        return { allowed: false, reason: "Only a person or an automation may write." };
      if (plan.effect === "write") return { allowed: true };
      const { step } = actor;
      const allowed =
        step !== undefined &&
        (await db.withService((trx) => hasConsent(trx, { ...step, planHash: plan.planHash })));
      return { allowed, reason: "It needs the approval of an admin." };
    },
  };
}

/** One audit row for every write that was tried or refused, by whomever. */
export function createAudit(db: Database): (entry: AuditEntry) => Promise<void> {
  return async ({ plan, connection, actor, outcome, requestId, reason }) => {
    const { workspace } = connection;
    if (!workspace || !actor) return;
    await db.withService((trx) =>
      appendAudit(trx, {
        workspaceId: workspace,
        actor,
        action: plan.operation.slice(0, 100),
        target: plan.line.slice(0, 300),
        details: {
          outcome,
          connection: connection.id,
          planHash: plan.planHash,
          ...(actor.step ? { run: actor.step.runId, step: actor.step.key } : {}),
          ...(requestId ? { requestId } : {}),
          ...(reason ? { reason } : {}),
        },
      }),
    );
  };
}

/** Writes of the steps of all runs at providers that keep no mark of it. */
export function createClaims(db: Database): ClaimsPort {
  return { taken: (ids) => db.withService((trx) => takenClaims(trx, ids)) };
}
