import { decideDispute, openDispute, submitEvidence } from "../../disputes.ts";
import { openReview, warnOfFraud } from "../../radar.ts";
import { settleRefund } from "../../refunds.ts";
import type { Scope } from "../../scope.ts";
import type { Charge, Dispute } from "../../types.ts";
import { rows } from "../../world.ts";
import { DAY, HOUR } from "../history.ts";
import type { Year } from "./year.ts";

type Outcome = "won" | "lost" | "open" | "review" | "inquiry";

/** Days before the end of the year, the bank's reason, and what came of it. */
const DISPUTES: readonly (readonly [days: number, reason: string, outcome: Outcome])[] = [
  [212, "product_not_received", "won"],
  [168, "fraudulent", "lost"],
  [119, "product_unacceptable", "won"],
  [83, "fraudulent", "lost"],
  [47, "general", "inquiry"],
  [16, "duplicate", "review"],
  [5, "fraudulent", "open"],
  [2, "product_not_received", "open"],
];

/** Plans the year's disputes: two still need an answer in the next days. */
export function planDisputes(year: Year): void {
  const { timeline, quiet } = year;
  for (const [days, reason, outcome] of DISPUTES) {
    const opened = quiet - days * DAY - 3 * HOUR;
    timeline.plan(opened, (scope) => {
      const charge = disputable(scope);
      if (!charge) return;
      const dispute = openDispute(scope, charge, reason, outcome === "inquiry");
      if (outcome !== "open") answer(year, dispute, opened, outcome);
    });
  }
}

/** Plans two early fraud warnings and one review, which are still open at the end of the year. */
export function planRadar(year: Year): void {
  const warn = (fraudType: string) => (scope: Scope) => {
    const charge = suspicious(scope);
    if (charge) warnOfFraud(scope, charge, fraudType);
  };
  year.timeline.plan(year.quiet - 3 * DAY, warn("unauthorized_use_of_card"));
  year.timeline.plan(year.quiet - DAY, warn("made_with_stolen_card"));
  year.timeline.plan(year.quiet, (scope) => {
    const charge = suspicious(scope);
    if (charge) openReview(scope, charge);
  });
}

/** A recent card payment that nobody has refunded, disputed or reported. */
function suspicious(scope: Scope): Charge | undefined {
  const reported = new Set(
    [...rows(scope.tenant, "radar.early_fraud_warning"), ...rows(scope.tenant, "review")].map(
      (row) => row["charge"],
    ),
  );
  return rows(scope.tenant, "charge").find(
    (charge) =>
      charge.currency === "usd" &&
      charge.captured &&
      charge.status === "succeeded" &&
      charge.amount_refunded === 0 &&
      !charge.disputed &&
      charge.amount > 3000 &&
      !reported.has(charge.id),
  );
}

/** A payment of some days before that was neither refunded nor disputed. */
function disputable(scope: Scope): Charge | undefined {
  return rows(scope.tenant, "charge").find(
    (charge) =>
      charge.created < scope.now() - 4 * DAY &&
      charge.currency === "usd" &&
      charge.amount > 5000 &&
      charge.amount < 20_000 &&
      charge.captured &&
      charge.amount_refunded === 0 &&
      !charge.disputed,
  );
}

function answer(year: Year, dispute: Dispute, opened: number, outcome: Outcome): void {
  year.timeline.plan(opened + 4 * DAY, (scope) =>
    submitEvidence(
      scope,
      dispute,
      {
        customer_communication: null,
        product_description: "Coffee beans, sent by parcel post with a tracking number.",
        uncategorized_text: "The carrier confirmed the delivery on the day it was promised.",
      },
      true,
    ),
  );
  if (outcome === "won" || outcome === "lost")
    year.timeline.plan(opened + 27 * DAY, (scope) => decideDispute(scope, dispute, outcome));
}

/** Lets one older refund fail, as happens when a card account was closed. */
export function planFailedRefund(year: Year): void {
  year.timeline.plan(year.quiet - 12 * DAY, (scope) => {
    const refund = rows(scope.tenant, "refund").find(
      (row) => row.status === "succeeded" && row.created < scope.now() - 2 * DAY,
    );
    if (refund) settleRefund(scope, refund, true);
  });
}
