import { parseAutomation, type AutomationDefinition } from "@/lib/automations/schema";
import { eventTrigger, type EventTrigger } from "@/lib/automations/trigger";
import { logger } from "@/lib/core/server/logger";
import type { Transaction } from "@/lib/db/database";
import { definitionsOf } from "@/lib/db/dispatch";

/** A stored version, ready to be asked. */
export type Compiled =
  | {
      readonly definition: AutomationDefinition;
      /** `null` when time or a person starts it. */
      readonly trigger: EventTrigger | null;
    }
  /** It was written by a newer release, or by hand. */
  | { readonly unreadable: string };

export interface VersionKey {
  readonly id: string;
  readonly version: number;
}

const MAX_KNOWN = 5000;
/** Versions never change, so all workspaces of the process share what was compiled. */
const known = new Map<string, Compiled>();
const nameOf = ({ id, version }: VersionKey) => `${id}@${version}`;

/** A definition may be so large or so deep that reading it throws. */
function readable(json: unknown): ReturnType<typeof parseAutomation> {
  try {
    return parseAutomation(json);
  } catch (error) {
    return { ok: false, issues: [{ path: "", code: "invalid", message: String(error) }] };
  }
}

function compile(name: string, json: unknown): Compiled {
  const parsed = readable(json);
  if (parsed.ok) return { definition: parsed.definition, trigger: eventTrigger(parsed.definition) };
  logger.warn({ automation: name }, "a stored automation cannot be read");
  return {
    unreadable: `The stored version cannot be read: ${parsed.issues[0]?.message ?? "unknown"}`,
  };
}

/** The wanted versions in their order; `undefined` for one that is not stored. */
export async function compiledVersions(
  trx: Transaction,
  wanted: readonly VersionKey[],
): Promise<(Compiled | undefined)[]> {
  let missing = wanted.filter((one) => !known.has(nameOf(one)));
  if (known.size + missing.length > MAX_KNOWN) {
    known.clear();
    missing = [...wanted];
  }
  for (const [name, json] of await definitionsOf(trx, missing))
    known.set(name, compile(name, json));
  return wanted.map((one) => known.get(nameOf(one)));
}
