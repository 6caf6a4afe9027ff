import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";

export interface ActivityView {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly words: string;
  /** Marks what somebody else may have tried. */
  readonly isUnusual: boolean;
  readonly address: string | null;
}

/** What happened to an account, newest first. */
export function AccountActivity({ events }: { readonly events: readonly ActivityView[] }) {
  return (
    <Card className="gap-0" aria-labelledby="activity">
      <div className="border-line border-b px-4 py-3">
        <h2 id="activity" className="text-sm font-semibold">
          Recent activity
        </h2>
        <p className="text-muted text-sm">
          The last 90 days. If you do not recognise a sign-in, change your password.
        </p>
      </div>
      {events.length === 0 ? (
        <EmptyState title="Nothing happened yet" hint="Your sign-ins appear here." />
      ) : (
        <ol>
          {events.map(({ id, atMs, words, isUnusual, address }) => (
            <li
              key={id}
              className="border-line flex flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-2 text-sm first:border-t-0"
            >
              <span className="min-w-40 grow">
                {isUnusual ? <Badge tone="warning">{words}</Badge> : words}
              </span>
              <span className="text-muted text-xs break-all">{address ?? "Unknown address"}</span>
              <RelativeTime atMs={atMs} timeZone="UTC" className="text-muted text-xs" />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
