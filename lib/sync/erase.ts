import { dayOf } from "@/lib/core/days";
import { logger } from "@/lib/core/server/logger";
import { appendAudit } from "@/lib/db/audit";
import type { ConnectionRow } from "@/lib/db/connections";
import type { Database, Transaction } from "@/lib/db/database";
import { cancelRuns } from "@/lib/db/dispatch";
import {
  awaitDispatch,
  erasureById,
  forgetObjects,
  guestObjects,
  insertErasure,
  lockErasure,
  openErasures,
  redactAudit,
  redactAutomations,
  redactEvents,
  redactRuns,
  runsAboutErased,
  setErasurePhase,
  takeRuns,
} from "@/lib/db/erasures";
import { lockCopy, type CopiedObject } from "@/lib/db/objects";
import { getProvider } from "@/lib/providers/registry";

import { fold } from "./tokens";

const EVENTS_AT_ONCE = 1000;
const RUNS_AT_ONCE = 100;
const AUDIT_AT_ONCE = 1000;
/** Shorter texts would match by chance. */
const MIN_WORD = 6;

const textOf = (data: CopiedObject["data"], name: string): string =>
  typeof data[name] === "string" ? data[name].trim() : "";

/** Texts other than ids by which events of other apps name a customer: the e-mail address, the phone number. */
export function wordsOf({ data }: Pick<CopiedObject, "data">): string[] {
  const phone = textOf(data, "phone");
  const words = [textOf(data, "email"), phone, phone.replaceAll(/[^\d+]/g, "")];
  return [...new Set(words.map((word) => word.toLowerCase()))].filter(
    (word) => word.length >= MIN_WORD,
  );
}

/** Names and addresses by which people may have saved a view of a customer, as they are typed and as the search reads them. */
function namesOf({ data }: Pick<CopiedObject, "data">): string[] {
  const texts = ["name", "email", "phone"].map((name) => textOf(data, name));
  const all = texts.flatMap((text) => [text.toLowerCase(), fold(text)]);
  return [...new Set(all)].filter((text) => text !== "");
}

/** Lists the types of objects that the copy of a connection may hold. */
export function copiedTypes({ provider }: Pick<ConnectionRow, "provider">): string[] {
  const { types, derived } = getProvider(provider).objects ?? {};
  return [...Object.keys(types ?? {}), ...Object.keys(derived ?? {})];
}

/** Lists the ids by which a customer's objects are found: the customer's own, and those of payments as a guest. */
export async function idsOfPerson(
  trx: Transaction,
  connectionId: string,
  customer: CopiedObject,
): Promise<string[]> {
  const email = textOf(customer.data, "email");
  const guest = email === "" ? [] : await guestObjects(trx, connectionId, fold(email));
  return [customer.id, ...guest];
}

/**
 * Deletes a customer and all of their objects from the copy, and suppresses their return. Events and runs are redacted
 * afterwards by {@link continueErasure}. Returns the id of the erasure. Service role.
 */
export async function beginErasure(
  trx: Transaction,
  connection: ConnectionRow,
  customer: CopiedObject,
  by: { readonly userId: string; readonly now: Date },
): Promise<string> {
  await lockCopy(trx, connection.id);
  const ids = await idsOfPerson(trx, connection.id, customer);
  const erased = await forgetObjects(trx, connection.id, copiedTypes(connection), ids);
  return insertErasure(
    trx,
    {
      workspaceId: connection.workspaceId,
      connectionId: connection.id,
      customer: customer.id,
      requestedBy: by.userId,
      words: wordsOf(customer),
      names: namesOf(customer),
      day: dayOf(by.now, connection.timeZone ?? "UTC"),
    },
    erased,
  );
}

async function redactSomeRuns(trx: Transaction, id: string): Promise<boolean> {
  const page = await takeRuns(trx, id, RUNS_AT_ONCE);
  // A run may be found because of an event of another run of the same page.
  for (;;) {
    const found = page.length === 0 ? [] : await runsAboutErased(trx, id, page);
    if (found.length === 0) return page.length > 0;
    await cancelRuns(trx, found, "The customer was erased.");
    await redactRuns(trx, id, found);
  }
}

/** Writes the proof: who asked for the erasure, when it finished, and how much it covered. */
async function finish(trx: Transaction, id: string, workspaceId: string): Promise<void> {
  await redactAutomations(trx, id);
  await setErasurePhase(trx, id, "done");
  const erasure = await erasureById(trx, id);
  if (!erasure) return;
  await appendAudit(trx, {
    workspaceId,
    actor:
      erasure.requestedBy === null
        ? { kind: "system", id: "erasure" }
        : { kind: "user", id: erasure.requestedBy },
    action: "customers.erased",
    target: erasure.hash,
    details: { connection: erasure.connectionId, ...erasure.counts },
  });
}

/**
 * Does one part of an erasure in one transaction, so that a process that is killed leaves either all or nothing of it.
 * Returns false when nothing is left to do here.
 */
export async function continueErasure(db: Database, id: string): Promise<boolean> {
  return db.withService(async (trx) => {
    const erasure = await lockErasure(trx, id);
    if (!erasure) return false;
    if (erasure.phase === "events") {
      if (await redactEvents(trx, id, EVENTS_AT_ONCE)) return true;
      await awaitDispatch(trx, erasure.workspaceId);
      await setErasurePhase(trx, id, "runs");
      return true;
    }
    if (erasure.phase === "runs") {
      if (!(await redactSomeRuns(trx, id))) await setErasurePhase(trx, id, "audit");
      return true;
    }
    if (await redactAudit(trx, id, AUDIT_AT_ONCE)) return true;
    await finish(trx, id, erasure.workspaceId);
    return false;
  });
}

const MAX_ERASURES = 5;
/** Parts of one turn, so that the erasure of a long log does not hold up the copies of other accounts. */
const MAX_PARTS = 20;

/** Does parts of an erasure. Returns true if it needs another turn. */
async function continueFor(db: Database, id: string): Promise<boolean> {
  for (let part = 0; part < MAX_PARTS; part++) if (!(await continueErasure(db, id))) return false;
  return true;
}

/** Continues erasures that have not finished. Returns true if some of them need another turn at once. */
export async function continueErasures(db: Database): Promise<boolean> {
  const open = await db.withService((trx) => openErasures(trx, MAX_ERASURES));
  let hasMore = false;
  for (const id of open)
    try {
      hasMore = (await continueFor(db, id)) || hasMore;
    } catch (err) {
      logger.warn({ err, erasure: id }, "an erasure was interrupted and is tried again");
    }
  return hasMore;
}
