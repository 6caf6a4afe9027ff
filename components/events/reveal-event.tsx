"use client";

import { useState, useTransition } from "react";

import { fetchJson } from "@/components/mesh/use-live";
import { Button } from "@/components/ui/button";
import { isMasked, type MeshEvent } from "@/lib/mesh/event";

/** A button that shows the masked personal data of one stored event. Each use is written to the audit log. */
export function RevealEvent({
  event,
  onReveal,
}: {
  readonly event: MeshEvent;
  readonly onReveal: (event: MeshEvent) => void;
}) {
  const { seq } = event;
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const [shownSeq, setShownSeq] = useState<number | null>(null);
  const reveal = () =>
    start(async () => {
      setProblem(null);
      try {
        onReveal(await fetchJson<MeshEvent>(`/api/events/${seq}/reveal`, { method: "POST" }));
        setShownSeq(seq);
      } catch (error) {
        setProblem(error instanceof Error ? error.message : "The event could not be loaded.");
      }
    });
  return (
    <>
      {seq !== null && isMasked(event) ? (
        <Button size="sm" pending={pending} onClick={reveal}>
          Show personal data
        </Button>
      ) : null}
      <span role="status" className="text-muted self-center text-xs empty:hidden">
        {shownSeq !== null && shownSeq === seq
          ? "Personal data is shown. The audit log has an entry about it."
          : ""}
      </span>
      <span role="alert" className="text-danger-ink self-center text-xs empty:hidden">
        {problem}
      </span>
    </>
  );
}
