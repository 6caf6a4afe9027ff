import * as z from "zod";

import { defineOperation } from "../types";
import type { HttpRequest } from "../types";
import * as copies from "./copies";
import accountBody from "./fixtures/account.json" with { type: "json" };
import balanceBody from "./fixtures/balance.json" with { type: "json" };
import chargeBody from "./fixtures/charge.json" with { type: "json" };
import customerBody from "./fixtures/customer.json" with { type: "json" };
import disputeBody from "./fixtures/dispute.json" with { type: "json" };
import eventBody from "./fixtures/event-charge-succeeded.json" with { type: "json" };
import invoiceBody from "./fixtures/invoice.json" with { type: "json" };
import intentBody from "./fixtures/payment-intent.json" with { type: "json" };
import subscriptionBody from "./fixtures/subscription.json" with { type: "json" };
import {
  byId,
  chargeInput,
  customerInput,
  customers,
  eventInput,
  intentInput,
  subscriptionInput,
} from "./inputs";
import { objectOperations } from "./objects/operations";
import { paging } from "./paging";
import { paymentState } from "./payment-state";
import { refunds } from "./refunds";
import * as schema from "./schemas";
import { scrub } from "./scrub";

const READ = { effect: "read", idempotency: { by: "nature" } } as const;

const pageOf = (item: unknown, url: string) => ({
  object: "list",
  data: [item],
  has_more: false,
  url,
});

/** Requests one object of a collection. */
const readOf =
  (collection: string) =>
  ({ id, expand }: { id: string; expand?: string[] | undefined }): HttpRequest => ({
    method: "GET",
    path: `${collection}/${encodeURIComponent(id)}`,
    query: { expand },
  });

/** Keeps declared fields. An unexpected body is returned unchanged, and the executor reports it. */
const only =
  (declared: z.ZodType) =>
  (body: unknown): unknown => {
    const clean = scrub(body);
    return declared.safeParse(clean).data ?? clean;
  };

/** Operations of Stripe. Results keep Stripe's shape without secret fields. */
export const operations = {
  "account.get": defineOperation({
    ...READ,
    title: "Read the account",
    description: "Returns the Stripe account of this connection with country and currency.",
    endpoint: "/account",
    input: z.strictObject({}),
    output: schema.account,
    request: () => ({ method: "GET", path: "/v1/account" }),
    respond: scrub,
    changedBy: ["stripe.account.*"],
    examples: [{ input: {}, request: "GET /v1/account", body: accountBody }],
  }),
  "balance.get": defineOperation({
    ...READ,
    title: "Read the balance",
    description: "Returns available and pending money per currency in minor units.",
    endpoint: "/balance",
    input: z.strictObject({}),
    output: schema.balance,
    request: () => ({ method: "GET", path: "/v1/balance" }),
    respond: scrub,
    changedBy: ["stripe.balance.*", "stripe.payment.*", "stripe.payout.*"],
    examples: [{ input: {}, request: "GET /v1/balance", body: balanceBody }],
  }),
  "charges.list": defineOperation({
    ...READ,
    title: "List payments",
    description: "Lists charges, newest first. A succeeded charge may be refunded later.",
    endpoint: "/charges",
    input: chargeInput,
    output: schema.listOf(schema.charge),
    choices: { customer: customers },
    request: (input) => ({ method: "GET", path: "/v1/charges", query: input }),
    respond: scrub,
    page: paging,
    copy: copies.charges,
    shown: { status: paymentState },
    changedBy: ["stripe.payment.*", "stripe.charge.*"],
    examples: [
      {
        input: { limit: 20 },
        request: "GET /v1/charges?limit=20",
        body: pageOf(chargeBody, "/v1/charges"),
      },
    ],
  }),
  "charges.get": defineOperation({
    ...READ,
    title: "Read a payment",
    description: "Returns a charge.",
    endpoint: "/charges/{id}",
    input: byId("ch", "py"),
    output: schema.charge,
    request: readOf("/v1/charges"),
    respond: scrub,
    shown: { status: paymentState },
    changedBy: ["stripe.payment.*", "stripe.charge.*"],
    examples: [
      {
        input: { id: chargeBody.id },
        request: `GET /v1/charges/${chargeBody.id}`,
        body: chargeBody,
      },
    ],
  }),
  ...refunds,
  ...objectOperations,
  "payment_intents.list": defineOperation({
    ...READ,
    title: "List payment intents",
    description: "Lists payments with all their attempts, newest first.",
    endpoint: "/payment_intents",
    input: intentInput,
    output: schema.listOf(schema.paymentIntent),
    choices: { customer: customers },
    request: (input) => ({ method: "GET", path: "/v1/payment_intents", query: input }),
    respond: scrub,
    page: paging,
    copy: copies.intents,
    changedBy: ["stripe.payment.*", "stripe.payment_intent.*"],
    examples: [
      {
        input: { limit: 5, expand: ["data.latest_charge"] },
        request: "GET /v1/payment_intents?limit=5&expand[0]=data.latest_charge",
        body: pageOf(intentBody, "/v1/payment_intents"),
      },
    ],
  }),
  "payment_intents.get": defineOperation({
    ...READ,
    title: "Read a payment intent",
    description: "Returns a payment with its latest attempt.",
    endpoint: "/payment_intents/{id}",
    input: byId("pi"),
    output: schema.paymentIntent,
    request: readOf("/v1/payment_intents"),
    respond: scrub,
    changedBy: ["stripe.payment.*", "stripe.payment_intent.*"],
    examples: [
      {
        input: { id: intentBody.id },
        request: `GET /v1/payment_intents/${intentBody.id}`,
        body: intentBody,
      },
    ],
  }),
  "customers.list": defineOperation({
    ...READ,
    title: "List customers",
    description: "Lists customers, newest first.",
    endpoint: "/customers",
    input: customerInput,
    output: schema.listOf(schema.customer),
    request: (input) => ({ method: "GET", path: "/v1/customers", query: input }),
    respond: scrub,
    page: paging,
    copy: copies.customers,
    changedBy: ["stripe.customer.*"],
    examples: [
      {
        input: { email: "ada+test@example.com" },
        request: "GET /v1/customers?limit=10&email=ada%2Btest%40example.com",
        body: pageOf(customerBody, "/v1/customers"),
      },
    ],
  }),
  "customers.get": defineOperation({
    ...READ,
    title: "Read a customer",
    description: "Returns a customer. A deleted customer has `deleted: true`.",
    endpoint: "/customers/{id}",
    input: byId("cus"),
    output: schema.customer,
    choices: { id: customers },
    request: readOf("/v1/customers"),
    respond: scrub,
    changedBy: ["stripe.customer.*"],
    examples: [
      {
        input: { id: customerBody.id },
        request: `GET /v1/customers/${customerBody.id}`,
        body: customerBody,
      },
    ],
  }),
  "subscriptions.list": defineOperation({
    ...READ,
    title: "List subscriptions",
    description:
      "Subscriptions, newest first. Cancelled ones only with status `all` or `canceled`.",
    endpoint: "/subscriptions",
    input: subscriptionInput,
    output: schema.listOf(schema.subscription),
    choices: { customer: customers },
    request: (input) => ({ method: "GET", path: "/v1/subscriptions", query: input }),
    respond: scrub,
    page: paging,
    copy: copies.subscriptions,
    changedBy: ["stripe.subscription.*"],
    examples: [
      {
        input: { status: "active", created: { gte: 1_700_000_000 } },
        request: "GET /v1/subscriptions?limit=10&created[gte]=1700000000&status=active",
        body: pageOf(subscriptionBody, "/v1/subscriptions"),
      },
    ],
  }),
  "subscriptions.get": defineOperation({
    ...READ,
    title: "Read a subscription",
    description: "Returns a subscription with its items and prices.",
    endpoint: "/subscriptions/{id}",
    input: byId("sub"),
    output: schema.subscription,
    request: readOf("/v1/subscriptions"),
    respond: scrub,
    changedBy: ["stripe.subscription.*"],
    examples: [
      {
        input: { id: subscriptionBody.id },
        request: `GET /v1/subscriptions/${subscriptionBody.id}`,
        body: subscriptionBody,
      },
    ],
  }),
  "invoices.get": defineOperation({
    ...READ,
    title: "Read an invoice",
    description: "Returns an invoice with the amount due and the payment page.",
    endpoint: "/invoices/{id}",
    input: byId("in").omit({ expand: true }),
    output: schema.invoice,
    request: readOf("/v1/invoices"),
    respond: only(schema.invoice),
    changedBy: ["stripe.invoice.*"],
    examples: [
      {
        input: { id: invoiceBody.id },
        request: `GET /v1/invoices/${invoiceBody.id}`,
        body: invoiceBody,
      },
    ],
  }),
  "disputes.get": defineOperation({
    ...READ,
    title: "Read a dispute",
    description: "Returns a dispute with its reason and the deadline for evidence.",
    endpoint: "/disputes/{id}",
    input: byId("du", "dp").omit({ expand: true }),
    output: schema.dispute,
    request: readOf("/v1/disputes"),
    respond: only(schema.dispute),
    changedBy: ["stripe.charge.dispute.*"],
    examples: [
      {
        input: { id: disputeBody.id },
        request: `GET /v1/disputes/${disputeBody.id}`,
        body: disputeBody,
      },
    ],
  }),
  "events.list": defineOperation({
    ...READ,
    title: "List Stripe's own events",
    description:
      "What happened in the last 30 days, newest first; used to catch up after an outage.",
    endpoint: "/events",
    input: eventInput,
    output: schema.listOf(schema.event),
    request: (input) => ({ method: "GET", path: "/v1/events", query: input }),
    respond: scrub,
    page: paging,
    examples: [
      {
        input: { types: ["charge.succeeded", "charge.failed"] },
        request: "GET /v1/events?limit=10&types[0]=charge.succeeded&types[1]=charge.failed",
        body: pageOf(eventBody, "/v1/events"),
      },
    ],
  }),
} as const;
