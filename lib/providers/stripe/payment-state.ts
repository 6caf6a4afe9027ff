import { charge } from "./schemas";

/** Returns the status of a payment for people. Stripe reports `succeeded` also for authorized and refunded charges. */
export function paymentState(item: unknown): string | undefined {
  const found = charge.safeParse(item).data;
  if (!found) return undefined;
  const { amount, amount_captured: captured = amount, amount_refunded: refunded } = found;
  if (found.status !== "succeeded") return found.status;
  if (found.disputed) return "disputed";
  if (found.captured === false) return found.refunded ? "released" : "uncaptured";
  if (found.refunded) return "refunded";
  // Stripe counts the uncaptured rest of a partial capture as refunded, although it was never paid.
  return refunded > amount - captured ? "partially_refunded" : "succeeded";
}
