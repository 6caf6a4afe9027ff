"use server";

import { act } from "@/app/_server/act";
import { decideAction } from "@/lib/verbs/actions/decide";

/** Approves or denies, as the second person, what somebody asked for. */
export async function decideWaitingAction(id: string, approve: boolean, note?: string) {
  return act(decideAction, { id, approve, note }, (outcome) => outcome);
}
