"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState, useTransition } from "react";

import { useLive } from "@/components/mesh/use-live";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";

import { PlanView, Subject, yesWords } from "./approval-plan";
import type { ApprovalView, Decide } from "./types";

const CHANGES = ["approval.*"];
const POLL_MS = 60_000;
const OUTCOMES = {
  approved: { tone: "success", label: "Approved" },
  consumed: { tone: "success", label: "Approved and sent" },
  denied: { tone: "danger", label: "Denied" },
  expired: { tone: "neutral", label: "Expired" },
  pending: { tone: "neutral", label: "Expired" },
} as const;

/** The question came by a press of a button, which is gone. Stable, so that it happens once. */
const takeFocus = (field: HTMLInputElement | null) => field?.focus();

/** Yes by a button that says what it does; no with a word about why, which may stay empty. */
function Answer({
  yes,
  pending,
  onAnswer,
}: {
  yes: string;
  pending: boolean;
  onAnswer: (approve: boolean, note?: string) => void;
}) {
  const [isDenying, setIsDenying] = useState(false);
  const [note, setNote] = useState("");
  if (!isDenying)
    return (
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={pending} onClick={() => onAnswer(true)}>
          {yes}
        </Button>
        <Button pending={pending} onClick={() => setIsDenying(true)}>
          Deny…
        </Button>
      </div>
    );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(false, note);
      }}
    >
      <Field
        label="Why not? (optional)"
        hint="The run shows it, and whoever looks at it."
        value={note}
        maxLength={500}
        ref={takeFocus}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setIsDenying(false)}>Back</Button>
        <Button type="submit" variant="danger" pending={pending}>
          Deny
        </Button>
      </div>
    </form>
  );
}

function Pending({
  approval,
  canDecide,
  decide,
  onDecided,
}: {
  approval: ApprovalView;
  canDecide: boolean;
  decide: Decide;
  onDecided: () => void;
}) {
  const { id, runId, key, automationId, automationName, reason, plan, subject } = approval;
  const [pending, start] = useTransition();
  const toast = useToast();
  const answer = (approve: boolean, note?: string) =>
    start(async () => {
      const result = await decide(id, approve, note);
      if (!result.ok) toast.error(result.message);
      else toast.success(approve ? "Approved: it goes on." : "Denied: it stops.");
      onDecided();
    });
  // Many may ask the same: each card and each plan says in which run.
  const place = `in step ${key} of run ${runId.slice(-6)}`;
  return (
    <Card className="gap-3 p-4" aria-label={`${reason} ${place}`}>
      <h2 className="font-semibold break-words">{reason}</h2>
      <p className="text-muted flex flex-wrap gap-x-3 gap-y-1 text-sm">
        <span>
          <Link
            href={`/automations/${automationId}` as Route}
            className="text-ink inline-block py-1 underline underline-offset-4"
          >
            {automationName}
          </Link>{" "}
          asks, in step <code>{key}</code> of{" "}
          <Link
            href={`/runs/${runId}` as Route}
            className="text-ink inline-block py-1 underline underline-offset-4"
          >
            this run
          </Link>
        </span>
        <span className="py-1">
          Asked <RelativeTime atMs={Date.parse(approval.createdAt)} timeZone="UTC" />
        </span>
        <span className="py-1">
          Expires <RelativeTime atMs={Date.parse(approval.expiresAt)} timeZone="UTC" />
        </span>
      </p>
      {plan === null ? (
        <p className="text-sm">Nothing is sent by this step itself; the run goes on.</p>
      ) : (
        <>
          {subject ? <Subject subject={subject} /> : null}
          <PlanView plan={plan ?? {}} of={place} isFolded={Boolean(subject)} />
        </>
      )}
      {canDecide ? (
        <Answer yes={yesWords(subject)} pending={pending} onAnswer={answer} />
      ) : (
        <p className="text-muted text-sm">Only admins and owners of the workspace decide.</p>
      )}
    </Card>
  );
}

function Decided({ approval }: { approval: ApprovalView }) {
  const { tone, label } = OUTCOMES[approval.status];
  return (
    <li className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-3 text-sm first:border-t-0">
      <Badge tone={tone}>{label}</Badge>
      <Link
        href={`/runs/${approval.runId}` as Route}
        className="inline-block min-w-0 flex-1 basis-48 py-1 break-words hover:underline"
      >
        {approval.reason}
      </Link>
      {approval.note ? (
        <span className="min-w-0 basis-full break-words sm:order-last">“{approval.note}”</span>
      ) : null}
      <span className="text-muted text-xs">
        {approval.automationName}
        {approval.decidedByName ? `, by ${approval.decidedByName}, ` : ", "}
        <RelativeTime
          atMs={Date.parse(approval.decidedAt ?? approval.expiresAt)}
          timeZone="UTC"
          focusable={false}
        />
      </span>
    </li>
  );
}

/** What waits for a person, with exactly what would be sent, and what was decided of late. */
export function ApprovalList({
  initial,
  canDecide,
  decide,
}: {
  initial: readonly ApprovalView[];
  canDecide: boolean;
  decide: Decide;
}) {
  const { data, problem, refresh } = useLive<readonly ApprovalView[]>(
    "/api/approvals",
    initial,
    CHANGES,
    () => POLL_MS,
  );
  const waiting = data.filter(({ status }) => status === "pending");
  const decided = data.filter(({ status }) => status !== "pending");
  return (
    <div className="grid grid-cols-1 gap-6">
      {problem ? (
        <Banner
          tone="warning"
          role="status"
          action={
            <Button size="sm" onClick={refresh}>
              Try again
            </Button>
          }
        >
          This list may be old. {problem}
        </Banner>
      ) : null}
      {waiting.length === 0 ? (
        <Card>
          <EmptyState
            icon="check"
            title="Nothing waits for you"
            hint="Steps that need a person’s approval appear here, with exactly what they would send."
          />
        </Card>
      ) : (
        <div className="grid grid-cols-1 gap-4">
          {waiting.map((approval) => (
            <Pending
              key={approval.id}
              approval={approval}
              canDecide={canDecide}
              decide={decide}
              onDecided={refresh}
            />
          ))}
        </div>
      )}
      {decided.length > 0 ? (
        <section aria-labelledby="decided" className="grid gap-3">
          <h2 id="decided" className="text-sm font-semibold">
            History
          </h2>
          <Card>
            <ul>
              {decided.map((approval) => (
                <Decided key={approval.id} approval={approval} />
              ))}
            </ul>
          </Card>
        </section>
      ) : null}
    </div>
  );
}
