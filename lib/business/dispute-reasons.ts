import { humanise } from "../core/text";

/** Source of the codes: docs.stripe.com/api/disputes/object, read 2026-11. */
const REASONS: Readonly<Record<string, string>> = {
  bank_cannot_process: "The bank cannot process the payment",
  check_returned: "The check was returned",
  credit_not_processed: "A refund or credit is missing",
  customer_initiated: "The customer asked their bank for the money",
  debit_not_authorized: "The customer says they did not allow the debit",
  duplicate: "The customer says they paid twice",
  fraudulent: "The customer says they did not make the payment",
  general: "The bank gave no reason",
  incorrect_account_details: "The account details are wrong",
  insufficient_funds: "The customer’s account has too little money",
  noncompliant: "The payment broke a rule of the card network",
  product_not_received: "The customer says they received nothing",
  product_unacceptable: "The customer says the product is faulty or not as described",
  subscription_canceled: "The customer says they canceled the subscription",
  unrecognized: "The customer does not recognize the payment",
};

/** Says why a payment is disputed, in words; a reason that is new at Stripe by its own name. */
export const disputeReason = (code: string): string => REASONS[code] ?? humanise(code);

const PROOF: Readonly<Record<string, string>> = {
  credit_not_processed: "Send your refund policy and what you agreed with the customer.",
  duplicate: "Send what shows that these were two orders.",
  fraudulent:
    "Send what shows that the customer made the payment: their address, messages, earlier orders.",
  product_not_received: "Send the proof of shipping or of use, with its date.",
  product_unacceptable: "Send the description of the product and your messages with the customer.",
  subscription_canceled: "Send your cancellation policy and when the customer canceled.",
  unrecognized: "Send the receipt and what the customer bought.",
};

/** Says what to send to the bank, by the reason of a dispute. */
export const proofFor = (code: string | null): string =>
  PROOF[code ?? ""] ?? "Send what shows that the payment was right: receipt, messages, delivery.";
