"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

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
  onConfirm,
  onClose,
}: {
  /** Of the run. */
  version: number;
  liveVersion: number | null;
  pending: boolean;
  onConfirm: (version: number) => void;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(liveVersion ?? version);
  const choices =
    liveVersion === null || liveVersion === version
      ? []
      : [
          { value: liveVersion, label: `Version ${liveVersion}, which is live now` },
          { value: version, label: `Version ${version}, which this run had` },
        ];
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Do everything again?"
      description="A new run is made for the same event, with new keys. Everything that this one did happens a second time: a second ticket, a second message. To go on where it failed, retry it instead."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={() => onConfirm(chosen)}>
            Do it all again
          </Button>
        </>
      }
    >
      {choices.length === 0 ? (
        <p className="text-sm">It runs version {chosen}, as before.</p>
      ) : (
        <fieldset className="grid gap-1">
          <legend className="text-sm font-medium">By which version?</legend>
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

/** What can be done with a run: go on, do it all again, or end it. */
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
  const toast = useToast();
  const router = useRouter();
  const call = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await work();
      if (result.ok) toast.success(done);
      else toast.error(result.message);
      onChanged();
    });
  const again = (version: number) =>
    start(async () => {
      const result = await actions.rerun(run.id, version);
      setAsks(false);
      if (result.ok) router.push(`/runs/${result.value.id}` as Route);
      else toast.error(result.message);
    });
  return (
    <div className="flex flex-wrap gap-2">
      {RETRYABLE.has(run.status) ? (
        <Button
          variant="primary"
          pending={pending}
          onClick={() => call(() => actions.retry(run.id), "It goes on at the step that failed.")}
        >
          Retry
        </Button>
      ) : null}
      {isOpen(run) ? (
        <Button
          pending={pending}
          onClick={() => call(() => actions.cancel(run.id), "The run was cancelled.")}
        >
          Cancel the run
        </Button>
      ) : (
        <Button onClick={() => setAsks(true)}>Re-run…</Button>
      )}
      {asks ? (
        <RerunDialog
          version={run.version}
          liveVersion={liveVersion}
          pending={pending}
          onConfirm={again}
          onClose={() => setAsks(false)}
        />
      ) : null}
    </div>
  );
}
