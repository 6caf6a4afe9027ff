"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { answerOf } from "@/components/ui/answer-of";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { countText } from "@/lib/business/figures";
import {
  progressText,
  rateOf,
  rateText,
  withSample,
  type Sample,
} from "@/lib/business/import-progress";
import type { ActionResult } from "@/lib/core/action-result";

import { RereadForm } from "./reread-form";
import { EVENTS, type HealthView, type SyncView } from "./sync-view";
import { TypeTable } from "./type-table";
import { UnstoredList } from "./unstored-list";

type Change = (connection: string, type?: string) => Promise<ActionResult<unknown>>;
export interface SyncActions {
  readonly pause: Change;
  readonly resume: Change;
  readonly restart: Change;
  readonly reread: (connection: string, type: string, id: string) => Promise<ActionResult<unknown>>;
}

const POLL_MS = 1000;
/** Only the poll asks: an import publishes no events of its own. */
const NO_PATTERNS: readonly string[] = [];

const isObject = ({ type }: { readonly type: string }) => type !== EVENTS;

function headline(
  { isDone, state, types }: SyncView,
  health: HealthView,
  rate: number | null,
): string {
  if (isDone) {
    const stored = new Map(health.types.map(({ type, rows }) => [type, rows]));
    const sum = types.filter(isObject).reduce((all, { type }) => all + (stored.get(type) ?? 0), 0);
    return `${countText(sum)} objects are stored. Events keep them up to date.`;
  }
  const progress = progressText(types.filter(isObject));
  if (state === "paused") return `${progress} so far. The import is paused.`;
  const fast = rate === null ? "" : ` · ${rateText(rate)}`;
  return `${progress} so far${fast}. Newest first, so every page can be used now.`;
}

const sampleOf = ({ readAt, types }: SyncView): Sample => ({
  atMs: Date.parse(readAt),
  rows: Object.fromEntries(types.filter(isObject).map(({ type, rows }) => [type, rows])),
});

/** The samples of the polls of the last seconds, from which the rate is computed. */
function useSamples(sync: SyncView): readonly Sample[] {
  const [seen, setSeen] = useState({ sync, samples: [sampleOf(sync)] as readonly Sample[] });
  if (seen.sync !== sync) setSeen({ sync, samples: withSample(seen.samples, sampleOf(sync)) });
  return seen.samples;
}

function ImportProgress({ types }: Pick<SyncView, "types">) {
  const finished = types.filter(({ state }) => state === "done" || state === "refused").length;
  return (
    <progress
      aria-label="Types that are imported"
      value={finished}
      max={Math.max(1, types.length)}
      className="import-progress h-1 w-full"
    />
  );
}

/** Pauses or resumes an import; once it is done, begins it again. */
function ImportButton({
  sync: { isDone, state },
  isPending,
  onPress,
}: {
  sync: SyncView;
  isPending: boolean;
  onPress: (action: "pause" | "resume" | "restart") => void;
}) {
  const action = isDone ? "restart" : state === "paused" ? "resume" : "pause";
  const labels = { restart: "Import everything again", resume: "Resume", pause: "Pause" };
  return (
    <Button size="sm" pending={isPending} onClick={() => onPress(action)}>
      {labels[action]}
    </Button>
  );
}

/** How far the import of an account is, by type, with what can be done about it. */
export function ImportCard({
  initial,
  health,
  canEdit,
  actions,
}: {
  initial: SyncView;
  health: HealthView;
  canEdit: boolean;
  actions: SyncActions;
}) {
  const id = initial.account.connectionId;
  const { data, problem, refresh } = useLive<readonly SyncView[]>(
    "/api/sync",
    [initial],
    NO_PATTERNS,
    {
      pollMs: (all) =>
        all.some(({ isDone, state }) => !isDone && state === "running") ? POLL_MS : 0,
    },
  );
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const router = useRouter();
  const sync = data.find(({ account }) => account.connectionId === id) ?? initial;
  const change = (action: Change, type?: string) =>
    startTransition(async () => {
      const result = await answerOf(action(id, type), "the import was changed");
      setFailure(result.ok ? null : result.message);
      refresh();
    });
  const samples = useSamples(sync);
  // The server counts the stored objects, so the page asks again when the import ends or begins.
  useEffect(() => {
    if (sync.isDone !== initial.isDone) router.refresh();
  }, [sync.isDone, initial.isDone, router]);
  return (
    <section aria-label="Import" className="border-line rounded-card min-w-0 border">
      <div className="grid gap-2 p-4">
        <div className="flex items-center justify-between gap-3">
          <h2 className="text-base font-semibold">
            {sync.isDone ? "Your account is imported" : "Importing your account"}
          </h2>
          {canEdit ? (
            <ImportButton
              sync={sync}
              isPending={isPending}
              onPress={(name) => change(actions[name])}
            />
          ) : null}
        </div>
        {sync.isDone ? null : <ImportProgress types={sync.types} />}
        <p className="text-muted text-sm" aria-live="polite">
          {headline(sync, health, rateOf(samples))}
        </p>
        {sync.problem ? <Banner tone="warning">{sync.problem}</Banner> : null}
        {(failure ?? problem) ? <Banner tone="danger">{failure ?? problem}</Banner> : null}
      </div>
      <TypeTable
        sync={sync}
        health={health}
        samples={samples}
        restart={canEdit ? (type) => change(actions.restart, type) : null}
      />
      <UnstoredList
        unstored={health.unstored}
        events={health.events}
        timeZone={sync.account.timeZone}
      />
      {canEdit ? (
        <RereadForm
          types={sync.types.filter(isObject)}
          reread={(type, objectId) => actions.reread(id, type, objectId)}
        />
      ) : null}
      <p className="text-muted border-line border-t p-4 text-xs">
        Uses at most half of the provider’s rate limit. Survives a restart.
      </p>
    </section>
  );
}
