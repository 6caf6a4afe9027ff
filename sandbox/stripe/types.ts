/** Any JSON value; `undefined` members vanish when a body is written. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

export type JsonObject = { [key: string]: Json | undefined };

/** A stored API object. Fields that begin with `sandbox_` are the sandbox's own and never leave it. */
export type Resource = JsonObject & { id: string; object: string };

export type Customer = Resource & {
  created: number;
  name: string | null;
  email: string | null;
  default_source: string | null;
  invoice_settings: JsonObject & { default_payment_method: string | null };
};

export type PaymentMethod = Resource & {
  created: number;
  type: string;
  customer: string | null;
  card: JsonObject;
  billing_details: JsonObject;
  /** Key of the test card that decides how this payment method behaves. */
  sandbox_card: string;
};

export type Charge = Resource & {
  created: number;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  balance_transaction: string | null;
  captured: boolean;
  currency: string;
  customer: string | null;
  description: string | null;
  disputed: boolean;
  paid: boolean;
  payment_intent: string | null;
  refunded: boolean;
  status: "succeeded" | "failed" | "pending";
  sandbox_card: string;
};

export type PaymentIntent = Resource & {
  created: number;
  amount: number;
  amount_capturable: number;
  amount_received: number;
  capture_method: string;
  currency: string;
  customer: string | null;
  description: string | null;
  latest_charge: string | null;
  payment_method: string | null;
  status: string;
};

export type Refund = Resource & {
  created: number;
  amount: number;
  charge: string;
  currency: string;
  status: string;
};

export type Dispute = Resource & {
  created: number;
  amount: number;
  charge: string;
  currency: string;
  status: string;
  balance_transactions: JsonObject[];
};

export type Subscription = Resource & {
  created: number;
  customer: string;
  status: string;
  cancel_at_period_end: boolean;
  items: { object: "list"; data: JsonObject[]; has_more: boolean; url: string };
};

export type StripeEvent = Resource & {
  created: number;
  type: string;
  data: JsonObject & { object: JsonObject };
  pending_webhooks: number;
};

/** The type of a stored object by the name in its `object` field. */
export type KindOf<K extends string> = K extends keyof Kinds ? Kinds[K] : Resource;

type Kinds = {
  charge: Charge;
  customer: Customer;
  dispute: Dispute;
  event: StripeEvent;
  payment_intent: PaymentIntent;
  payment_method: PaymentMethod;
  refund: Refund;
  subscription: Subscription;
};

export type ListResult = {
  object: "list";
  data: Resource[];
  has_more: boolean;
  url: string;
};
