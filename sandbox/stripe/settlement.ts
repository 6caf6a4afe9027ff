import { markPaid } from "./invoices.ts";
import { written } from "./json.ts";
import type { Scope } from "./scope.ts";
import type { PaymentIntent } from "./types.ts";
import { find, rowsWhere } from "./world.ts";

/** Pays the invoice that an intent was made for, whoever confirmed the intent. */
export function settleInvoice(scope: Scope, intent: PaymentIntent): void {
  const payment = rowsWhere(
    scope.tenant,
    "invoice_payment",
    "payment.payment_intent",
    intent.id,
  ).find((row) => row["status"] === "open");
  const invoice = find(scope.tenant, "invoice", written(payment?.["invoice"]));
  if (!payment || invoice?.["status"] !== "open") return;
  invoice["attempt_count"] = Math.max(Number(invoice["attempt_count"] ?? 0), 1);
  markPaid(scope, invoice, payment);
}
