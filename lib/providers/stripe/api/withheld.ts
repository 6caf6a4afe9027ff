import type { Entry } from "./entry";

/** Operations that are not offered, with the reason. A key that ends in `.*` names all below it. */
export const WITHHELD: Readonly<Record<string, string>> = {
  "account_sessions.create": "answers with a secret for a browser",
  "apps.installs.*": "answers with an authorisation code",
  "apps.secrets.*": "answers with the secrets of another app",
  "customer_sessions.create": "answers with a secret for a browser",
  "customers.create_source": "takes card numbers",
  "customers.update_source": "takes card and bank data",
  "customers.verify_source": "takes card and bank data",
  "ephemeral_keys.*": "answers with a key for a device",
  "files.create": "uploads a file",
  "financial_connections.sessions.create": "answers with a secret for a browser",
  "forwarding.requests.*": "sends card data to other hosts",
  "quotes.pdf": "answers with a file",
  "sources.*": "takes bank data",
  "terminal.configurations.*": "takes passwords of wireless networks",
  "terminal.connection_tokens.create": "answers with a secret for a reader",
  "three_d_secure.authentications.*": "takes card data",
  "tokens.create": "takes card numbers",
  "v2.billing.meter_event_session.create": "answers with a token",
  "v2.billing.meter_event_stream.create": "uses another host",
  "v2.core.account_tokens.*": "needs the publishable key",
  "v2.core.accounts.person_tokens.*": "needs the publishable key",
  "v2.core.vault.*": "takes bank account numbers",
  "webhook_endpoints.create": "answers once with a secret, which could not be kept",
};

/** Card, bank and other secret data. It is refused at any depth, because plans, audit rows and transcripts would keep it. */
const SECRET_FIELD =
  /^(?:account_number|account_token|client_secret|cryptogram|cvc|cvc_token|encrypted_number|iban|id_number|password|person_token|pin|private_key_file(?:_password)?|routing_number|sort_code|ssn_last_4)$/;

/** Returns true for a field that is refused. The number of a card stands beside the month in which it expires. */
export const isWithheldField = (name: string, siblings: object): boolean =>
  SECRET_FIELD.test(name) ||
  (name === "number" && ("exp_month" in siblings || "exp_month?" in siblings));

/** Returns true if a pattern of {@link WITHHELD} names an operation. */
export const covers = (pattern: string, key: string) =>
  pattern === key || (pattern.endsWith(".*") && key.startsWith(pattern.slice(0, -1)));

/** Explains why an operation is not offered, after “it”; `null` if it is offered. */
export function refusalOf(key: string, { base, file, stream, needs }: Entry): string | null {
  const [, reason] = Object.entries(WITHHELD).find(([pattern]) => covers(pattern, key)) ?? [];
  if (reason !== undefined) return reason;
  if (file) return "uploads a file";
  if (stream) return "answers with a file";
  if (base) return "uses another host";
  return needs ? "needs an API version of its own" : null;
}
