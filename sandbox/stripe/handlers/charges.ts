import { completeShipping } from "../addresses.ts";
import { assignSent, changes, pathId, type Call, type Handler } from "../call.ts";
import { declineFor, cardNamed } from "../cards.ts";
import { captureCharge, cardError, createCharge } from "../charges.ts";
import { StripeError, badParam } from "../errors.ts";
import { customerId } from "../intent-actions.ts";
import { numeric, record, text, written } from "../json.ts";
import { filterBy, paginate } from "../lists.ts";
import { checkChargeable, parseCurrency } from "../money.ts";
import { cardSource } from "../payment-methods.ts";
import { emit, mergeMetadata, need } from "../scope.ts";
import type { Charge, JsonObject } from "../types.ts";
import { find, picture, rows } from "../world.ts";

/** The legacy way to charge: a card token, or the default card of a customer. */
function create(call: Call): Charge {
  const { params } = call;
  const amount = numeric(params["amount"]);
  if (amount === null)
    throw badParam("Missing required param: amount.", "amount", "parameter_missing");
  const currency = parseCurrency(text(params["currency"]) ?? "usd");
  checkChargeable(amount, currency);
  const customer = customerId(call, text(params["customer"]));
  const { name, source } = payingCard(call, customer);
  const decline = declineFor(cardNamed(name), true);
  const charge = createCharge(call, {
    amount,
    currency,
    card: name,
    method: written(source["id"]),
    details: source,
    customer,
    description: text(params["description"]),
    metadata: record(params["metadata"]),
    capture: params["capture"] !== false,
    decline,
    source,
    receiptEmail: text(params["receipt_email"]),
    statementDescriptor: text(params["statement_descriptor"]),
  });
  if (decline) throw cardError(decline, { charge: charge.id });
  return charge;
}

function payingCard(call: Call, customer: string | null): { name: string; source: JsonObject } {
  const given = text(call.params["source"]);
  if (given?.startsWith("tok_")) return cardSource(call, given);
  const owner = customer ? find(call.tenant, "customer", customer) : undefined;
  const id = given ?? owner?.default_source ?? null;
  const card = id ? find(call.tenant, "card", id) : undefined;
  if (card)
    return { name: written(card["sandbox_card"]), source: { ...card, sandbox_card: undefined } };
  if (id === null && customer !== null)
    throw new StripeError(402, "Cannot charge a customer that has no active card", {
      type: "card_error",
      code: "missing",
      param: "card",
    });
  if (id === null)
    throw badParam("Must provide source or customer.", undefined, "parameter_missing");
  throw badParam(`No such source: '${id}'`, "source", "resource_missing");
}

const chargeOf = (call: Call): Charge => need(call, "charge", pathId(call));

export const chargeHandlers: Record<string, Handler> = {
  "Charge.create": create,
  "Charge.retrieve": chargeOf,
  "Charge.list": (call) => {
    const all = filterBy(rows(call.tenant, "charge"), call.params, [
      "customer",
      "payment_intent",
      "transfer_group",
    ]);
    return paginate(call.tenant, "charge", all, call.params, call.url);
  },
  "Charge.update": (call) => {
    const charge = chargeOf(call);
    const before = picture(charge);
    assignSent(charge, call.params, ["description", "receipt_email", "transfer_group"]);
    if (call.params["shipping"] !== undefined)
      charge["shipping"] = completeShipping(call.params["shipping"]);
    const fraud = call.params["fraud_details"];
    if (fraud !== undefined) charge["fraud_details"] = record(fraud);
    if (call.params["metadata"] !== undefined)
      charge["metadata"] = mergeMetadata(
        record(charge["metadata"]),
        call.params["metadata"] === null ? null : record(call.params["metadata"]),
      );
    emit(call, "charge.updated", charge, changes(before, charge));
    return charge;
  },
  "Charge.capture": (call) => {
    const charge = chargeOf(call);
    if (charge.captured)
      throw new StripeError(400, `Charge ${charge.id} has already been captured.`, {
        code: "charge_already_captured",
      });
    if (charge.status !== "succeeded") throw badParam("A failed charge cannot be captured.");
    const amount = numeric(call.params["amount"]) ?? charge.amount;
    if (amount < 1 || amount > charge.amount)
      throw badParam(
        "The capture amount must be between 1 and the amount of the charge.",
        "amount",
      );
    captureCharge(call, charge, amount);
    return charge;
  },
};
