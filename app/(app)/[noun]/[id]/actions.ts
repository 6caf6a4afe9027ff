"use server";

import { act } from "@/app/_server/act";
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
