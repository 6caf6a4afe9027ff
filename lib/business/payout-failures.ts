import { humanise } from "../core/text";

interface Failure {
  /** The reason why the bank sent the money back, as a part of a sentence. */
  readonly reason: string;
  /** Advice for the owner of the account. */
  readonly advice: string;
}

const OTHER_ACCOUNT = "Add another bank account for payouts in Stripe.";
const CORRECT = "Correct the bank account in Stripe.";
const ASK_BANK = "Ask your bank what it needs, or add another bank account for payouts in Stripe.";

/** Source of the codes: docs.stripe.com/api/payouts/failures, read 2026-11. */
const FAILURES: Readonly<Record<string, Failure>> = {
  account_closed: { reason: "The bank account is closed", advice: OTHER_ACCOUNT },
  account_frozen: { reason: "The bank account is frozen", advice: ASK_BANK },
  bank_account_restricted: {
    reason: "The bank account does not take this kind of payment",
    advice: OTHER_ACCOUNT,
  },
  bank_ownership_changed: {
    reason: "The bank account moved to another bank",
    advice: "Add the new bank account in Stripe.",
  },
  could_not_process: { reason: "The bank could not process the payout", advice: ASK_BANK },
  debit_not_authorized: {
    reason: "The bank account does not let Stripe debit it",
    advice: ASK_BANK,
  },
  declined: { reason: "The bank declined the payout", advice: ASK_BANK },
  incorrect_account_holder_address: {
    reason: "The address of the account’s holder is wrong",
    advice: CORRECT,
  },
  incorrect_account_holder_name: {
    reason: "The name of the account’s holder is wrong",
    advice: CORRECT,
  },
  incorrect_account_holder_tax_id: {
    reason: "The tax number of the account’s holder is wrong",
    advice: CORRECT,
  },
  insufficient_funds: {
    reason: "The Stripe balance was too small",
    advice: "Wait until enough of your balance is available.",
  },
  invalid_account_number: { reason: "The account number is wrong", advice: CORRECT },
  invalid_card: { reason: "The card for payouts is wrong", advice: "Correct the card in Stripe." },
  invalid_currency: {
    reason: "The bank account does not take this currency",
    advice: OTHER_ACCOUNT,
  },
  no_account: { reason: "The bank did not find the account", advice: CORRECT },
  unsupported_card: {
    reason: "The bank of the card takes no payouts",
    advice: "Add a bank account or another card for payouts in Stripe.",
  },
};

/** Explains why a payout failed and what to do; `null` without a code. `message` is what Stripe says of it. */
export function payoutFailure(code: string | null, message: string | null): Failure | null {
  const known = code === null ? undefined : FAILURES[code];
  if (known) return known;
  if (code === null && message === null) return null;
  const reason = (message ?? humanise(code ?? "")).replace(/\.$/, "");
  return { reason, advice: ASK_BANK };
}
