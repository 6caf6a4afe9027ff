import { changes, pathId, type Call, type Handler } from "../call.ts";
import { cardNamed } from "../cards.ts";
import { cardError } from "../charges.ts";
import { attachMethod } from "../customers.ts";
import { badParam, noSuch } from "../errors.ts";
import { record, text } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import {
  billingDetails,
  cardNameFromNumber,
  createCardMethod,
  resolveMethod,
} from "../payment-methods.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { PaymentMethod } from "../types.ts";
import { find, picture, rows } from "../world.ts";

function create(call: Call): PaymentMethod {
  const { params } = call;
  const type = text(params["type"]) ?? "card";
  if (type !== "card")
    throw badParam(
      `The sandbox keeps cards only; it has no payment method of type ${type}.`,
      "type",
    );
  const card = record(params["card"]);
  const given = text(card["token"]) ?? text(card["number"]);
  if (given === null) throw badParam("Missing required param: card.", "card", "parameter_missing");
  return createCardMethod(call, cardNameFromNumber(given, "number"), {
    billing: record(params["billing_details"]),
    metadata: record(params["metadata"]),
  });
}

function methodOf(call: Call): PaymentMethod {
  const id = pathId(call);
  const found = find(call.tenant, "payment_method", id);
  if (!found) throw noSuch("payment_method", id);
  return found;
}

function attach(call: Call): PaymentMethod {
  const method = resolveMethod(call, pathId(call), undefined);
  const customer = text(call.params["customer"]);
  if (customer === null)
    throw badParam("Must provide customer or customer_account.", "customer", "parameter_missing");
  need(call, "customer", customer, "customer");
  if (method.customer !== null && method.customer !== customer)
    throw badParam(
      "The payment method you provided has already been attached to a customer.",
      undefined,
      "payment_method_unexpected_state",
    );
  const testCard = cardNamed(method.sandbox_card);
  if (testCard.refusesAttach && testCard.decline) throw cardError(testCard.decline);
  attachMethod(call, method, customer);
  return method;
}

function detach(call: Call): PaymentMethod {
  const method = methodOf(call);
  const { customer } = method;
  if (customer === null)
    throw badParam(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
    );
  method.customer = null;
  emit(call, "payment_method.detached", method, { customer });
  return method;
}

export const paymentMethodHandlers: Record<string, Handler> = {
  "PaymentMethod.create": create,
  "PaymentMethod.retrieve": methodOf,
  "PaymentMethod.attach": attach,
  "PaymentMethod.detach": detach,
  "PaymentMethod.list": (call) => {
    const customer = text(call.params["customer"]);
    const all =
      customer === null
        ? []
        : filterBy(rows(call.tenant, "payment_method"), call.params, [
            "customer",
            "type",
            "allow_redisplay",
          ]);
    return paginate(call.tenant, "payment_method", all, call.params, call.url);
  },
  "PaymentMethod.update": (call) => {
    const method = methodOf(call);
    const before = picture(method);
    const billing = call.params["billing_details"];
    if (billing !== undefined)
      method.billing_details = billingDetails({ ...method.billing_details, ...record(billing) });
    if (call.params["metadata"] !== undefined)
      method["metadata"] = mergeMetadata(
        record(method["metadata"]),
        call.params["metadata"] === null ? null : record(call.params["metadata"]),
      );
    emit(call, "payment_method.updated", method, changes(before, method));
    return method;
  },
};
