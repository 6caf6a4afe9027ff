import { z } from "zod";

import { erasureSchema, type CustomerErasure } from "@/lib/contracts/customer";
import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import type { Database } from "@/lib/db/database";
import { erasureById, unchangedAutomations } from "@/lib/db/erasures";
import type { CopiedObject } from "@/lib/db/objects";
import { beginErasure, continueErasure } from "@/lib/sync/erase";

import { defineVerb } from "../define";
import { chooseAccount } from "../objects/account";
import { customerInput, described, requireCustomer } from "./customer";

/** The worker finishes what takes longer. */
const MAX_WAIT_MS = 3000;

/** Throws "invalid" unless the text is the id or the e-mail address of the customer. */
function requireConfirmation({ id, data }: CopiedObject, typed: string): void {
  const text = typed.trim();
  const email = typeof data["email"] === "string" ? data["email"].trim() : "";
  if (text === id || (email !== "" && text.toLowerCase() === email.toLowerCase())) return;
  throw new AppError(
    "invalid",
    "confirm: the text is neither the e-mail address nor the id of this customer.",
    { details: { field: "confirm" } },
  );
}

/** Continues an erasure for a few seconds, and brings its proof up to date. What is left is done by the worker. */
async function finishSoon(db: Database, proof: CustomerErasure): Promise<void> {
  const until = Date.now() + MAX_WAIT_MS;
  try {
    let hasMore = true;
    while (hasMore && Date.now() < until) hasMore = await continueErasure(db, proof.id);
    const now = await db.withService((trx) => erasureById(trx, proof.id));
    if (!now) return;
    const { finishedAt, counts } = now;
    const automations = await db.withService((trx) => unchangedAutomations(trx, now));
    Object.assign(proof, { finishedAt, counts, automations });
  } catch (err) {
    logger.warn({ err, erasure: proof.id }, "an erasure was interrupted and goes on in the worker");
  }
}

/** Erases a customer from the copy, the log and the runs. */
export const eraseCustomer = defineVerb({
  name: "customers.erase",
  description:
    "Erases a customer from the synced copy, events, runs and saved views, and keeps the customer from being imported again. Deletes nothing at the provider. Cannot be undone.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: customerInput.extend({
    /** The e-mail address or the id of the customer, typed by the person who confirms. */
    confirm: z.string().min(1).max(320),
  }),
  output: erasureSchema,
  audit: (_input, { hash, counts }) => ({ target: hash, details: counts }),
  async run({ services, user, workspaceId }, { id, connection, confirm }, record) {
    const { db } = services;
    const account = await db.withUser(user, (trx) => chooseAccount(trx, workspaceId, connection));
    const begun = await db.withService(async (trx) => {
      const customer = await requireCustomer(trx, account, id);
      requireConfirmation(customer, confirm);
      const by = { userId: user.sub, now: services.now() };
      const erasure = await beginErasure(trx, account, customer, by);
      const found = await erasureById(trx, erasure);
      if (!found) throw new AppError("internal", "The erasure was not stored.");
      return record(trx, await described(trx, workspaceId, found));
    });
    await finishSoon(db, begun.output);
    return begun;
  },
});
