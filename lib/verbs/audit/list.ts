import { z } from "zod";

import { auditPageSchema } from "@/lib/contracts/audit";
import { listAudit as load } from "@/lib/db/audit";
import { listConnections, type ConnectionRow } from "@/lib/db/connections";
import { getProvider, listProviders } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { auditWords } from "./labels";

/** Filters of the audit log. `providers` selects writes at a provider, such as refunds. */
export const AUDIT_AREAS = [
  "providers",
  "approvals",
  "automations",
  "runs",
  "events",
  "connections",
  "customers",
  "objects",
  "members",
  "tokens",
] as const;

const PAGE = 50;

/** Returns the ids of connections to apps that have no live and test mode. */
const modelessOf = (connections: readonly Pick<ConnectionRow, "id" | "provider">[]) =>
  new Set(
    connections
      .filter(({ provider }) => !getProvider(provider).manifest.hasModes)
      .map(({ id }) => id),
  );

type Details = Record<string, string | number | boolean | null>;

/** Leaves out the mode of a connection that has none. */
function withoutMode({ livemode, ...rest }: Details, modeless: ReadonlySet<unknown>): Details {
  return livemode === undefined || modeless.has(rest["connection"]) ? rest : { ...rest, livemode };
}

/** Returns entries with their label in `words`. `next` is the `before` of the next page; `null` at the end. */
export const listAudit = defineVerb({
  name: "audit.list",
  description:
    "Lists who did what in the workspace: decisions, changes, and every write at a provider with its outcome. Newest first.",
  effect: "read",
  role: "admin",
  input: z.object({
    area: z.enum(AUDIT_AREAS).optional(),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    limit: z.int().min(1).max(200).default(PAGE),
  }),
  output: auditPageSchema,
  async run({ services, user, workspaceId }, { area, before = null, limit }) {
    const providers = area === "providers" ? listProviders().map(({ name }) => name) : [];
    const areas = area === undefined ? [] : [...providers, area];
    const [found, modeless] = await services.db.withUser(user, async (trx) => [
      await load(trx, { workspaceId, areas, before, limit: limit + 1 }),
      modelessOf(await listConnections(trx, workspaceId)),
    ]);
    const entries = found.slice(0, limit).map((entry) => ({
      ...entry,
      details: withoutMode(entry.details, modeless),
      words: auditWords(entry.action),
    }));
    return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
  },
});
