import "server-only";
import {
  accountOptions,
  chooseAccount,
  type AccountChoice,
  type AccountOption,
} from "@/lib/business/accounts";
import type { Address } from "@/lib/business/address";
import { cellContext, type CellContext } from "@/lib/business/cells";
import type { Details } from "@/lib/business/detail-types";
import { detailsOf } from "@/lib/business/details";
import { progressText } from "@/lib/business/import-progress";
import { payoutView, type PayoutView } from "@/lib/business/payout-entries";
import type {
  BusinessAccount,
  BusinessObject,
  ObjectHistory,
  SyncStatus,
} from "@/lib/contracts/objects";
import { AppError } from "@/lib/core/errors";
import { getProvider, isProviderId } from "@/lib/providers/registry";
import { getObject } from "@/lib/verbs/objects/get";
import { objectHistory } from "@/lib/verbs/objects/history";
import { payoutEntriesVerb } from "@/lib/verbs/payouts/entries";
import { syncStatus } from "@/lib/verbs/sync/status";
import type { Context } from "@/lib/verbs/types";

/** An object's page or panel, ready to be drawn. */
export interface ObjectView {
  readonly account: BusinessAccount;
  readonly object: BusinessObject;
  readonly details: Details;
  readonly context: CellContext;
}

const NO_OBJECT: ReadonlySet<string> = new Set(["not_found", "invalid", "conflict"]);

/** The page of an object at its provider; `null` if there is none. */
export function pageAtProvider(
  { provider, livemode }: BusinessAccount,
  { type, id }: Pick<BusinessObject, "type" | "id">,
): string | null {
  const types = isProviderId(provider) ? getProvider(provider).objects?.types : undefined;
  return types?.[type]?.pageUrl?.(id, livemode) ?? null;
}

/** Reads an object with what its page shows; `null` if there is none. */
export async function objectView(
  context: Context,
  {
    linked,
    ...key
  }: {
    readonly type: string;
    readonly id: string;
    readonly connection?: string | undefined;
    /** Id of the account that links name; none for the account that was connected first. */
    readonly linked: string | undefined;
  },
): Promise<ObjectView | null> {
  try {
    const { account, object, related, names, paid } = await getObject.run(context, key);
    const cells = cellContext({ account, names }, context.services.now(), linked);
    return {
      account,
      object,
      details: detailsOf({
        object,
        related,
        context: cells,
        paid,
        pageUrl: pageAtProvider(account, object),
      }),
      context: cells,
    };
  } catch (error) {
    // An id that no object can have is the id of no object, as is every id without an account.
    if (error instanceof AppError && NO_OBJECT.has(error.code)) return null;
    throw error;
  }
}

/** The history of an object here: its events, and the runs that they started. */
export const historyOf = (
  context: Context,
  { object, account }: Pick<ObjectView, "object" | "account">,
): Promise<ObjectHistory> =>
  objectHistory.run(context, {
    type: object.type,
    id: object.id,
    connection: account.connectionId,
  });

/** The entries of a payout, ready to be drawn; `null` for other objects. */
export async function payoutOf(
  context: Context,
  { object, account, context: cells }: ObjectView,
): Promise<PayoutView | null> {
  if (object.type !== "payout") return null;
  const entries = await payoutEntriesVerb.run(context, {
    payout: object.id,
    connection: account.connectionId,
  });
  return payoutView(object, entries, cells);
}

/** Finds the account that an address names; the one that was connected first if it names none. */
export async function accountChoice(context: Context, address: Address): Promise<AccountChoice> {
  return chooseAccount(await syncStatus.run(context, {}), address["account"]);
}

/** The accounts of a page as links to the same page. */
export const switchOf = (
  { accounts, chosen }: AccountChoice,
  page: { readonly path: string; readonly address: Address },
): AccountOption[] =>
  accountOptions(
    accounts.map(({ account }) => account),
    chosen?.account.connectionId ?? "",
    page,
  );

/** How far an import is, in a sentence; `null` if it is done. */
export function importSentence({
  isDone,
  state,
  types,
  problem,
}: SyncStatus[number]): string | null {
  if (isDone) return null;
  if (state === "paused")
    return "The import of this account is paused. Some objects may be missing.";
  const objects = types.filter(({ type }) => type !== "event");
  const far = `Importing the account: ${progressText(objects)} so far, newest first.`;
  return problem === null ? far : `${far} ${problem}`;
}
