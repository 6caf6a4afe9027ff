import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";

export interface ActivityView {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly words: string;
  /** True for an event that another person may have caused. */
  readonly isUnusual: boolean;
  readonly address: string | null;
}

/** The activity of an account, newest first. */
export function AccountActivity({ events }: { readonly events: readonly ActivityView[] }) {
  return (
    <section aria-labelledby="activity" className="grid grid-cols-1 gap-3">
      <div>
        <h2 id="activity" className="text-base font-semibold">
          Recent activity
        </h2>
        <p className="text-muted text-sm">
          The last 90 days. If you do not recognise a sign-in, change your password.
        </p>
      </div>
      {events.length === 0 ? (
        <EmptyState title="No sign-ins yet" hint="Your sign-ins appear here." />
      ) : (
        <ol className="border-line divide-line divide-y border-y">
          {events.map(({ id, atMs, words, isUnusual, address }) => (
            <li key={id} className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 py-2">
              <span className="min-w-40 grow">
                {isUnusual ? <Badge tone="warning">{words}</Badge> : words}
              </span>
              <span className="text-muted text-xs break-all">{address ?? "Unknown address"}</span>
              <RelativeTime atMs={atMs} timeZone="UTC" className="text-muted text-xs" />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
