import type { Route } from "next";
import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";

/** One thing that was done, in words. */
export interface AuditView {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly who: string;
  /** What `who` is, such as `user` or `automation`. */
  readonly kind: string;
  /** Its machine name. */
  readonly action: string;
  readonly what: string;
  readonly target: string | null;
  /** The page that shows what it was done to. */
  readonly href: string | null;
  readonly details: readonly (readonly [name: string, value: string])[];
}

interface AuditListProps {
  entries: readonly AuditView[];
  /** Parts of the log. */
  areas: readonly string[];
  /** The part that is shown; all by default. */
  area: string | undefined;
  /** Where older ones begin, or `null`. */
  next: string | null;
}

const queryOf = (area: string | undefined, before?: string) => ({
  pathname: "/settings/audit" as const,
  query: { ...(area ? { area } : {}), ...(before ? { before } : {}) },
});

function Areas({ areas, area }: Pick<AuditListProps, "areas" | "area">) {
  return (
    <nav aria-label="Parts of the log" className="flex max-w-full min-w-0 gap-1 overflow-x-auto">
      {[undefined, ...areas].map((one) => (
        <Link
          key={one ?? "all"}
          href={queryOf(one)}
          {...(one === area ? { "aria-current": "page" as const } : {})}
          className="text-muted hover:text-ink aria-[current]:bg-sunken aria-[current]:text-ink grid min-h-9 place-items-center rounded-md px-3 text-sm font-medium whitespace-nowrap capitalize"
        >
          {one ?? "All"}
        </Link>
      ))}
    </nav>
  );
}

function Entry({ entry }: { entry: AuditView }) {
  const { atMs, who, kind, action, what, target, href, details } = entry;
  return (
    <li className="border-line grid gap-x-6 gap-y-1 border-t px-4 py-3 text-sm first:border-t-0 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <RelativeTime atMs={atMs} timeZone="UTC" className="text-muted text-xs leading-5" />
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium wrap-anywhere">{who}</span>
          {kind === "user" ? null : <Badge icon="dot">{kind}</Badge>}
          <span title={action}>
            {href ? (
              <Link href={href as Route} className="underline underline-offset-4">
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

/** A page of the audit log, with its part in the address bar. */
export function AuditList({ entries, areas, area, next }: AuditListProps) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <Areas areas={areas} area={area} />
      <Card>
        {entries.length === 0 ? (
          <EmptyState
            title={area ? "Nothing of this kind was done yet" : "Nothing was done yet"}
            hint="Decisions, changes and writes at providers appear here."
          />
        ) : (
          <ol>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </Card>
      {next === null ? null : (
        <Link href={queryOf(area, next)} className={`${buttonClass({})} w-fit`}>
          Older entries
        </Link>
      )}
    </div>
  );
}
