import { changes, pathId, type Call, type Handler } from "../call.ts";
import { decideDispute, submitEvidence } from "../disputes.ts";
import { StripeError, badParam, noSuch } from "../errors.ts";
import { isRecord, numeric, record, text } from "../json.ts";
import { balanceOf, settled } from "../ledger.ts";
import { filterBy, paginate } from "../lists.ts";
import { closeReview } from "../radar.ts";
import { announceUpdate, refundCharge } from "../refunds.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { Charge, Dispute, Refund } from "../types.ts";
import { accountOf, find, picture, rows } from "../world.ts";

function createRefund(call: Call): Refund {
  const { params } = call;
  return refundCharge(call, chargeToRefund(call), {
    amount: numeric(params["amount"]),
    reason: text(params["reason"]),
    metadata: record(params["metadata"]),
  });
}

function chargeToRefund(call: Call): Charge {
  const chargeId = text(call.params["charge"]) ?? call.path["charge"] ?? null;
  if (chargeId) return need(call, "charge", chargeId, "charge");
  const intentId = text(call.params["payment_intent"]);
  if (!intentId)
    throw badParam(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  const intent = need(call, "payment_intent", intentId, "payment_intent");
  if (!intent.latest_charge || intent.status === "requires_capture")
    throw new StripeError(
      400,
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      { code: "charge_not_refundable", param: "payment_intent" },
    );
  return need(call, "charge", intent.latest_charge, "charge");
}

const disputeOf = (call: Call): Dispute => need(call, "dispute", pathId(call));
const refundOf = (call: Call): Refund => need(call, "refund", pathId(call));

function updateDispute(call: Call): Dispute {
  const dispute = disputeOf(call);
  const before = picture(dispute);
  if (call.params["metadata"] !== undefined)
    dispute["metadata"] = mergeMetadata(
      record(dispute["metadata"]),
      record(call.params["metadata"]),
    );
  const { evidence } = call.params;
  if (isRecord(evidence)) submitEvidence(call, dispute, evidence, call.params["submit"] !== false);
  else emit(call, "charge.dispute.updated", dispute, changes(before, dispute));
  return dispute;
}

export const moneyHandlers: Record<string, Handler> = {
  "Refund.create": createRefund,
  "Charge.refund": (call) => {
    createRefund(call);
    return need(call, "charge", call.path["charge"] ?? "");
  },
  "Refund.retrieve": refundOf,
  "Refund.list": (call) => {
    const all = filterBy(rows(call.tenant, "refund"), call.params, ["charge", "payment_intent"]);
    return paginate(call.tenant, "refund", all, call.params, call.url);
  },
  "Refund.update": (call) => {
    const refund = refundOf(call);
    const before = picture(refund);
    refund["metadata"] = mergeMetadata(record(refund["metadata"]), record(call.params["metadata"]));
    announceUpdate(call, refund, changes(before, refund));
    return refund;
  },
  "Dispute.retrieve": disputeOf,
  "Dispute.update": updateDispute,
  "Dispute.close": (call) => {
    const dispute = disputeOf(call);
    decideDispute(call, dispute, "lost");
    return dispute;
  },
  "Dispute.list": (call) => {
    const all = filterBy(rows(call.tenant, "dispute"), call.params, ["charge", "payment_intent"]);
    return paginate(call.tenant, "dispute", all, call.params, call.url);
  },
  "Review.approve": (call) => closeReview(call, need(call, "review", pathId(call)), "approved"),
  "Balance.retrieve": (call) => {
    const currency = text(accountOf(call.tenant)["default_currency"]) ?? "usd";
    return balanceOf(call.tenant, currency, call.now());
  },
  "BalanceTransaction.list": (call) => {
    const named = filterBy(rows(call.tenant, "balance_transaction"), call.params, [
      "currency",
      "source",
      "type",
    ]);
    const payout = text(call.params["payout"]);
    if (payout !== null) need(call, "payout", payout, "payout");
    const all =
      payout === null ? named : named.filter((entry) => entry["sandbox_payout"] === payout);
    const page = paginate(call.tenant, "balance_transaction", all, call.params, call.url);
    return { ...page, data: page.data.map((entry) => settled(entry, call.now())) };
  },
  "BalanceTransaction.retrieve": (call) => {
    const id = pathId(call);
    const found = find(call.tenant, "balance_transaction", id);
    if (!found) throw noSuch("balance_transaction", id);
    return settled(found, call.now());
  },
};
