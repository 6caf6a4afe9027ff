export type Decline = {
  code: string;
  declineCode?: string;
  message: string;
  adviceCode?: string;
  networkCode?: string;
};

/** How a test card behaves. Source: docs.stripe.com/testing and recorded answers. */
export type TestCard = {
  number: string;
  brand: string;
  funding: string;
  decline?: Decline;
  /** Attaching it to a customer is refused as well. */
  refusesAttach?: boolean;
  authentication?: "always" | "unless_off_session";
  dispute?: { reason: string; inquiry: boolean };
  refund?: "pending" | "fails";
  availableAtOnce?: boolean;
  blocked?: boolean;
};

const GENERIC = "Your card was declined.";

function declined(
  declineCode: string,
  message = GENERIC,
  adviceCode = "try_again_later",
  networkCode = "01",
): Decline {
  return { code: "card_declined", declineCode, message, adviceCode, networkCode };
}

function refused(code: string, message: string): Decline {
  return { code, declineCode: code, message, adviceCode: "confirm_card_data" };
}

const NEEDS_AUTHENTICATION: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

function card(number: string, rest: Partial<TestCard> = {}): TestCard {
  return { number, brand: "visa", funding: "credit", ...rest };
}

/** Test cards by the suffix that `pm_card_…` and `tok_…` share. */
const CARDS: Record<string, TestCard> = {
  visa: card("4242424242424242"),
  visa_debit: card("4000056655665556", { funding: "debit" }),
  mastercard: card("5555555555554444", { brand: "mastercard" }),
  mastercard_debit: card("5200828282828210", { brand: "mastercard", funding: "debit" }),
  mastercard_prepaid: card("5105105105105100", { brand: "mastercard", funding: "prepaid" }),
  amex: card("378282246310005", { brand: "amex" }),
  discover: card("6011111111111117", { brand: "discover" }),
  diners: card("3056930009020004", { brand: "diners" }),
  jcb: card("3566002020360505", { brand: "jcb" }),
  unionpay: card("6200000000000005", { brand: "unionpay" }),
  bypassPending: card("4000000000000077", { availableAtOnce: true }),
  chargeDeclined: card("4000000000000002", {
    decline: declined("generic_decline"),
    refusesAttach: true,
  }),
  chargeDeclinedInsufficientFunds: card("4000000000009995", {
    decline: declined("insufficient_funds", "Your card has insufficient funds."),
    refusesAttach: true,
  }),
  chargeDeclinedLostCard: card("4000000000009987", {
    decline: declined("lost_card", GENERIC, "do_not_try_again"),
    refusesAttach: true,
  }),
  chargeDeclinedStolenCard: card("4000000000009979", {
    decline: declined("stolen_card", GENERIC, "do_not_try_again"),
    refusesAttach: true,
  }),
  chargeDeclinedExpiredCard: card("4000000000000069", {
    decline: refused("expired_card", "Your card has expired."),
    refusesAttach: true,
  }),
  chargeDeclinedIncorrectCvc: card("4000000000000127", {
    decline: refused("incorrect_cvc", "Your card's security code is incorrect."),
    refusesAttach: true,
  }),
  chargeDeclinedProcessingError: card("4000000000000119", {
    decline: refused(
      "processing_error",
      "An error occurred while processing your card. Try again in a little bit.",
    ),
    refusesAttach: true,
  }),
  chargeDeclinedVelocityLimitExceeded: card("4000000000006975", {
    decline: declined("card_velocity_exceeded"),
    refusesAttach: true,
  }),
  chargeCustomerFail: card("4000000000000341", { decline: declined("generic_decline") }),
  authenticationRequiredOnSetup: card("4000002500003155", {
    authentication: "unless_off_session",
  }),
  authenticationRequired: card("4000002760003184", { authentication: "always" }),
  authenticationRequiredSetupForOffSession: card("4000003800000446", {
    authentication: "unless_off_session",
  }),
  authenticationRequiredChargeDeclinedInsufficientFunds: card("4000008260003178", {
    authentication: "always",
    decline: declined("insufficient_funds", "Your card has insufficient funds."),
  }),
  threeDSecure2Required: card("4000000000003220", { authentication: "always" }),
  threeDSecureRequiredChargeDeclined: card("4000008400001629", {
    authentication: "always",
    decline: declined("generic_decline"),
  }),
  threeDSecureOptional: card("4000000000003055"),
  createDispute: card("4000000000000259", {
    dispute: { reason: "fraudulent", inquiry: false },
  }),
  createDisputeProductNotReceived: card("4000000000002685", {
    dispute: { reason: "product_not_received", inquiry: false },
  }),
  createDisputeInquiry: card("4000000000001976", {
    dispute: { reason: "general", inquiry: true },
  }),
  pendingRefund: card("4000000000007726", { refund: "pending" }),
  refundFail: card("4000000000005126", { refund: "fails" }),
  radarBlock: card("4100000000000019", { decline: declined("fraudulent"), blocked: true }),
};

/** The card of a stored payment method. An unknown name behaves like a plain Visa. */
export function cardNamed(name: string): TestCard {
  return CARDS[name] ?? card("4242424242424242");
}

/** The name of the test card behind `pm_card_visa`, `tok_visa` or a test number; null for anything else. */
export function cardNameOf(token: string): string | null {
  const suffix = /^(?:pm_card|tok)_(.+)$/.exec(token)?.[1];
  if (suffix !== undefined)
    return (
      [suffix, suffix.replace(/^visa_/, "")].find((name) => Object.hasOwn(CARDS, name)) ?? null
    );
  const digits = token.replaceAll(/\D/g, "");
  return Object.keys(CARDS).find((name) => CARDS[name]?.number === digits) ?? null;
}

/** The decline that a payment must meet unless its authentication was completed. */
export function declineFor(testCard: TestCard, offSession: boolean): Decline | null {
  if (testCard.authentication === undefined) return testCard.decline ?? null;
  if (offSession && testCard.authentication === "always") return NEEDS_AUTHENTICATION;
  return null;
}

/** True when the buyer must be present and authenticate before this payment can go on. */
export function needsAction(testCard: TestCard, offSession: boolean): boolean {
  return testCard.authentication !== undefined && !offSession;
}
