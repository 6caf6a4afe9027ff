import type { PlainMoneyLimit } from "@/lib/automations/form/money";

import type { SavedAutomation } from "./types";

/** Reasons for which the live version may need an approval, and which an owner may exempt. */
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
