"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState, useTransition } from "react";
import useSWR from "swr";

import { PlannedSteps } from "@/components/automations/planned-steps";
import { fetchJson } from "@/components/mesh/use-live";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";

import type { RehearsalView, ReplayedView } from "./types";

const VERDICTS = {
  starts: { tone: "info", label: "Would start" },
  ran: { tone: "success", label: "Has run" },
  refuses: { tone: "neutral", label: "Would not start" },
} as const;

function Rehearsed({
  one,
  isChosen,
  onChoose,
}: {
  readonly one: RehearsalView;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}) {
  const { id, name, version, verdict, why, run, plan } = one;
  const { tone, label } = VERDICTS[verdict];
  return (
    <li className="border-line grid gap-1.5 border-t py-3 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        {verdict === "starts" ? (
          <label className="flex min-h-6 min-w-0 items-center gap-2 font-medium">
            <input
              type="checkbox"
              checked={isChosen}
              onChange={(event) => onChoose(event.target.checked)}
              className="size-4 shrink-0"
            />
            <span className="min-w-0 break-words">{name}</span>
          </label>
        ) : (
          <span className="min-w-0 font-medium break-words">{name}</span>
        )}
        <Badge tone={tone}>{label}</Badge>
        <Link
          href={`/automations/${id}` as Route}
          className="text-muted inline-block py-1 text-xs underline underline-offset-4"
        >
          Version {version}
        </Link>
        {run ? (
          <Link
            href={`/runs/${run}` as Route}
            className="inline-block py-1 text-xs underline underline-offset-4"
          >
            Open its run to re-run it
          </Link>
        ) : null}
      </div>
      {why ? <p className="text-muted text-xs break-words">{why}</p> : null}
      {plan ? (
        <details open={verdict === "starts"}>
          <summary className="text-muted min-h-6 w-fit cursor-pointer py-1 text-xs font-medium">
            Planned steps
          </summary>
          <div className="pt-2">
            <PlannedSteps steps={plan.steps} error={plan.error} of={name} />
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** Confirms what will start, then starts it. */
function ReplayChosen({
  chosen,
  onReplay,
}: {
  readonly chosen: readonly RehearsalView[];
  readonly onReplay: () => Promise<void>;
}) {
  const [asks, setAsks] = useState(false);
  const [pending, start] = useTransition();
  const runs = chosen.length === 1 ? "1 run" : `${chosen.length} runs`;
  if (!asks)
    return (
      <Button className="w-fit" disabled={chosen.length === 0} onClick={() => setAsks(true)}>
        Replay for real…
      </Button>
    );
  return (
    <div
      role="alertdialog"
      aria-label="Replay this event for real?"
      className="border-line bg-raised grid gap-2 rounded-md border p-3 text-sm"
    >
      <p>
        This starts {runs} and sends everything planned above:{" "}
        {chosen.map(({ name }) => `“${name}”`).join(", ")}.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setAsks(false)}>
          Cancel
        </Button>
        <Button
          size="sm"
          variant="primary"
          pending={pending}
          disabled={chosen.length === 0}
          onClick={() =>
            start(async () => {
              await onReplay();
              setAsks(false);
            })
          }
        >
          Start {runs}
        </Button>
      </div>
    </div>
  );
}

function Outcome({ replayed }: { readonly replayed: readonly ReplayedView[] }) {
  return (
    <ul aria-label="Started runs" className="grid gap-1 text-sm">
      {replayed.map(({ automationId, name, run, why }) => (
        <li key={automationId}>
          {run ? (
            <>
              “{name}” started:{" "}
              <Link
                href={`/runs/${run}` as Route}
                className="inline-block py-1 underline underline-offset-4"
              >
                open run
              </Link>
            </>
          ) : (
            `“${name}” was not started. ${why ?? ""}`
          )}
        </li>
      ))}
    </ul>
  );
}

/** Starts automations for a stored event. Throws the server's error message. */
async function replay(seq: number, automations: readonly string[]) {
  const { replayed } = await fetchJson<{ replayed: readonly ReplayedView[] }>(
    "/api/events/replay",
    { method: "POST", body: JSON.stringify({ seq, automations }) },
  );
  return replayed;
}

/** Simulates the automations that listen to a stored event, and can then start them. */
export function TryEvent({ seq }: { readonly seq: number }) {
  const url = `/api/events/dry-run?event=${seq}`;
  const { data, error, mutate } = useSWR<readonly RehearsalView[], Error>(
    url,
    (place: string) => fetchJson(place),
    {
      revalidateOnFocus: false,
    },
  );
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [replayed, setReplayed] = useState<readonly ReplayedView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const chosen = (data ?? []).filter(({ id, verdict }) => verdict === "starts" && !left.has(id));
  const choose = (id: string, isChosen: boolean) =>
    setLeft(
      (before) => new Set(isChosen ? [...before].filter((one) => one !== id) : [...before, id]),
    );
  const start = async () => {
    try {
      setReplayed(
        await replay(
          seq,
          chosen.map(({ id }) => id),
        ),
      );
      setProblem(null);
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
    await mutate();
  };
  if (error && !data)
    return (
      <ErrorState
        title="The simulation failed"
        reason={error.message}
        action={
          <Button size="sm" onClick={() => void mutate()}>
            Try again
          </Button>
        }
      />
    );
  if (!data)
    return (
      <div role="status" aria-label="Simulating" className="grid gap-2">
        <Skeleton className="h-6 w-1/2" />
        <Skeleton className="h-16 w-full" />
      </div>
    );
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="text-muted text-sm">
        {data.length === 0
          ? "No enabled automation listens to this event type, so nothing would start."
          : "Simulated for every enabled automation that listens to this event type. Nothing was sent."}
      </p>
      <ul>
        {data.map((one) => (
          <Rehearsed
            key={one.id}
            one={one}
            isChosen={!left.has(one.id)}
            onChoose={(isChosen) => choose(one.id, isChosen)}
          />
        ))}
      </ul>
      {data.some(({ verdict }) => verdict === "starts") ? (
        <ReplayChosen chosen={chosen} onReplay={start} />
      ) : null}
      <div aria-live="polite" className="grid gap-2 empty:hidden">
        {problem ? <Banner tone="danger">{problem}</Banner> : null}
        {replayed ? <Outcome replayed={replayed} /> : null}
      </div>
    </div>
  );
}
