import { changes, pathId, type Call, type Handler } from "../call.ts";
import { applyCustomer, createCustomer } from "../customers.ts";
import { noSuch } from "../errors.ts";
import { filterBy, paginate } from "../lists.ts";
import { emit, need } from "../scope.ts";
import type { Customer, PaymentMethod } from "../types.ts";
import { picture, remove, rows } from "../world.ts";

function customerOf(call: Call): Customer {
  return need(call, "customer", call.path["customerId"] ?? pathId(call));
}

function methodsOf(call: Call): PaymentMethod[] {
  const { id } = customerOf(call);
  return rows(call.tenant, "payment_method").filter((method) => method.customer === id);
}

export const customerHandlers: Record<string, Handler> = {
  "Customer.create": (call) => createCustomer(call, call.params),
  "Customer.retrieve": (call) => {
    const id = pathId(call);
    if (call.tenant.deleted.get(id) === "customer")
      return { id, object: "customer", deleted: true };
    return customerOf(call);
  },
  "Customer.update": (call) => {
    const customer = customerOf(call);
    const before = picture(customer);
    applyCustomer(call, customer, call.params);
    emit(call, "customer.updated", customer, changes(before, customer));
    return customer;
  },
  "Customer.del": (call) => {
    const customer = customerOf(call);
    remove(call.tenant, customer);
    emit(call, "customer.deleted", customer);
    return { id: customer.id, object: "customer", deleted: true };
  },
  "Customer.list": (call) => {
    const all = filterBy(rows(call.tenant, "customer"), call.params, ["email", "test_clock"]);
    return paginate(call.tenant, "customer", all, call.params, call.url);
  },
  "Customer.listPaymentMethods": (call) => {
    const all = filterBy(methodsOf(call), call.params, ["type", "allow_redisplay"]);
    return paginate(call.tenant, "payment_method", all, call.params, call.url);
  },
  "Customer.retrievePaymentMethod": (call) => {
    const id = call.path["id"] ?? "";
    const found = methodsOf(call).find((method) => method.id === id);
    if (!found) throw noSuch("payment_method", id);
    return found;
  },
};
