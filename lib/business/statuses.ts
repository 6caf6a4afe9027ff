import type { BusinessObject } from "../contracts/objects";
import { humanise } from "../core/text";
import { dataIn } from "./read";

export type StatusTone = "neutral" | "info" | "success" | "warning" | "danger";

export interface StatusView {
  readonly label: string;
  readonly tone: StatusTone;
}

const view = (label: string, tone: StatusTone): StatusView => ({ label, tone });

/** Status in words, by type and by the status of the synced copy. */
const STATUSES: Readonly<Record<string, Readonly<Record<string, StatusView>>>> = {
  payment: {
    succeeded: view("Succeeded", "success"),
    refunded: view("Refunded", "neutral"),
    partially_refunded: view("Partly refunded", "neutral"),
    disputed: view("Disputed", "warning"),
    failed: view("Failed", "danger"),
    uncaptured: view("Uncaptured", "info"),
    pending: view("Pending", "info"),
    incomplete: view("Incomplete", "neutral"),
    canceled: view("Canceled", "neutral"),
  },
  subscription: {
    active: view("Active", "success"),
    trialing: view("Trial", "info"),
    past_due: view("Past due", "warning"),
    unpaid: view("Unpaid", "danger"),
    paused: view("Paused", "neutral"),
    incomplete: view("Incomplete", "neutral"),
    incomplete_expired: view("Expired", "neutral"),
    canceled: view("Canceled", "neutral"),
  },
  invoice: {
    draft: view("Draft", "neutral"),
    open: view("Open", "info"),
    paid: view("Paid", "success"),
    void: view("Void", "neutral"),
    uncollectible: view("Uncollectible", "warning"),
  },
  dispute: {
    needs_response: view("Needs response", "warning"),
    warning_needs_response: view("Inquiry needs response", "warning"),
    under_review: view("Under review", "info"),
    warning_under_review: view("Inquiry under review", "info"),
    won: view("Won", "success"),
    lost: view("Lost", "danger"),
    warning_closed: view("Inquiry closed", "neutral"),
    prevented: view("Prevented", "success"),
  },
  payout: {
    paid: view("Paid", "success"),
    pending: view("Pending", "info"),
    in_transit: view("On its way", "info"),
    canceled: view("Canceled", "neutral"),
    failed: view("Failed", "danger"),
  },
  refund: {
    succeeded: view("Refunded", "success"),
    pending: view("Pending", "info"),
    requires_action: view("Needs action", "warning"),
    failed: view("Failed", "danger"),
    canceled: view("Canceled", "neutral"),
  },
  balance_transaction: {
    available: view("Available", "success"),
    pending: view("Pending", "info"),
  },
};

const SHARED: Readonly<Record<string, StatusView>> = {
  active: view("Active", "success"),
  archived: view("Archived", "neutral"),
};

/** Status in words with its tone; a status that is new at the provider is shown by its own name. */
export const statusView = (type: string, status: string): StatusView =>
  STATUSES[type]?.[status] ?? SHARED[status] ?? view(humanise(status), "neutral");

/** Returns the status of an object with what is planned for it: a subscription that ends, or whose payments are paused. */
export function shownStatus({
  type,
  status,
  data,
}: Pick<BusinessObject, "type" | "status" | "data">): StatusView | null {
  if (status === null) return null;
  if (type === "subscription" && status === "active") {
    if (data["cancel_at_period_end"] === true) return view("Ends soon", "warning");
    if (dataIn(data, "pause_collection")["behavior"] !== undefined)
      return view("Payments paused", "warning");
  }
  return statusView(type, status);
}
