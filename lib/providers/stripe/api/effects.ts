import type { Effect } from "../../types";
import type { Entry } from "./entry";
import { MOVES_MONEY } from "./money";

const words = (text: string) => text.trim().split(/\s+/);

/** Writes that can be taken back, by the last part of a key. */
const WRITES = words(`
  acknowledge activate add_lines approve archive attach cancel_action collect_inputs collect_payment_method
  confirm_microdeposits create create_external_account create_feature create_from_calculation create_funding_instructions
  create_login_link create_person create_source create_tax_id enable finalize_quote migrate ping reactivate refresh
  refresh_fx_quote refresh_recipient_verification refresh_regulatory_receipt report_payment report_payment_attempt
  report_payment_attempt_canceled report_payment_attempt_failed report_payment_attempt_guaranteed
  report_payment_attempt_informational report_refund send_microdeposits set_reader_display subscribe unarchive unreject
  unsubscribe update update_balance_transaction update_capability update_cash_balance update_external_account
  update_feature update_features update_line_item update_lines update_person update_refund update_reversal update_source
  validate verify verify_microdeposits verify_source`);

/** Writes that cannot be taken back, by the last part of a key. */
const FINAL = words(`
  accept apply_customer_balance attach_payment cancel capture close confirm confirm_payment_intent create_balance_transaction
  create_refund create_reversal deactivate decline delete_where detach disable disconnect expire finalize_invoice
  increment_authorization mark_uncollectible pause pay process_payment_intent process_setup_intent redact refund_payment
  reject release remove_lines resume reverse send_invoice submit uninstall void_credit_note void_grant void_invoice`);

/** Effects by the last part of a key. */
export const VERBS: ReadonlyMap<string, Effect> = new Map([
  ...WRITES.map((verb) => [verb, "write"] as const),
  ...FINAL.map((verb) => [verb, "destructive"] as const),
  ["create_preview", "read"] as const,
]);

/** Money movers that only make a draft or a record until something else happens; `RAISES` names inputs that do more. */
export const DRAFTS: ReadonlySet<string> = new Set(
  words(`
  disputes.update invoices.create invoices.update issuing.cards.update payment_intents.create payment_records.report_refund
  v2.money_management.payout_intents.create`),
);

/** Operations that cannot be taken back although their verbs sound harmless. */
export const IRREVERSIBLE: ReadonlySet<string> = new Set(
  words(
    `accounts.reject apps.secrets.create reviews.approve subscriptions.migrate tax.transactions.create_reversal`,
  ),
);

/** Operations that send money or data to another place from now on. They never have an auto-approval limit. */
export const REROUTES: ReadonlySet<string> = new Set(
  words(`
  accounts.create_external_account accounts.create_login_link accounts.update_external_account balance_settings.update
  file_links.create v2.core.event_destinations.create v2.core.event_destinations.enable v2.core.event_destinations.update
  v2.money_management.payout_methods.unarchive webhook_endpoints.create webhook_endpoints.update`),
);

/** DELETE operations that only take away a discount, which can be given again. */
export const HARMLESS_DELETES: ReadonlySet<string> = new Set(
  words(`customers.delete_discount subscriptions.delete_discount`),
);

type Input = Readonly<Record<string, unknown>>;

const has =
  (...names: readonly string[]) =>
  (input: Input) =>
    names.some((name) => input[name] !== undefined);

/**
 * Writes that some inputs make final: they take money, change what somebody owes, or send money elsewhere. Asked when a plan is
 * made.
 */
export const RAISES: Readonly<Record<string, (input: Input) => boolean>> = {
  "disputes.update": ({ submit }) => submit !== false, // Stripe submits by default
  "payment_intents.create": ({ confirm }) => confirm === true,
  "setup_intents.create": ({ confirm }) => confirm === true,
  "invoices.create": ({ auto_advance: advances }) => advances === true,
  "invoices.update": ({ auto_advance: advances }) => advances === true,
  "issuing.cards.update": ({ status, spending_controls: limits }) =>
    status === "active" || limits !== undefined,
  "issuing.cardholders.update": ({ status, spending_controls: limits }) =>
    status === "active" || limits !== undefined,
  "customers.create": has("balance"),
  "customers.update": has("balance"),
  "accounts.create": has("external_account"),
  "accounts.update": has("external_account", "settings"),
  "treasury.financial_accounts.update": has("forwarding_settings"),
  "v2.core.accounts.update": has("configuration"),
};

/** Returns the last part of a key. */
export const verbOf = (key: string) => key.slice(key.lastIndexOf(".") + 1);

export const isTestHelper = (key: string): boolean => /(?:^|\.)test_helpers\./.test(key);

/** Determines the effect of an operation by its method and verb. A verb that nobody judged counts as destructive. */
export function effectOf(key: string, { m: method }: Entry): Effect {
  if (method === "GET") return "read";
  if (HARMLESS_DELETES.has(key)) return "write";
  if (method === "DELETE") return "destructive";
  if (Object.hasOwn(MOVES_MONEY, key)) return DRAFTS.has(key) ? "write" : "destructive";
  if (IRREVERSIBLE.has(key) || REROUTES.has(key)) return "destructive";
  if (isTestHelper(key)) return "write";
  return VERBS.get(verbOf(key)) ?? "destructive";
}
