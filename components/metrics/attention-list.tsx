import type { Route } from "next";
import Link from "next/link";

import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import type { AttentionLine } from "@/lib/business/attention";

const MARKS = {
  danger: "bg-danger-soft text-danger-ink",
  warning: "bg-warning-soft text-warning-ink",
  info: "bg-info-soft text-info-ink",
} as const;

/** What somebody should look at, each with a link to where it is dealt with. */
export function AttentionList({ lines }: { lines: readonly AttentionLine[] }) {
  return (
    <Card aria-labelledby="attention">
      <CardHeader>
        <CardTitle id="attention">Needs attention</CardTitle>
        <span className="text-muted figures text-sm">{lines.length > 0 ? lines.length : null}</span>
      </CardHeader>
      {lines.length === 0 ? (
        <EmptyState
          icon="done"
          title="Nothing needs you now"
          hint="Failed payments, fraud warnings, disputes, reviews, past-due subscriptions and failing automations appear here."
        />
      ) : (
        <ul className="max-h-96 overflow-y-auto">
          {lines.map(({ key, tone, icon, title, note, href, action }) => (
            <li
              key={key}
              className="border-line hover:bg-hover relative flex gap-3 border-t px-4 py-2.5"
            >
              <span
                className={`rounded-control grid size-6 shrink-0 place-items-center ${MARKS[tone]}`}
              >
                <Icon name={icon} className="size-3.5" />
              </span>
              <div className="min-w-0 flex-1 text-sm">
                <p className="font-medium text-pretty wrap-anywhere">{title}</p>
                <p className="text-muted truncate text-xs" title={note}>
                  {note}
                </p>
              </div>
              <Link
                href={href as Route}
                prefetch={false}
                aria-label={`${action}: ${title}`}
                className="text-link self-start text-sm font-medium after:absolute after:inset-0 hover:underline"
              >
                {action}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
