import "server-only";
import { textIn } from "@/lib/business/read";
import type { CustomerErasure } from "@/lib/contracts/customer";
import { AppError } from "@/lib/core/errors";
import { getProvider, isProviderId, listProviders } from "@/lib/providers/registry";
import { customerErasure } from "@/lib/verbs/customers/erasure";
import { hasRole, type Context } from "@/lib/verbs/types";

import { pageAtProvider, type ObjectView } from "./business";

/** Data for the menu of a customer. */
interface CustomerOptions {
  readonly id: string;
  /** Id of the connection. */
  readonly account: string;
  readonly name: string;
  /** The text that is typed to confirm that the customer is erased. */
  readonly confirmWith: string;
  readonly provider: string;
  readonly providerUrl: string | null;
}

/** What an admin can do with a customer; `null` for other objects and other people. */
export function customerTools(
  context: Context,
  { account, object, details }: ObjectView,
): CustomerOptions | null {
  if (object.type !== "customer" || !hasRole(context.role, "admin")) return null;
  const provider = isProviderId(account.provider) ? getProvider(account.provider) : null;
  return {
    id: object.id,
    account: account.connectionId,
    name: details.title,
    confirmWith: textIn(object.data, "email") ?? object.id,
    provider: provider?.manifest.name ?? account.provider,
    providerUrl: pageAtProvider(account, object),
  };
}

/** Labels of what was erased, by the names in `counts`, in the order in which they are shown. */
function countLabels(): Map<string, string> {
  const copies = listProviders().map(({ objects }) => objects);
  return new Map([
    ...copies.flatMap((objects) =>
      objects
        ? Object.entries({ ...objects.derived, ...objects.types }).map(
            ([type, { label }]) => [type, label] as const,
          )
        : [],
    ),
    ["views", "Saved views"],
    ["events", "Events without personal data"],
    ["runs", "Runs without personal data"],
    ["audit", "Audit entries without the id"],
  ]);
}

/** How much was erased, for people: objects by their type, then saved views, events, runs and audit entries. */
export const erasedRows = ({ counts }: CustomerErasure) =>
  [...countLabels()].flatMap(([name, label]) => {
    const count = counts[name] ?? 0;
    return count === 0 ? [] : [{ label, count }];
  });

/** The proof that a customer was erased; `null` if the customer was not. */
export async function erasureOf(
  context: Context,
  customer: { readonly id: string; readonly connection: string | undefined },
): Promise<CustomerErasure | null> {
  try {
    return (await customerErasure.run(context, customer)).erasure;
  } catch (error) {
    if (error instanceof AppError) return null; // no account is connected
    throw error;
  }
}
