import type { AuditView } from "@/components/audit/audit-list";
import { humanise } from "@/lib/core/text";
import type { listAudit } from "@/lib/verbs/audit/list";

type Entry = Awaited<ReturnType<typeof listAudit.run>>["entries"][number];

const ABOUT_AUTOMATIONS = new Set(["runs.cancel-open", "runs.redrive"]);
/** Details for support, or those that the entry's link already shows. */
const UNSHOWN = new Set(["planHash", "connection", "run"]);

const LABELS: Readonly<Record<string, string>> = { requestId: "Request", livemode: "Mode" };

function textOf(name: string, value: unknown): string {
  if (name === "livemode") return value === true ? "live" : "test";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** Returns the page that shows the entry's target, or `null`. */
function hrefOf({ action, target, details }: Entry): string | null {
  const run = details["run"];
  if (typeof run === "string") return `/runs/${run}`;
  if (target === null || action === "automations.delete") return null;
  if (action.startsWith("automations.") || ABOUT_AUTOMATIONS.has(action))
    return `/automations/${target}`;
  return action.startsWith("runs.") ? `/runs/${target}` : null;
}

/** Converts an entry for the page. */
export function toView(entry: Entry): AuditView {
  const { id, at, actor, action, words, target, targetName, details } = entry;
  return {
    id,
    atMs: at.getTime(),
    who: actor.name ?? (actor.kind === "system" ? "The system" : "A former member"),
    kind: actor.kind,
    action,
    what: words,
    target: targetName ?? target,
    href: hrefOf(entry),
    details: Object.entries(details).flatMap(([name, value]) =>
      UNSHOWN.has(name) || value === null
        ? []
        : [[LABELS[name] ?? humanise(name), textOf(name, value)] as const],
    ),
  };
}
