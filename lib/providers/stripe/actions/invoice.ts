import { formatMinor } from "@/lib/core/money";

import type { ActionSubject, ObjectAction } from "../../types";
import { textIn } from "../objects/read";
import { invoice as invoiceSchema } from "../schemas";
import { problem, UNREADABLE } from "./problem";

/** The amount due on an invoice, with the names that the sentences need. */
interface Bill {
  readonly due: string;
  /** "invoice NR-0001" */
  readonly name: string;
  readonly customer: string;
  /** True if Stripe collects it by itself. */
  readonly isCollected: boolean;
}

interface InvoiceActionWords {
  readonly button: string;
  readonly effects: readonly string[];
  readonly done: string;
}

interface InvoiceActionSpec {
  readonly label: string;
  readonly isDestructive?: boolean;
  readonly operation: string;
  /** Input of the operation besides the id. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Statuses in which it is possible. Source: docs.stripe.com/invoicing/overview, read 2026-11. */
  readonly statuses: readonly string[];
  /** True if what is due is given up by it. */
  readonly givesUp?: boolean;
  readonly applies?: (subject: ActionSubject) => boolean;
  readonly words: (bill: Bill) => InvoiceActionWords;
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  paid: "has been paid",
  void: "is void",
  uncollectible: "was given up as uncollectible",
  draft: "is a draft",
  open: "is final already",
};

/** An action that an invoice allows in some statuses, and that needs no more than a confirmation. */
function onInvoice(spec: InvoiceActionSpec): ObjectAction {
  const { label, isDestructive = false, operation, more = {}, statuses, words } = spec;
  return {
    type: "invoice",
    label,
    isDestructive,
    form(subject) {
      const isOffered =
        statuses.includes(subject.status ?? "") && (spec.applies?.(subject) ?? true);
      if (!isOffered) return null;
      const number = textIn(subject.data, "number");
      const name = number === null ? "the draft" : `invoice ${number}`;
      return { title: `${label} · ${name}`, fields: [] };
    },
    read: ({ id }) => ({ operation: "invoices.get", input: { id } }),
    prepare(_values, subject, { current }) {
      const found = invoiceSchema.safeParse(current).data;
      if (!found) return UNREADABLE;
      const status = found.status ?? "draft";
      if (!statuses.includes(status))
        return problem(
          `The invoice ${STATE_WORDS[status] ?? `is ${status}`}, so this is not possible.`,
        );
      const currency = found.currency.toLowerCase();
      const due = formatMinor(found.amount_remaining, currency);
      const name = found.number ? `invoice ${found.number}` : "the draft";
      const customer = subject.customerName ?? found.customer_name ?? "the customer";
      return {
        kind: "ready",
        operation,
        input: { id: found.id, ...more },
        gives:
          spec.givesUp && status !== "uncollectible"
            ? { amount: found.amount_remaining, currency }
            : null,
        basis: `${status}, ${found.amount_remaining} due`,
        ...words({ due, name, customer, isCollected: subject.data["auto_advance"] === true }),
      };
    },
    changes: ({ id }) => [{ type: "invoice", id }],
  };
}

const sendsByMail = ({ data }: ActionSubject) =>
  textIn(data, "collection_method") === "send_invoice";
const hasCustomerMail = (subject: ActionSubject) =>
  sendsByMail(subject) && textIn(subject.data, "customer_email") !== null;

/** Makes a draft final. */
export const finalize = onInvoice({
  label: "Finalize",
  operation: "invoices.finalize_invoice",
  statuses: ["draft"],
  words: ({ due, name, isCollected }) => ({
    button: `Finalize ${due}`,
    effects: [
      `${name === "the draft" ? "The draft" : name} gets a number and is due: ${due}. Its lines cannot be changed any more.`,
      isCollected
        ? "Stripe then collects it as the invoice says: from the saved payment method, or by an email to the customer."
        : "Stripe does not collect it by itself. You can then charge the customer or send it.",
    ],
    done: "The invoice is final.",
  }),
});

/** Tries to take what is due from the customer's saved way to pay. */
export const charge = onInvoice({
  label: "Charge customer",
  operation: "invoices.pay",
  statuses: ["open"],
  words: ({ due, name, customer }) => ({
    button: `Charge ${due}`,
    effects: [
      `Stripe takes ${due} from ${customer}’s saved payment method.`,
      `If it is declined, nothing is taken and ${name} stays open.`,
    ],
    done: `${due} was charged.`,
  }),
});

/** Emails the invoice with a link to pay it. */
export const send = onInvoice({
  label: "Send",
  operation: "invoices.send_invoice",
  statuses: ["open"],
  applies: hasCustomerMail,
  words: ({ due, name, customer }) => ({
    button: `Send ${name}`,
    effects: [`Stripe emails ${name} over ${due} to ${customer}, with a link to pay it.`],
    done: "The invoice was sent.",
  }),
});

/** Notes that an invoice was paid by other means. */
export const markPaid = onInvoice({
  label: "Mark as paid",
  operation: "invoices.pay",
  more: { paid_out_of_band: true },
  givesUp: true,
  statuses: ["open", "uncollectible"],
  words: ({ due, name }) => ({
    button: `Mark ${due} as paid`,
    effects: [
      `The status of ${name} becomes Paid, because ${due} was paid outside of Stripe, by cash or bank transfer.`,
      "No money moves, and your balance stays as it is. This cannot be undone.",
    ],
    done: "The invoice is marked as paid.",
  }),
});

/** Gives up what is due as a bad debt. */
export const giveUp = onInvoice({
  label: "Mark as uncollectible",
  isDestructive: true,
  operation: "invoices.mark_uncollectible",
  givesUp: true,
  statuses: ["open"],
  words: ({ due, name }) => ({
    button: `Give up ${due}`,
    effects: [
      `The status of ${name} becomes Uncollectible, and Stripe stops trying to collect ${due}.`,
      "It stays in your records as a bad debt. The customer can still pay it.",
    ],
    done: "The invoice is marked as uncollectible.",
  }),
});

/** Declares an invoice invalid. */
export const voidInvoice = onInvoice({
  label: "Void",
  isDestructive: true,
  operation: "invoices.void_invoice",
  givesUp: true,
  statuses: ["open", "uncollectible"],
  words: ({ due, name }) => ({
    button: `Void ${name}`,
    effects: [
      `The status of ${name} becomes Void. Nobody can pay the ${due} any more.`,
      "It stays in your records with its number. This cannot be undone.",
    ],
    done: "The invoice is void.",
  }),
});
