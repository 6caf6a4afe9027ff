import { changes } from "./call.ts";
import { badParam } from "./errors.ts";
import { record, text } from "./json.ts";
import { writeLedger } from "./ledger.ts";
import { settleRadar } from "./radar.ts";
import { blank } from "./schema.ts";
import { emit, type Scope } from "./scope.ts";
import type { Charge, Dispute, JsonObject } from "./types.ts";
import { find, insert, picture } from "./world.ts";

const DAY = 86_400;
const DISPUTE_FEE = 1500;
const DECIDED = new Set(["won", "lost", "warning_closed", "prevented"]);

/** True once nobody can change the outcome any more. */
export function isDecided(dispute: Dispute): boolean {
  return DECIDED.has(dispute.status);
}

/** Opens a dispute on a charge; a chargeback takes the money and a fee at once, an inquiry does not. */
export function openDispute(
  scope: Scope,
  charge: Charge,
  reason: string,
  inquiry: boolean,
): Dispute {
  const due = Math.floor(scope.now() / DAY) * DAY + 9 * DAY - 1;
  const brand = text(record(record(charge["payment_method_details"])["card"])["brand"]) ?? "visa";
  const dispute: Dispute = {
    ...blank("Dispute"),
    id: scope.world.ids.next("dispute"),
    object: "dispute",
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created: scope.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...blank("Dispute.Evidence"), enhanced_evidence: {} },
    evidence_details: {
      due_by: due,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand,
        case_type: inquiry ? "inquiry" : "chargeback",
        network: brand,
        network_reason_code: reason === "fraudulent" ? "10.4" : "13.1",
      },
      type: "card",
    },
    reason,
    status: inquiry ? "warning_needs_response" : "needs_response",
  };
  insert(scope.tenant, dispute);
  charge.disputed = true;
  if (!inquiry) moveFunds(scope, dispute, charge, -1);
  emit(scope, "charge.dispute.created", dispute);
  if (!inquiry) emit(scope, "charge.dispute.funds_withdrawn", dispute);
  settleRadar(scope, charge, "disputed");
  return dispute;
}

function moveFunds(scope: Scope, dispute: Dispute, charge: Charge, sign: 1 | -1): void {
  const taken = sign < 0;
  const entry = writeLedger(scope, {
    type: "adjustment",
    reportingCategory: taken ? "dispute" : "dispute_reversal",
    amount: sign * dispute.amount,
    fee: taken && charge.currency === "usd" ? DISPUTE_FEE : 0,
    feeDescription: "Dispute fee",
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback ${taken ? "withdrawal" : "reversal"} for ${charge.id}`,
  });
  dispute.balance_transactions.push(picture(entry));
}

/** Stages evidence; with `submit` it goes to the bank, whose answer the magic texts decide a moment later. */
export function submitEvidence(
  scope: Scope,
  dispute: Dispute,
  evidence: JsonObject,
  submit: boolean,
): void {
  if (isDecided(dispute)) throw badParam("This dispute is already closed");
  const before = picture(dispute);
  const merged = { ...(dispute["evidence"] as JsonObject), ...evidence }; // always an object: set in openDispute
  dispute["evidence"] = merged;
  const details = dispute["evidence_details"] as JsonObject; // always an object: set in openDispute
  dispute["evidence_details"] = {
    ...details,
    has_evidence: true,
    ...(submit
      ? {
          submission_count: Number(details["submission_count"] ?? 0) + 1,
          submission_method: "manual",
        }
      : {}),
  };
  const magic = text(evidence["uncategorized_text"]);
  if (submit) {
    const inquiry = dispute.status.startsWith("warning");
    dispute.status = inquiry ? "warning_under_review" : "under_review";
    const kind = inquiry
      ? "dispute.warning_closed"
      : magic === "losing_evidence"
        ? "dispute.lost"
        : "dispute.won";
    if (magic === "winning_evidence" || magic === "losing_evidence" || inquiry)
      scope.world.jobs.push({
        at: scope.now() + 1,
        kind,
        account: scope.tenant.id,
        id: dispute.id,
      });
  }
  emit(scope, "charge.dispute.updated", dispute, changes(before, dispute));
}

/** Ends a dispute. Winning returns the money, not the fee. */
export function decideDispute(
  scope: Scope,
  dispute: Dispute,
  outcome: "won" | "lost" | "warning_closed",
): void {
  if (isDecided(dispute)) throw badParam("This dispute is already closed");
  const status = dispute.status;
  dispute.status = outcome;
  dispute["is_charge_refundable"] = outcome === "warning_closed";
  const charge = find(scope.tenant, "charge", dispute.charge);
  if (outcome === "won" && charge) {
    moveFunds(scope, dispute, charge, 1);
    emit(scope, "charge.dispute.updated", dispute, { status });
    emit(scope, "charge.dispute.funds_reinstated", dispute);
  }
  emit(scope, "charge.dispute.closed", dispute);
}
