import "server-only";
import { readAddress, type Address } from "@/lib/business/address";
import {
  matchCustomer,
  isObjectId,
  toChoice,
  type CustomerChoice,
} from "@/lib/business/customer-choices";
import type { ListSpec } from "@/lib/business/lists";
import type { BusinessAccount } from "@/lib/contracts/objects";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import type { Context } from "@/lib/verbs/types";

const CHOICES = 8;

/** The customers of an account whose name, e-mail address or phone number begins with a text, newest first. */
export async function customersNamed(
  context: Context,
  connection: string,
  text: string,
): Promise<CustomerChoice[]> {
  const { objects } = await listObjectsVerb.run(context, {
    type: "customer",
    connection,
    text,
    limit: CHOICES,
    totals: false,
  });
  return objects.map(toChoice);
}

/** Reads a list's address, in which a customer may be named by name or e-mail address. */
export async function requestOf(
  context: Context,
  spec: ListSpec,
  address: Address,
  account: BusinessAccount,
): Promise<ReturnType<typeof readAddress>> {
  const read = readAddress(spec, address, account);
  const typed = read.request.customer;
  if (typed === undefined || isObjectId(typed)) return read;
  const match = matchCustomer(typed, await customersNamed(context, account.connectionId, typed));
  const { customer: _typed, ...request } = read.request;
  return "id" in match
    ? { ...read, request: { ...request, customer: match.id } }
    : { ...read, request, problems: [...read.problems, match.problem] };
}
