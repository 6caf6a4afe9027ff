"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";

import { Answer } from "@/components/approvals/answer";
import { useMesh } from "@/components/mesh/mesh-context";
import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import type { ActionOutcome, WaitingAction } from "@/lib/contracts/action";
import type { ActionResult } from "@/lib/core/action-result";
import { formatMinor } from "@/lib/core/money";

export type DecideAction = (
  id: string,
  approve: boolean,
  note?: string,
) => Promise<ActionResult<ActionOutcome>>;

/** An action that waits, with the page of its object; `null` where it has none. */
export type WaitingView = Omit<WaitingAction, "createdAt"> & {
  readonly createdAtMs: number;
  readonly href: string | null;
};

interface WaitingProps {
  readonly canDecide: boolean;
  readonly decide: DecideAction;
}

function Footer({
  view,
  canDecide,
  pending,
  onAnswer,
}: {
  view: WaitingView;
  canDecide: boolean;
  pending: boolean;
  onAnswer: (approve: boolean, note?: string) => void;
}) {
  if (!canDecide)
    return <p className="text-muted">Only admins and owners of the workspace can approve.</p>;
  if (view.isOwn)
    return (
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">You asked for this, so another admin approves it.</p>
        <Button pending={pending} onClick={() => onAnswer(false)}>
          Withdraw
        </Button>
      </div>
    );
  return (
    <Answer
      yes={view.summary}
      hint="The person who asked sees this reason."
      pending={pending}
      onAnswer={onAnswer}
    />
  );
}

function Waiting({ view, canDecide, decide }: WaitingProps & { view: WaitingView }) {
  const { id, summary, amount, currency, note, customer, by, href, createdAtMs } = view;
  const money = amount === null || currency === null ? null : formatMinor(amount, currency);
  const [pending, start] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const answer = (approve: boolean, reason?: string) =>
    start(async () => {
      const result = await answerOf(decide(id, approve, reason), "it was decided");
      if (!result.ok) toast.error(result.message);
      else if (result.value.status === "failed") toast.error(result.value.message);
      else toast.success(result.value.message);
      router.refresh();
    });
  return (
    <Card aria-label={`${summary}, asked by ${by ?? "a former member"}`}>
      <div className="grid gap-3 p-4 md:p-5">
        <div>
          <h2 className="text-lg font-semibold break-words">
            {summary}
            {customer === null ? "" : ` · ${customer}`}
          </h2>
          <p className="text-muted">
            Asked by {by ?? "a former member"}
            {" · "}
            <RelativeTime atMs={createdAtMs} timeZone="UTC" />
            {href === null ? null : (
              <>
                {" · "}
                <Link
                  href={href as Route}
                  className="text-link inline-block font-medium hover:underline"
                >
                  Open the page
                </Link>
              </>
            )}
          </p>
        </div>
        {money === null ? null : (
          <p>
            It gives away <strong className="figures">{money}</strong>, which is above the limit of
            what one person may do alone.
          </p>
        )}
        {note === null ? null : (
          <p className="bg-sunken rounded-control px-4 py-2.5 text-base break-words">{note}</p>
        )}
      </div>
      <div className="border-line border-t px-4 py-3 md:px-5">
        <Footer view={view} canDecide={canDecide} pending={pending} onAnswer={answer} />
      </div>
    </Card>
  );
}

/** Cards of the actions that wait for a second person, each with the buttons to decide. */
export function WaitingActions({
  waiting,
  ...rest
}: WaitingProps & { waiting: readonly WaitingView[] }) {
  return waiting.map((view) => <Waiting key={view.id} view={view} {...rest} />);
}

/** Draws the page again when somebody asks or decides. */
export function RefreshOnActions() {
  const mesh = useMesh();
  const router = useRouter();
  useEffect(
    () => mesh.subscribe("action.*", () => router.refresh(), { name: "Actions that wait" }),
    [mesh, router],
  );
  return null;
}
