"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

import { isOpen, type RunActions, type RunView } from "./types";

const RETRYABLE = new Set(["failed", "cancelled"]);

function RerunDialog({
  version,
  liveVersion,
  pending,
  problem,
  onConfirm,
  onClose,
}: {
  /** Of the run. */
  version: number;
  liveVersion: number | null;
  pending: boolean;
  problem: string | null;
  onConfirm: (version: number) => void;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(liveVersion ?? version);
  const choices =
    liveVersion === null || liveVersion === version
      ? []
      : [
          { value: liveVersion, label: `Version ${liveVersion} (live)` },
          { value: version, label: `Version ${version} (used by this run)` },
        ];
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Run all steps again?"
      problem={problem}
      description="A new run starts for the same event. Every step runs a second time and creates a second ticket or message. To continue at the failed step instead, use Retry."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={() => onConfirm(chosen)}>
            Run again
          </Button>
        </>
      }
    >
      {choices.length === 0 ? (
        <p>The new run uses version {chosen}.</p>
      ) : (
        <fieldset className="grid gap-1">
          <legend className="text-sm font-medium">Version</legend>
          {choices.map(({ value, label }) => (
            <label key={value} className="flex min-h-8 items-center gap-2 text-sm">
              <input
                type="radio"
                name="version"
                checked={chosen === value}
                onChange={() => setChosen(value)}
                className="size-4"
              />
              {label}
            </label>
          ))}
        </fieldset>
      )}
    </LazyDialog>
  );
}

/** The actions of a run: retry, run again, cancel. */
export function RunTools({
  run,
  liveVersion,
  actions,
  onChanged,
}: {
  run: RunView;
  liveVersion: number | null;
  actions: RunActions;
  onChanged: () => void;
}) {
  const [pending, start] = useTransition();
  const [asks, setAsks] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const call = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await answerOf(work(), "the run was changed");
      if (result.ok) toast.success(done);
      else toast.error(result.message);
      onChanged();
    });
  const again = (version: number) =>
    start(async () => {
      const result = await answerOf(actions.rerun(run.id, version), "the run was started");
      setProblem(result.ok ? null : result.message);
      if (!result.ok) return;
      setAsks(false);
      router.push(`/runs/${result.value.id}` as Route);
    });
  return (
    <div className="flex flex-wrap gap-2">
      {RETRYABLE.has(run.status) ? (
        <Button
          variant="primary"
          pending={pending}
          onClick={() => call(() => actions.retry(run.id), "The run continues at the failed step.")}
        >
          Retry
        </Button>
      ) : null}
      {isOpen(run) ? (
        <Button
          pending={pending}
          onClick={() => call(() => actions.cancel(run.id), "Run cancelled.")}
        >
          Cancel run
        </Button>
      ) : (
        <Button onClick={() => setAsks(true)}>Run again…</Button>
      )}
      {asks ? (
        <RerunDialog
          version={run.version}
          liveVersion={liveVersion}
          pending={pending}
          problem={problem}
          onConfirm={again}
          onClose={() => setAsks(false)}
        />
      ) : null}
    </div>
  );
}
