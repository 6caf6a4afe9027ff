import type { PlainMoneyLimit } from "@/lib/automations/form/money";

import type { SavedAutomation } from "./types";

/** What the live version may ask a person about, and an owner may let go without. */
export interface AskedFor {
  readonly lists: boolean;
  /** The version's own limits in money. */
  readonly money: readonly PlainMoneyLimit[];
}

/** Read from the stored definition, which was checked when it was saved. */
export function askedFor({ versions, liveVersion }: SavedAutomation): AskedFor {
  const live = versions.find(({ version }) => version === liveVersion)?.definition;
  const { limits } = (live ?? {}) as { limits?: { money?: readonly PlainMoneyLimit[] } };
  return {
    lists: JSON.stringify(live ?? "").includes('"forEach":'),
    money: limits?.money ?? [],
  };
}
