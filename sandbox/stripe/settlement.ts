import { markPaid } from "./invoices.ts";
import { record, written } from "./json.ts";
import type { Scope } from "./scope.ts";
import type { PaymentIntent } from "./types.ts";
import { find, rows } from "./world.ts";

/** Pays the invoice that an intent was made for, whoever confirmed the intent. */
export function settleInvoice(scope: Scope, intent: PaymentIntent): void {
  const payment = rows(scope.tenant, "invoice_payment").find(
    (row) => row["status"] === "open" && record(row["payment"])["payment_intent"] === intent.id,
  );
  const invoice = find(scope.tenant, "invoice", written(payment?.["invoice"]));
  if (!payment || invoice?.["status"] !== "open") return;
  invoice["attempt_count"] = Math.max(Number(invoice["attempt_count"] ?? 0), 1);
  markPaid(scope, invoice, payment);
}
