"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import type { AttentionLine } from "@/lib/business/attention";

const MARKS = {
  danger: "bg-danger-soft text-danger-ink",
  warning: "bg-warning-soft text-warning-ink",
  info: "bg-info-soft text-info-ink",
} as const;

/** As many lines as stand beside the chart. */
const MAX_LINES = 5;

function Line({ line }: { line: AttentionLine }) {
  const { tone, icon, title, note, href, action } = line;
  return (
    <li className="border-line hover:bg-hover relative flex gap-3 border-t px-4 py-2.5">
      <span className={`rounded-control grid size-6 shrink-0 place-items-center ${MARKS[tone]}`}>
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
  );
}

/** Everything that needs a person, each with a link to where it is dealt with. The count is of the lines in view. */
export function AttentionList({ lines }: { lines: readonly AttentionLine[] }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, MAX_LINES);
  const isCut = shown.length < lines.length;
  return (
    <Card aria-labelledby="attention">
      <CardHeader>
        <CardTitle id="attention">Needs attention</CardTitle>
        <span className="text-muted figures text-sm">
          {isCut ? `${shown.length} of ${lines.length}` : lines.length > 0 ? lines.length : null}
        </span>
      </CardHeader>
      {lines.length === 0 ? (
        <EmptyState
          icon="done"
          title="Nothing needs you now"
          hint="Failed payments, fraud warnings, disputes, reviews, past-due subscriptions and failing automations appear here."
        />
      ) : (
        <ul>
          {shown.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </ul>
      )}
      {isCut ? (
        <CardFooter className="mt-auto">
          <Button variant="ghost" size="sm" onClick={() => setIsWhole(true)}>
            Show all {lines.length}
          </Button>
        </CardFooter>
      ) : null}
    </Card>
  );
}
