import { charge } from "./schemas";

/** What became of a payment: Stripe calls a charge `succeeded` even while it is only held, and after its refund. */
export function paymentState(item: unknown): string | undefined {
  const found = charge.safeParse(item).data;
  if (!found) return undefined;
  const { amount, amount_captured: captured = amount, amount_refunded: refunded } = found;
  if (found.status !== "succeeded") return found.status;
  if (found.disputed) return "disputed";
  if (found.captured === false) return found.refunded ? "released" : "uncaptured";
  if (found.refunded) return "refunded";
  // The released rest of a partial capture counts as refunded at Stripe, although nobody had paid it.
  return refunded > amount - captured ? "partially_refunded" : "succeeded";
}
