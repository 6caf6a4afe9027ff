import { sql } from "kysely";

import type { AutomationStatus } from "@/lib/contracts/automation";
import { cutText, toJson } from "@/lib/core/storable";

import type { Transaction } from "./database";

export interface AutomationRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly status: AutomationStatus;
  readonly pausedReason: string | null;
  readonly latestVersion: number;
  /** Version of new runs; `null` if it was never enabled. */
  readonly liveVersion: number | null;
  readonly enabledBy: string | null;
  /** Auto-approval limit of `allowedVersion`: items per list. */
  readonly allowedItems: number | null;
  /** True if an owner allowed the money limits of `allowedVersion`. */
  readonly allowedMoney: boolean;
  readonly allowedVersion: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface VersionRow {
  readonly version: number;
  readonly definition: unknown;
  readonly authorKind: string;
  readonly authorId: string;
  readonly createdAt: Date;
}

const COLUMNS = [
  "a.id",
  "a.workspace_id as workspaceId",
  "a.name",
  "a.status",
  "a.paused_reason as pausedReason",
  "a.latest_version as latestVersion",
  "a.live_version as liveVersion",
  "a.enabled_by as enabledBy",
  "a.allowed_items as allowedItems",
  "a.allowed_money as allowedMoney",
  "a.allowed_version as allowedVersion",
  "a.created_at as createdAt",
  "a.updated_at as updatedAt",
] as const;

const select = (trx: Transaction) => trx.selectFrom("automations as a").select(COLUMNS);

/** Lists a workspace's automations, oldest first. */
export async function listAutomations(
  trx: Transaction,
  workspaceId: string,
): Promise<AutomationRow[]> {
  const rows = await select(trx)
    .where("a.workspace_id", "=", workspaceId)
    .orderBy("a.created_at")
    .execute();
  return rows as AutomationRow[]; // the status column holds these values by its check
}

export async function findAutomation(
  trx: Transaction,
  workspaceId: string,
  id: string,
): Promise<AutomationRow | undefined> {
  const row = await select(trx)
    .where("a.workspace_id", "=", workspaceId)
    .where("a.id", "=", id)
    .executeTakeFirst();
  return row as AutomationRow | undefined;
}

const versionsOf = (trx: Transaction, id: string) =>
  trx
    .selectFrom("automation_versions")
    .where("automation_id", "=", id)
    .select([
      "version",
      "definition",
      "author_kind as authorKind",
      "author_id as authorId",
      "created_at as createdAt",
    ]);

/** Lists all versions, newest first. */
export async function listVersions(trx: Transaction, id: string): Promise<VersionRow[]> {
  return versionsOf(trx, id).orderBy("version", "desc").execute();
}

export async function findVersion(
  trx: Transaction,
  id: string,
  version: number,
): Promise<VersionRow | undefined> {
  return versionsOf(trx, id).where("version", "=", version).executeTakeFirst();
}

/** Creates an automation without a version. Service role. */
export async function insertAutomation(
  trx: Transaction,
  automation: { workspaceId: string; name: string; createdBy: string | null },
): Promise<string> {
  const { id } = await trx
    .insertInto("automations")
    .values({
      workspace_id: automation.workspaceId,
      name: automation.name,
      created_by: automation.createdBy,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Max nesting of a stored definition. The schema limits steps inside branches and loops. */
const DEFINITION_DEPTH = 200;

/** Adds a version and returns its number. Does not change the live version. Service role. */
export async function addVersion(
  trx: Transaction,
  version: {
    id: string;
    workspaceId: string;
    name: string;
    definition: unknown;
    author: { kind: string; id: string };
  },
): Promise<number> {
  const { latest } = await trx
    .updateTable("automations")
    .set((eb) => ({
      latest_version: eb("latest_version", "+", 1),
      name: version.name,
      updated_at: new Date(),
    }))
    .where("id", "=", version.id)
    .returning("latest_version as latest")
    .executeTakeFirstOrThrow();
  await trx
    .insertInto("automation_versions")
    .values({
      automation_id: version.id,
      version: latest,
      workspace_id: version.workspaceId,
      definition: toJson(version.definition, DEFINITION_DEPTH),
      author_kind: version.author.kind,
      author_id: version.author.id,
    })
    .execute();
  return latest;
}

/**
 * Makes a version live with the permissions of a person. It takes events from now on, or with `keepsListening` from where
 * the previous live version stopped. Service role.
 */
export async function enableAutomation(
  trx: Transaction,
  automation: {
    id: string;
    workspaceId: string;
    version: number;
    by: string;
    keepsListening: boolean;
  },
): Promise<void> {
  // Creates the workspace's cursor at the head of the log if it does not exist yet.
  await sql`
    insert into mesh.cursor (workspace_id, consumer, seq)
    select ${automation.workspaceId}, 'automations', coalesce((select last_seq from mesh.stream where workspace_id = ${automation.workspaceId}), 0)
    on conflict do nothing`.execute(trx);
  await trx
    .updateTable("automations")
    .set({
      status: "enabled",
      paused_reason: null,
      live_version: automation.version,
      enabled_by: automation.by,
      enabled_at: new Date(),
      ...(automation.keepsListening
        ? {}
        : {
            listens_since: sql<Date>`clock_timestamp()`,
            enabled_from_seq: sql<number>`coalesce((select last_seq from mesh.stream where workspace_id = ${automation.workspaceId}), 0)`,
          }),
      updated_at: new Date(),
    })
    .where("id", "=", automation.id)
    .execute();
}

/** Sets the auto-approval limits of a version. Empty limits remove them. Service role. */
export async function allowWithoutAsking(
  trx: Transaction,
  automation: { id: string; version: number; items: number | null; money: boolean; by: string },
): Promise<void> {
  const { id, version, items, money, by } = automation;
  const isAny = items !== null || money;
  await trx
    .updateTable("automations")
    .set({
      allowed_items: items,
      allowed_money: money,
      allowed_version: isAny ? version : null,
      allowed_by: isAny ? by : null,
    })
    .where("id", "=", id)
    .execute();
}

/** Disables or pauses an automation. Returns its name; `null` if it already has this status. Service role. */
export async function stopAutomation(
  trx: Transaction,
  id: string,
  status: "disabled" | "paused",
  reason: string | null,
): Promise<string | null> {
  const changed = await trx
    .updateTable("automations")
    .set({
      status,
      paused_reason: reason === null ? null : cutText(reason, 500),
      updated_at: new Date(),
    })
    .where("id", "=", id)
    .where("status", "<>", status)
    .returning("name")
    .executeTakeFirst();
  return changed?.name ?? null;
}

export async function deleteAutomation(trx: Transaction, id: string): Promise<void> {
  await trx.deleteFrom("automations").where("id", "=", id).execute();
}
