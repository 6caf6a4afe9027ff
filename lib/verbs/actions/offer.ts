import { actionsFor } from "@/lib/actions/prepare";
import { offersSchema } from "@/lib/contracts/action";
import { attemptsOn } from "@/lib/db/action-attempts";
import { listMembers } from "@/lib/db/workspaces";

import { defineVerb } from "../define";
import { hasRole } from "../types";
import { requireTarget, subjectOf, targetInput } from "./target";

/** What somebody may do to an object, and what was done to it. */
export const offerActions = defineVerb({
  name: "actions.offer",
  description:
    "Returns what the caller may do to an object at its provider now, such as refunding a payment, and what people did to it before.",
  effect: "read",
  role: "viewer",
  input: targetInput,
  output: offersSchema,
  async run({ services, user, workspaceId, role }, input) {
    return services.db.withUser(user, async (trx) => {
      const { connection, object } = await requireTarget(trx, workspaceId, input);
      const target = {
        workspaceId,
        connectionId: connection.id,
        type: input.type,
        objectId: input.id,
      };
      const attempts = await attemptsOn(trx, target);
      const members = attempts.length === 0 ? [] : await listMembers(trx, workspaceId);
      const people = new Map(members.map(({ userId, name, email }) => [userId, name || email]));
      const isOpen = hasRole(role, "admin") && connection.status !== "revoked";
      const actions = isOpen ? actionsFor(connection.provider, input.type) : [];
      const needs = [...new Set(actions.flatMap(([, action]) => action.needs ?? []))];
      const subject = await subjectOf(trx, { connection, object }, { needs, now: services.now() });
      return {
        actions: actions.flatMap(([name, action]) => {
          const { label, isDestructive } = action;
          const form = action.form(subject);
          return form === null ? [] : [{ action: name, label, isDestructive, ...form }];
        }),
        attempts: attempts.map(
          ({
            id,
            action,
            summary,
            note,
            status,
            problem,
            createdBy,
            decidedBy,
            createdAt,
            isForgotten,
          }) => ({
            id,
            action,
            summary,
            note,
            status,
            problem,
            by: people.get(createdBy ?? "") ?? null,
            decidedBy: people.get(decidedBy ?? "") ?? null,
            createdAt,
            needsAnswer: isForgotten && hasRole(role, "admin"),
          }),
        ),
      };
    });
  },
});
