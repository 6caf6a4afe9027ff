"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTransition, type ReactNode } from "react";

import { useLive } from "@/components/mesh/use-live";
import { answerOf } from "@/components/ui/answer-of";
import { AppMark, StepMark } from "@/components/ui/app-mark";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";

import { Answer } from "./answer";
import {
  Fields,
  headingOf,
  RequestDetails,
  saysMore,
  Subject,
  WhatWillHappen,
  yesWords,
} from "./approval-plan";
import type { ApprovalView, Decide } from "./types";

// A run that ends says that its approved step was sent.
const CHANGES = ["approval.*", "automation.run.*"];
const POLL_MS = 60_000;
const OUTCOMES = {
  approved: { tone: "success", icon: "done", label: "Approved" },
  consumed: { tone: "success", icon: "done", label: "Approved and sent" },
  denied: { tone: "neutral", icon: "cross", label: "Denied" },
  expired: { tone: "neutral", icon: "clock", label: "Expired" },
  pending: { tone: "neutral", icon: "clock", label: "Expired" },
} as const;

function Mark({ plan }: Pick<ApprovalView, "plan">) {
  const { operation } = (plan ?? {}) as { operation?: string };
  const app = operation?.split(".")[0];
  return app ? <AppMark id={app} /> : <StepMark icon="hand" />;
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
      const result = await answerOf(decide(id, approve, note), "the approval was answered");
      if (!result.ok) toast.error(result.message);
      else
        toast.success(approve ? "Approved. The run continues." : "Denied. The run is cancelled.");
      onDecided();
    });
  // Several runs may ask for the same thing, so each card names its run for screen readers.
  const place = `in step ${key} of run ${runId.slice(-6)}`;
  const heading = headingOf(approval);
  return (
    <Card aria-label={`${reason} ${place}`}>
      <div className="grid gap-4 p-4 md:p-5">
        <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
          <Mark plan={plan} />
          <div className="min-w-0 flex-1 basis-64">
            <h2 className="text-lg font-semibold break-words">{heading}</h2>
            <p className="text-muted">
              Asked by the automation{" "}
              <Link
                href={`/automations/${automationId}` as Route}
                className="text-ink inline-block font-medium hover:underline"
              >
                {automationName}
              </Link>
              {" · "}
              <RelativeTime atMs={Date.parse(approval.createdAt)} timeZone="UTC" />
              {" · "}
              <Link
                href={`/runs/${runId}` as Route}
                className="text-link inline-block font-medium hover:underline"
              >
                Open the run
              </Link>
            </p>
          </div>
          <span className="rounded-badge bg-neutral-soft text-neutral-ink inline-flex h-5 items-center gap-1 px-1.5 text-xs font-medium">
            <Icon name="clock" className="size-3" />
            Expires <RelativeTime atMs={Date.parse(approval.expiresAt)} timeZone="UTC" />
          </span>
        </div>
        {saysMore(approval) ? (
          <p className="bg-sunken rounded-control px-4 py-2.5 text-base break-words">{reason}</p>
        ) : null}
        {subject ? <Subject subject={subject} /> : <Fields plan={plan ?? {}} of={place} />}
        <WhatWillHappen subject={subject ?? null} outlook={approval.outlook} />
        {plan === null ? null : <RequestDetails plan={plan ?? {}} of={place} />}
      </div>
      <div className="border-line border-t px-4 py-3 md:px-5">
        {canDecide ? (
          <Answer
            yes={yesWords(subject)}
            hint="The run is cancelled and shows this reason."
            pending={pending}
            onAnswer={answer}
          />
        ) : (
          <p className="text-muted">Only admins and owners of the workspace can approve.</p>
        )}
      </div>
    </Card>
  );
}

function Decided({ approval }: { approval: ApprovalView }) {
  const { tone, icon, label } = OUTCOMES[approval.status];
  return (
    <li className="grid gap-0.5 py-2.5">
      <Link
        href={`/runs/${approval.runId}` as Route}
        className="inline-block min-w-0 py-0.5 font-medium break-words hover:underline"
      >
        {approval.reason}
      </Link>
      {approval.note ? <span className="min-w-0 break-words">“{approval.note}”</span> : null}
      <span className="text-muted flex flex-wrap items-center gap-x-1.5 text-xs">
        <Badge tone={tone} icon={icon}>
          {label}
        </Badge>
        {approval.decidedByName ? `by ${approval.decidedByName},` : null}
        <RelativeTime
          atMs={Date.parse(approval.decidedAt ?? approval.expiresAt)}
          timeZone="UTC"
          focusable={false}
        />
      </span>
    </li>
  );
}

/** The approvers, and the recent decisions. */
function Side({ decided }: { decided: readonly ApprovalView[] }) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card aria-labelledby="who">
        <CardHeader>
          <CardTitle id="who">Who may approve</CardTitle>
        </CardHeader>
        <p className="text-muted px-4 pb-4">
          Owners and admins of the workspace. Money below an automation’s auto-approval limit needs
          no approval. What a person gives away above the workspace’s limit needs another person.
        </p>
      </Card>
      {decided.length > 0 ? (
        <Card aria-labelledby="decided">
          <CardHeader>
            <CardTitle id="decided">Recent decisions</CardTitle>
          </CardHeader>
          <ul className="divide-line divide-y px-4 pb-1">
            {decided.map((approval) => (
              <Decided key={approval.id} approval={approval} />
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}

/** The pending approvals with what each would send, and the recent decisions. */
export function ApprovalList({
  initial,
  canDecide,
  decide,
  actions = null,
}: {
  initial: readonly ApprovalView[];
  canDecide: boolean;
  decide: Decide;
  /** What people ask for; stands above the steps. `null` for nothing. */
  actions?: ReactNode;
}) {
  const { data, problem, refresh } = useLive<readonly ApprovalView[]>(
    "/api/approvals",
    initial,
    CHANGES,
    { pollMs: () => POLL_MS },
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
          This list may be out of date. {problem}
        </Banner>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20.5rem]">
        {waiting.length === 0 && actions === null ? (
          <Card>
            <EmptyState
              icon="done"
              title="No pending approvals"
              hint="When a step of an automation or a person’s action needs an approval, it appears here with what it would send."
            />
          </Card>
        ) : (
          <div className="grid grid-cols-1 gap-4">
            {actions}
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
        <Side decided={decided} />
      </div>
    </div>
  );
}
