"use client";

import { useState, useTransition } from "react";

import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { eventTitle, type PlainCatalogue } from "@/lib/automations/form/catalogue";
import { humanise, withProvider } from "@/lib/core/text";

import { PlannedSteps } from "../planned-steps";
import type { BacktestView, EditorActions } from "../types";

const CHANGES = {
  new: { tone: "info", label: "new: the live version would not run" },
  different: { tone: "warning", label: "differs from the live version" },
  same: { tone: "neutral", label: "same as the live version" },
} as const;

function Totals({
  totals,
  catalogue,
}: Pick<BacktestView, "totals"> & { catalogue: PlainCatalogue }) {
  const nameOf = (name: string) => {
    const found = catalogue.operations.find((one) => one.name === name);
    return found ? withProvider(found.title, humanise(found.provider)) : name;
  };
  return (
    <ul className="flex flex-wrap gap-2">
      {Object.entries(totals).map(([name, count]) => (
        <li key={name} className="bg-sunken rounded-md px-2.5 py-1 text-sm">
          <strong className="figures">{count}</strong> × {nameOf(name)}
        </li>
      ))}
    </ul>
  );
}

const CUTS = {
  events: " (the newest 10,000)",
  time: " (the newest ones, because checking all of them takes too long)",
} as const;

function Result({ result, catalogue }: { result: BacktestView; catalogue: PlainCatalogue }) {
  const { events, cut, runs, totals, lost, sample } = result;
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm">
        In the last 30 days this draft would have run{" "}
        <strong>{runs === 1 ? "once" : `${runs} times`}</strong>. Checked {events} stored{" "}
        {events === 1 ? "event" : "events"}
        {cut === null ? "" : CUTS[cut]}. Nothing was sent.
        {lost === null || lost === 0
          ? ""
          : ` The live version would have run ${lost} more ${lost === 1 ? "time" : "times"}, for events that this draft skips.`}
      </p>
      <Totals totals={totals} catalogue={catalogue} />
      {sample.length > 0 ? (
        <Card>
          <ul aria-label="Runs that would have happened">
            {sample.map(({ event, plan, change }) => (
              <li key={event.id} className="border-line border-t first:border-t-0">
                <details>
                  <summary className="hover:bg-sunken flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
                    <span className="min-w-0 break-words">
                      {eventTitle(catalogue.events, event.type)}
                    </span>
                    <RelativeTime
                      atMs={Date.parse(event.time)}
                      timeZone="UTC"
                      focusable={false}
                      className="text-muted text-xs"
                    />
                    {plan.status === "failed" ? <Badge tone="danger">would fail</Badge> : null}
                    {change && change !== "same" ? (
                      <Badge tone={CHANGES[change].tone}>{CHANGES[change].label}</Badge>
                    ) : null}
                  </summary>
                  <div className="grid gap-2 px-4 pb-4">
                    {event.subject ? (
                      <code className="text-muted text-xs break-all">{event.subject}</code>
                    ) : null}
                    <PlannedSteps steps={plan.steps} error={plan.error} />
                  </div>
                </details>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {runs > sample.length ? (
        <p className="text-muted text-sm">Showing the newest {sample.length}.</p>
      ) : null}
    </div>
  );
}

/** Simulates the draft with the stored events of the last 30 days. */
export function BacktestTab({
  definition,
  id,
  catalogue,
  isValid,
  backtest,
}: {
  definition: unknown;
  id: string | undefined;
  catalogue: PlainCatalogue;
  isValid: boolean;
  backtest: EditorActions["backtest"];
}) {
  const [pending, start] = useTransition();
  const [result, setResult] = useState<BacktestView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = () =>
    start(async () => {
      const answer = await backtest(definition, id);
      setResult(answer.ok ? answer.value : null);
      setProblem(answer.ok ? null : answer.message);
    });
  return (
    <div className="grid gap-4">
      <p className="text-muted max-w-prose text-sm">
        Runs this draft on the stored events without sending anything. Providers return example
        data, and delays are skipped.
      </p>
      <Button
        variant="primary"
        className="w-fit"
        pending={pending}
        disabled={!isValid}
        onClick={run}
      >
        {pending ? "Running back-test…" : "Back-test the last 30 days"}
      </Button>
      {isValid ? null : <p className="text-sm">Fix the problems in the draft first.</p>}
      <div aria-live="polite" className="grid gap-4 empty:hidden">
        {problem ? <Banner tone="danger">{problem}</Banner> : null}
        {result ? <Result result={result} catalogue={catalogue} /> : null}
      </div>
    </div>
  );
}
