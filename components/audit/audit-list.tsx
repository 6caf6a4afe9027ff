import type { Route } from "next";
import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TabLinks } from "@/components/ui/tab-links";
import { humanise } from "@/lib/core/text";

/** An entry of the audit log in words. */
export interface AuditView {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly who: string;
  /** The kind of the actor, such as `user` or `automation`. */
  readonly kind: string;
  /** The verb's name, such as `members.invite`. */
  readonly action: string;
  readonly what: string;
  readonly target: string | null;
  /** The page that shows the entry's target. */
  readonly href: string | null;
  readonly details: readonly (readonly [name: string, value: string])[];
}

interface AuditListProps {
  entries: readonly AuditView[];
  /** The areas that can be chosen. */
  areas: readonly string[];
  /** The chosen area; all areas by default. */
  area: string | undefined;
  /** The position where older entries begin, or `null`. */
  next: string | null;
}

const queryOf = (area: string | undefined, before?: string) => ({
  pathname: "/settings/audit" as const,
  query: { ...(area ? { area } : {}), ...(before ? { before } : {}) },
});

function Areas({ areas, area }: Pick<AuditListProps, "areas" | "area">) {
  const tabs = [undefined, ...areas].map((one) => ({
    href: (one ? `/settings/audit?area=${one}` : "/settings/audit") as Route,
    label: one ? humanise(one) : "All",
    isCurrent: one === area,
  }));
  return <TabLinks label="Parts of the log" tabs={tabs} />;
}

function Entry({ entry }: { entry: AuditView }) {
  const { atMs, who, kind, action, what, target, href, details } = entry;
  return (
    <li className="grid gap-x-6 gap-y-1 py-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <RelativeTime atMs={atMs} timeZone="UTC" className="text-muted text-xs leading-5" />
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium wrap-anywhere">{who}</span>
          {kind === "user" ? null : <Badge icon="dot">{kind}</Badge>}
          <span title={action}>
            {href ? (
              <Link href={href as Route} className="text-link font-medium hover:underline">
                {what}
              </Link>
            ) : (
              what
            )}
          </span>
        </p>
        {target ? <p className="text-muted text-xs break-all">{target}</p> : null}
        {details.length > 0 ? (
          <dl className="text-muted flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
            {details.map(([name, value]) => (
              <div key={name} className="flex min-w-0 gap-1.5">
                <dt>{name}</dt>
                <dd className="text-ink min-w-0 break-all">{value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </div>
    </li>
  );
}

/** A page of the audit log with its area in the address bar. */
export function AuditList({ entries, areas, area, next }: AuditListProps) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <Areas areas={areas} area={area} />
      {entries.length === 0 ? (
        <EmptyState
          title={area ? "No entries of this kind yet" : "No entries yet"}
          hint="Decisions, changes and writes at connected apps appear here."
        />
      ) : (
        <ol className="border-line divide-line divide-y border-y">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {next === null ? null : (
        <Link href={queryOf(area, next)} className={`${buttonClass({})} w-fit`}>
          Older entries
        </Link>
      )}
    </div>
  );
}
