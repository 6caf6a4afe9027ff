import { idOf, NORTHWIND_ID, type RawAnswer } from "./testing.ts";
import type { Makers } from "./wire-makers.ts";

type Requests = Readonly<Record<string, () => Promise<RawAnswer>>>;

/** About the request itself: keys, addresses, parameters, ids, lists, expansion. */
const ofRequests = ({ get, post, customer }: Makers): Requests => ({
  "auth.bad_key": () => get("/v1/customers", { Authorization: "Bearer sk_test_abc" }),
  "auth.account_invalid": () => get("/v1/customers", { "Stripe-Account": NORTHWIND_ID }),
  "auth.missing": () => get("/v1/customers", { Authorization: "" }),
  "url.unknown": () => get("/v1/nope"),
  "version.bad": () => get("/v1/customers", { "Stripe-Version": "not-a-real-version" }),
  "param.unknown": () => post("/v1/customers", "invoice_settings[nope]=1"),
  "param.integer": () => get("/v1/customers?limit=abc"),
  "param.string_from_integer": () => post("/v1/customers", "name=12345"),
  "param.string_from_array": () => post("/v1/customers", "name[0]=a&name[1]=b"),
  "param.missing": () => post("/v1/products"),
  "param.empty": () => post("/v1/products", "name="),
  "param.boolean": () => get("/v1/products?active=x"),
  "param.enum": () => post("/v1/customers", "tax_exempt=x"),
  "param.object": () => post("/v1/customers", "address=x"),
  "id.missing.customer": () => get("/v1/customers/cus_x"),
  "id.wrong_prefix": () => get("/v1/customers/pi_x"),
  "id.missing.payment_intent": () => get("/v1/payment_intents/pi_x"),
  "id.missing.dispute": () => get("/v1/disputes/du_x"),
  "id.missing.invoice.get": () => get("/v1/invoices/in_x"),
  "id.missing.price": () => get("/v1/prices/price_x"),
  "id.missing.product": () => get("/v1/products/prod_x"),
  "id.missing.refund": () => get("/v1/refunds/re_x"),
  "ref.missing.price": async () =>
    post("/v1/subscriptions", `customer=${await customer()}&items[0][price]=invalid`),
  "ref.missing.pm": async () =>
    post("/v1/payment_methods/invalid/attach", `customer=${await customer()}`),
  "list.limit.clamp": () => get("/v1/customers?limit=-5"),
  "list.cursor.bogus": () => get("/v1/customers?starting_after=cus_aaa"),
  "list.cursor.both": async () => {
    const cus = await customer();
    return get(`/v1/customers?starting_after=${cus}&ending_before=${cus}`);
  },
  "list.pm.no_customer": () => get("/v1/payment_methods"),
  "expand.not_expandable": async () => get(`/v1/customers/${await customer()}?expand[]=metadata`),
  "expand.depth": () => get("/v1/subscriptions?expand[]=data.items.data.price.product"),
  "expand.list_prefix": () => get("/v1/customers?expand[]=foo"),
  "expand.data_noop": () => get("/v1/customers?expand[]=data"),
  "expand.total_count.list": () => get("/v1/customers?expand[]=total_count"),
  "currency.bad": () => post("/v1/prices", "currency=zzz&unit_amount=1&product_data[name]=V"),
  "email.bad": () => post("/v1/customers", "email=foo"),
  "metadata.keys": () =>
    post("/v1/customers", Array.from({ length: 51 }, (_, n) => `metadata[k${n}]=v`).join("&")),
  "metadata.key_len": () => post("/v1/customers", `metadata[${"k".repeat(41)}]=v`),
  "metadata.value_len": () => post("/v1/customers", `metadata[k]=${"v".repeat(501)}`),
});

/** About products, prices and idempotency. */
const ofPrices = ({ post, remove, price }: Makers): Requests => ({
  "product.id.taken": async () => {
    await post("/v1/products", "name=V&id=prod_taken");
    return post("/v1/products", "name=V&id=prod_taken");
  },
  "product.delete.priced": async () => {
    const { body } = await price();
    return remove(`/v1/products/${String(body["product"])}`);
  },
  "price.product.none": () => post("/v1/prices", "currency=usd&unit_amount=1"),
  "price.amount.none": () => post("/v1/prices", "currency=usd&product_data[name]=V"),
  "price.amount.both": () => price("unit_amount_decimal=900"),
  "price.interval_cap": () => price("recurring[interval]=month&recurring[interval_count]=37"),
  "price.metered.no_meter": () => price("recurring[interval]=month&recurring[usage_type]=metered"),
  "price.lookup_key.taken": async () => {
    await price("lookup_key=taken");
    return price("lookup_key=taken");
  },
  "idem.mismatch": async () => {
    await post("/v1/customers", "name=A", { "Idempotency-Key": "K" });
    return post("/v1/customers", "name=B", { "Idempotency-Key": "K" });
  },
  "idem.decline_cached": async () => {
    const form = "amount=2000&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined";
    await post("/v1/payment_intents", form, { "Idempotency-Key": "K2" });
    return post("/v1/payment_intents", form, { "Idempotency-Key": "K2" });
  },
  "idem.validation_not_cached": async () => {
    await post("/v1/customers", "nope=1", { "Idempotency-Key": "K3" });
    return post("/v1/customers", "name=A", { "Idempotency-Key": "K3" });
  },
});

/** About payment methods and payments. */
const ofPayments = ({
  post,
  customer,
  method,
  attached,
  intent,
  paid,
  idIn,
  held,
  capture,
}: Makers): Requests => ({
  "pm.attach.no_customer": async () => post(`/v1/payment_methods/${await method()}/attach`),
  "pm.attach.declined": async () =>
    post("/v1/payment_methods/pm_card_chargeDeclined/attach", `customer=${await customer()}`),
  "pm.attach.twice": async () => {
    const { cus, pm } = await attached();
    return post(`/v1/payment_methods/${pm}/attach`, `customer=${cus}`);
  },
  "pm.detach.unattached": async () => post(`/v1/payment_methods/${await method()}/detach`),
  "pi.amount.zero": () => post("/v1/payment_intents", "amount=0&currency=usd"),
  "pi.amount.small": () => post("/v1/payment_intents", "amount=49&currency=usd"),
  "pi.create.default": () => intent(),
  "pi.create.pm": () => intent("payment_method=pm_card_visa"),
  "pi.confirm.ok": () => paid(),
  "pi.confirm.3ds": () => paid("pm_card_threeDSecure2Required", "return_url=http://localhost/back"),
  "pi.confirm.3ds.no_return_url": () => paid("pm_card_threeDSecure2Required"),
  "pi.confirm.3ds.off_session": () => paid("pm_card_authenticationRequired", "off_session=true"),
  "pi.manual": () => paid("pm_card_visa", "capture_method=manual"),
  "pi.capture.partial": () => capture("amount_to_capture=1500"),
  "pi.capture.over": () => capture("amount_to_capture=2500"),
  "pi.capture.zero": () => capture("amount_to_capture=0"),
  "pi.capture.negative": () => capture("amount_to_capture=-1"),
  "pi.capture.again": async () => {
    const pi = await held();
    await capture("", pi);
    return capture("", pi);
  },
  "pi.capture.state": async () => capture("", idIn(await intent())),
  "pi.cancel.state": async () => post(`/v1/payment_intents/${idIn(await paid())}/cancel`),
  "pi.update.amount_state": async () =>
    post(`/v1/payment_intents/${idIn(await paid())}`, "amount=1"),
  "pi.confirm.no_pm": async () => post(`/v1/payment_intents/${idIn(await intent())}/confirm`),
  "pi.confirm.pm_of_customer": async () => {
    const { pm } = await attached();
    return post(`/v1/payment_intents/${idIn(await intent())}/confirm`, `payment_method=${pm}`);
  },
  "pi.confirm.pm_of_other": async () => {
    const { pm } = await attached();
    const pi = idIn(await intent(`customer=${await customer()}`));
    return post(`/v1/payment_intents/${pi}/confirm`, `payment_method=${pm}`);
  },
});

/** About what follows a payment: refunds, disputes, subscriptions, invoices; and the rest. */
const ofWhatFollows = ({
  get,
  post,
  remove,
  customer,
  intent,
  paid,
  idIn,
  monthly,
  disputed,
  subscription,
  openInvoice,
}: Makers): Requests => ({
  "refund.partial": async () => {
    const { body } = await post(
      "/v1/payment_intents",
      "amount=4000&currency=usd&confirm=true&payment_method=pm_card_visa",
    );
    const charge = String(body["latest_charge"]);
    await post("/v1/refunds", `charge=${charge}&amount=1000`);
    return post("/v1/refunds", `charge=${charge}&amount=4000`);
  },
  "refund.again": async () => {
    const charge = String((await paid()).body["latest_charge"]);
    await post("/v1/refunds", `charge=${charge}`);
    return post("/v1/refunds", `charge=${charge}`);
  },
  "refund.target": () => post("/v1/refunds"),
  "refund.disputed": async () => post("/v1/refunds", `charge=${idOf((await disputed()).charge)}`),
  "dispute.create": () => paid("pm_card_createDispute"),
  "dispute.win": async () =>
    post(
      `/v1/disputes/${(await disputed()).id}`,
      "evidence[uncategorized_text]=winning_evidence&submit=true",
    ),
  "dispute.close": async () => post(`/v1/disputes/${(await disputed()).id}/close`),
  "dispute.closed.update": async () => {
    const { id } = await disputed();
    await post(`/v1/disputes/${id}/close`);
    return post(`/v1/disputes/${id}`, "evidence[uncategorized_text]=x");
  },
  "sub.list.status": () => get("/v1/subscriptions?status=x"),
  "sub.create": async () => get(`/v1/subscriptions/${await subscription()}`),
  "sub.create.no_pm": async () =>
    post("/v1/subscriptions", `customer=${await customer()}&items[0][price]=${await monthly()}`),
  "sub.cancel.twice": async () => {
    const path = `/v1/subscriptions/${await subscription()}`;
    await remove(path);
    return remove(path);
  },
  "sub.update.canceled": async () => {
    const path = `/v1/subscriptions/${await subscription()}`;
    await remove(path);
    return post(path, "cancel_at_period_end=true");
  },
  "sub.cancel_at_period_end.clear": async () => {
    const path = `/v1/subscriptions/${await subscription()}`;
    await post(path, "cancel_at_period_end=true");
    return post(path, "cancel_at_period_end=false");
  },
  "id.missing.invoice.act": () => post("/v1/invoices/in_x/pay"),
  "inv.pay.paid": async () => {
    const id = await openInvoice();
    await post(`/v1/invoices/${id}/pay`, "paid_out_of_band=true");
    return post(`/v1/invoices/${id}/pay`);
  },
  "inv.finalize.again": async () => post(`/v1/invoices/${await openInvoice()}/finalize`),
  "inv.void.state": async () => {
    const draft = idIn(await post("/v1/invoices", `customer=${await customer()}`));
    return post(`/v1/invoices/${draft}/void`);
  },
  "inv.delete.state": async () => remove(`/v1/invoices/${await openInvoice()}`),
  "inv.update.final": async () => post(`/v1/invoices/${await openInvoice()}`, "description=Locked"),
  "version.endive.pmt": () => intent("payment_method_types[]=card"),
  "oauth.token.unknown_code": () => post("/oauth/token", "grant_type=authorization_code&code=ac_x"),
});

/** The request of each vector that the sandbox performs. Ids are those of the data file. */
export const requestsOf = (makers: Makers): Requests => ({
  ...ofRequests(makers),
  ...ofPrices(makers),
  ...ofPayments(makers),
  ...ofWhatFollows(makers),
});
