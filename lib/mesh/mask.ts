import { MASK, type MeshEvent } from "./event";

/** Names of fields that hold personal data, in snake case. */
const PERSONAL =
  /(^|_)(email|email_address|phone|phone_number|first_name|last_name|full_name|given_name|family_name|display_name|last4|line1|line2|postal_code|zip|date_of_birth|tax_id|ip|ip_address)$/;
/** Records that hold an address: nothing in them is shown. */
const ADDRESS = /(^|_)(address|shipping_address|billing_address)$/;
/** `name` of one of these is not the name of a person. */
const THINGS: ReadonlySet<unknown> = new Set([
  "product",
  "price",
  "plan",
  "coupon",
  "tax_rate",
  "application",
  "account",
]);
/** Events of the product itself, whose names are those of automations and connections. */
const OWN = /^(automation|approval|connection|dashboard|widget|workspace)\./;

/** Every part has a largest length, so that the search of a long text takes time in proportion to its length. */
const EMAIL = /[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;:]{1,200}\.[^\s@<>"'(),;:.]{1,63}/g;
const PHONE = /\+\d(?:[\s().-]{0,3}\d){6,14}/g;

const snake = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

/** Masks addresses and phone numbers inside a text. */
const maskText = (text: string): string => text.replaceAll(EMAIL, MASK).replaceAll(PHONE, MASK);

const maskWhole = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(maskWhole);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskWhole(one)]));
  return value === null || value === "" || typeof value === "boolean" ? value : MASK;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isPersonal(name: string, of: Readonly<Record<string, unknown>>, isOwn: boolean): boolean {
  const key = snake(name);
  if (PERSONAL.test(key) || ADDRESS.test(key)) return true;
  if (key === "name") return !isOwn && !THINGS.has(of["object"]);
  return /(^|_)(customer|buyer|payer|cardholder|recipient|contact|owner)_name$/.test(key);
}

function maskValue(value: unknown, isOwn: boolean): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, isOwn));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isPersonal(name, value, isOwn) ? maskWhole(inner) : maskValue(inner, isOwn),
    ]),
  );
}

/**
 * Returns an event without e-mail addresses, phone numbers, names, postal addresses and last digits of cards. Names inside of
 * free text cannot be recognised and stay.
 */
export function maskEvent<Event extends Pick<MeshEvent, "type" | "data" | "subject">>(
  event: Event,
): Event {
  const data = maskValue(event.data, OWN.test(event.type)) as Event["data"]; // masking keeps an object an object
  return {
    ...event,
    data,
    ...(event.subject === undefined ? {} : { subject: maskText(event.subject) }),
  };
}
