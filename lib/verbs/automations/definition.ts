import { checkAutomation } from "@/lib/automations/check";
import { placeName } from "@/lib/automations/form/places";
import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import type { DefinitionIssue } from "@/lib/core/definition-issues";
import { AppError } from "@/lib/core/errors";
import {
  findAutomation,
  findVersion,
  type AutomationRow,
  type VersionRow,
} from "@/lib/db/automations";

import type { Context } from "../types";

export type Checked =
  | { readonly ok: true; readonly definition: AutomationDefinition }
  | { readonly ok: false; readonly issues: readonly DefinitionIssue[] };

/** Parses a definition and checks it against the catalogue. */
export function checked(context: Context, json: unknown): Checked {
  const parsed = parseAutomation(json);
  if (!parsed.ok) return parsed;
  const issues = checkAutomation(parsed.definition, context.services.catalogue);
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

/** Returns a valid definition. Throws "invalid" with a message for people and the issues in `details.issues`. */
export function requireValid(context: Context, json: unknown): AutomationDefinition {
  const result = checked(context, json);
  if (result.ok) return result.definition;
  const sentence = result.issues
    .map(({ path, message }) => `${path === "" ? "Definition" : placeName(json, path)}: ${message}`)
    .join("; ");
  throw new AppError("invalid", sentence, { details: { issues: result.issues } });
}

/** Reads an automation of the caller's workspace. Throws "not_found". */
export async function requireAutomation(context: Context, id: string): Promise<AutomationRow> {
  const { services, user, workspaceId } = context;
  const found = await services.db.withUser(user, (trx) => findAutomation(trx, workspaceId, id));
  if (!found) throw new AppError("not_found", "This workspace has no such automation.");
  return found;
}

/** Reads a version of an automation. Throws "not_found". */
export async function requireVersion(
  context: Context,
  automation: AutomationRow,
  version: number,
): Promise<VersionRow> {
  const { services, user } = context;
  const found = await services.db.withUser(user, (trx) => findVersion(trx, automation.id, version));
  if (!found) throw new AppError("not_found", `“${automation.name}” has no version ${version}.`);
  return found;
}
