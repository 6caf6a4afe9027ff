"use server";

import { act } from "@/app/_server/act";
import type { ActionCalls } from "@/components/actions/action-props";
import { applyAction } from "@/lib/verbs/actions/apply";
import { planActionVerb } from "@/lib/verbs/actions/plan";
import { settleAction } from "@/lib/verbs/actions/settle";
import { eraseCustomer } from "@/lib/verbs/customers/erase";

/** Erases a customer; `confirm` is what the person typed. */
export async function eraseCustomerAction(customer: {
  readonly id: string;
  readonly account: string;
  readonly confirm: string;
}) {
  const { id, account, confirm } = customer;
  return act(eraseCustomer, { id, connection: account, confirm }, () => null);
}

/** Says what an action on an object would do. */
export async function planObjectAction(asked: Parameters<ActionCalls["plan"]>[0]) {
  return act(planActionVerb, asked, (plan) => plan);
}

/** Does what a person confirmed, once. */
export async function applyObjectAction(confirmed: Parameters<ActionCalls["apply"]>[0]) {
  return act(applyAction, confirmed, (outcome) => outcome);
}

/** Stores what a person found out about an action that the provider never confirmed. */
export async function settleAttemptAction(id: string, done: boolean) {
  return act(settleAction, { id, done }, (outcome) => outcome);
}
