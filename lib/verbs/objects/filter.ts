import { z } from "zod";

import { readMethod } from "@/lib/business/methods";
import { NEEDS } from "@/lib/contracts/needs";
import { AppError } from "@/lib/core/errors";
import type { ObjectFilter } from "@/lib/db/object-lists";
import { getProvider } from "@/lib/providers/registry";
import { fold } from "@/lib/sync/tokens";

/** Names of statuses or methods. */
export const statusNames = z.array(z.string().min(1).max(60)).max(30);
const minor = z.int();

/** Filter of a list of objects. Amounts are minor units. */
export const filterInput = z.object({
  type: z.string().min(1).max(60),
  /** The account; the one that was connected first if it is left out. */
  connection: z.uuid().optional(),
  statuses: statusNames.optional(),
  customer: z.string().max(300).optional(),
  parent: z.string().max(300).optional(),
  methods: statusNames.optional(),
  /** The last digits of the card or account of payments. */
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  currency: z.string().length(3).toLowerCase().optional(),
  minAmount: minor.optional(),
  maxAmount: minor.optional(),
  /** Created then or later, ISO 8601 with a zone. */
  from: z.coerce.date().optional(),
  /** Created before. */
  to: z.coerce.date().optional(),
  /** Words, an e-mail address, the last digits of a card, or a method as lists show it: `visa 4242`, `Apple Pay`. */
  text: z.string().max(200).optional(),
  metadata: z.object({ key: z.string().min(1).max(40), value: z.string().max(500) }).optional(),
  /** Payments that need this of a person. */
  needs: z.enum(NEEDS).optional(),
  /** Customers with a running subscription and a card that expires in this month, such as `2026-12`. */
  cardExpires: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
    .optional(),
});
type Filter = z.output<typeof filterInput>;

/** The filter as the database takes it. Throws "invalid" if it makes no sense. */
export function filterOf(input: Filter, connectionId: string): ObjectFilter {
  const { type, statuses, customer, parent, methods, currency, minAmount, maxAmount } = input;
  const { from, to, metadata, needs, cardExpires, last4 } = input;
  const shown = type === "payment" ? readMethod(input.text ?? "") : null;
  if (from && to && from >= to)
    throw new AppError("invalid", "from, to: the end must be after the beginning.", {
      details: { fields: ["from", "to"] },
    });
  if (minAmount !== undefined && maxAmount !== undefined && minAmount > maxAmount)
    throw new AppError(
      "invalid",
      "minAmount, maxAmount: the smallest amount is larger than the largest.",
      {
        details: { fields: ["minAmount", "maxAmount"] },
      },
    );
  const word = input.text === undefined ? "" : fold(input.text).slice(0, 80);
  return {
    connectionId,
    type,
    statuses,
    customer,
    parent,
    methods,
    currency,
    minAmount,
    maxAmount,
    from,
    to,
    metadata,
    needs,
    cardExpires,
    last4,
    ...(shown ? { shown } : {}),
    ...(word === "" ? {} : { word }),
  };
}

/** Throws "invalid" if the provider of a connection has no objects of a type. */
export function requireType(provider: string, type: string): void {
  const { types, derived } = getProvider(provider).objects ?? {};
  if (types?.[type] || derived?.[type]) return;
  throw new AppError("invalid", `type: there are no objects of the type “${type}”.`, {
    details: { fields: ["type"] },
  });
}
