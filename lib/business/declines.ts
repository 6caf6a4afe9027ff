import { humanise } from "../core/text";

interface Decline {
  /** The reason of the failure, as the customer's bank would say it to the shop. */
  readonly reason: string;
  /** Advice for the shop. */
  readonly advice: string;
}

const ASK_CARD = "Ask the customer for another card.";
const ASK_BANK = "Ask the customer to call their bank, or to use another card.";
const TRY_LATER = "Try again later.";

/** Source of the codes: docs.stripe.com/declines/codes, read 2026-11. */
const DECLINES: Readonly<Record<string, Decline>> = {
  insufficient_funds: {
    reason: "Not enough funds",
    advice: "Try again in a few days, or ask for another card.",
  },
  expired_card: { reason: "Card expired", advice: ASK_CARD },
  incorrect_cvc: {
    reason: "Wrong security code",
    advice: "Ask the customer to type the card again.",
  },
  invalid_cvc: {
    reason: "Wrong security code",
    advice: "Ask the customer to type the card again.",
  },
  incorrect_number: {
    reason: "Wrong card number",
    advice: "Ask the customer to type the card again.",
  },
  invalid_number: {
    reason: "Wrong card number",
    advice: "Ask the customer to type the card again.",
  },
  incorrect_zip: {
    reason: "Wrong postal code",
    advice: "Ask the customer to type the address again.",
  },
  lost_card: { reason: "Card reported lost", advice: "Do not try this card again." },
  stolen_card: { reason: "Card reported stolen", advice: "Do not try this card again." },
  fraudulent: {
    reason: "Suspected fraud",
    advice: "Do not try again. Check the order before you send anything.",
  },
  merchant_blacklist: {
    reason: "Blocked by your own rules",
    advice: "Check your block list in Stripe.",
  },
  generic_decline: { reason: "Bank declined, no reason given", advice: ASK_BANK },
  card_declined: { reason: "Bank declined, no reason given", advice: ASK_BANK },
  do_not_honor: { reason: "Bank declined, no reason given", advice: ASK_BANK },
  call_issuer: { reason: "Bank declined, no reason given", advice: ASK_BANK },
  transaction_not_allowed: { reason: "Card may not be used for this", advice: ASK_CARD },
  card_not_supported: { reason: "Card may not be used for this", advice: ASK_CARD },
  currency_not_supported: { reason: "Card does not take this currency", advice: ASK_CARD },
  card_velocity_exceeded: {
    reason: "Card limit reached",
    advice: "Try again tomorrow, or ask for another card.",
  },
  withdrawal_count_limit_exceeded: {
    reason: "Card limit reached",
    advice: "Try again tomorrow, or ask for another card.",
  },
  authentication_required: {
    reason: "Bank asked for 3-D Secure, not done",
    advice: "Ask the customer to pay again and to confirm with their bank.",
  },
  payment_intent_authentication_failure: {
    reason: "Bank asked for 3-D Secure, not done",
    advice: "Ask the customer to pay again and to confirm with their bank.",
  },
  processing_error: { reason: "The bank could not be reached", advice: TRY_LATER },
  issuer_not_available: { reason: "The bank could not be reached", advice: TRY_LATER },
  try_again_later: { reason: "The bank could not be reached", advice: TRY_LATER },
};

/** The reason of a failed payment and advice, in words; `null` without a code. */
export function declineOf(code: string | null, declineCode: string | null): Decline | null {
  const known = DECLINES[declineCode ?? ""] ?? DECLINES[code ?? ""];
  if (known) return known;
  const named = declineCode ?? code;
  return named === null ? null : { reason: humanise(named), advice: ASK_BANK };
}
