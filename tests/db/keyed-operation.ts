import { z } from "zod";

import { getProvider } from "@/lib/providers/registry";
import { defineOperation, type Operation } from "@/lib/providers/types";

/** A write of the kind that Stripe repeats by key. The product has none yet, so tests bring one. */
const createCustomer = defineOperation({
  effect: "write",
  idempotency: { by: "header", name: "Idempotency-Key" },
  title: "Create a customer",
  description: "A customer with a name.",
  endpoint: "/customers",
  input: z.strictObject({ name: z.string() }),
  output: z.looseObject({ id: z.string() }),
  request: ({ name }) => ({ method: "POST", path: "/v1/customers", form: { name } }),
  respond: (body) => body,
  examples: [{ input: { name: "Ada" }, request: "POST /v1/customers", body: { id: "cus_1" } }],
});

/** Adds `stripe.customers.create` to this process, before its services are made. Returns what takes it away again. */
export function installKeyedOperation(): () => void {
  const operations = getProvider("stripe").operations as Record<string, Operation>; // the registry's own, read-only elsewhere
  operations["customers.create"] = createCustomer;
  return () => delete operations["customers.create"];
}
