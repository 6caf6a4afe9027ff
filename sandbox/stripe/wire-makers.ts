import type { StripeSandbox } from "./server.ts";
import { raw, sdk, type RawAnswer } from "./testing.ts";

/** Ways to ask a sandbox, which may be started later, and to make what a request needs. */
export function makersOf(sandbox: () => StripeSandbox) {
  const stripe = () => sdk(sandbox());
  const get = (path: string, headers: Record<string, string> = {}) =>
    raw(sandbox(), "GET", path, "", headers);
  const post = (path: string, form = "", headers: Record<string, string> = {}) =>
    raw(sandbox(), "POST", path, form, headers);

  const remove = (path: string) => raw(sandbox(), "DELETE", path);
  const customer = async () => (await stripe().customers.create({ name: "Vector" })).id;
  const method = async () =>
    (await stripe().paymentMethods.create({ type: "card", card: { token: "tok_visa" } })).id;
  const attached = async () => {
    const [cus, pm] = await Promise.all([customer(), method()]);
    await stripe().paymentMethods.attach(pm, { customer: cus });
    return { cus, pm };
  };
  const intent = (form = "") => post("/v1/payment_intents", `amount=2000&currency=usd&${form}`);
  const paid = (card = "pm_card_visa", form = "") =>
    intent(`confirm=true&payment_method=${card}&${form}`);
  const idIn = (answer: RawAnswer) => String(answer.body["id"]);
  const held = async () => idIn(await paid("pm_card_visa", "capture_method=manual"));
  const capture = async (form: string, pi?: string) =>
    post(`/v1/payment_intents/${pi ?? (await held())}/capture`, form);
  const price = async (form = "") =>
    post("/v1/prices", `currency=usd&unit_amount=900&product_data[name]=V&${form}`);
  const monthly = async () => idIn(await price("recurring[interval]=month"));
  const disputed = async () => {
    await paid("pm_card_createDispute");
    const [dispute] = (await stripe().disputes.list({ limit: 1 })).data;
    if (!dispute) throw new Error("There is no dispute.");
    return dispute;
  };
  const subscription = async () => {
    const { cus, pm } = await attached();
    const form = `customer=${cus}&default_payment_method=${pm}&items[0][price]=${await monthly()}`;
    return idIn(await post("/v1/subscriptions", form));
  };

  const openInvoice = async () => {
    const cus = await customer();
    await post("/v1/invoiceitems", `customer=${cus}&amount=900&currency=usd`);
    const form = `customer=${cus}&pending_invoice_items_behavior=include`;
    const id = idIn(await post("/v1/invoices", form));
    await post(`/v1/invoices/${id}/finalize`);
    return id;
  };
  return {
    get,
    post,
    remove,
    customer,
    method,
    attached,
    intent,
    paid,
    idIn,
    held,
    capture,
    price,
    monthly,
    disputed,
    subscription,
    openInvoice,
  };
}

export type Makers = ReturnType<typeof makersOf>;
