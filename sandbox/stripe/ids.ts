const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Prefix and shape of each object's id. `{n}` stands for n random characters. Source: ids seen in Stripe's own answers. */
const SHAPES: Record<string, string> = {
  bank_account: "ba_1{23}",
  balance_transaction: "txn_3{23}",
  card: "card_1{23}",
  charge: "ch_3{23}",
  "checkout.session": "cs_test_a1{56}",
  coupon: "{8}",
  credit_note: "cn_1{23}",
  credit_note_line_item: "cnli_1{23}",
  customer: "cus_{14}",
  discount: "di_1{23}",
  dispute: "du_1{23}",
  event: "evt_1{23}",
  invoice: "in_1{23}",
  invoiceitem: "ii_1{23}",
  invoice_payment: "inpay_1{23}",
  line_item: "il_1{23}",
  payment_intent: "pi_3{23}",
  payment_method: "pm_1{23}",
  payout: "po_1{23}",
  price: "price_1{23}",
  product: "prod_{14}",
  promotion_code: "promo_1{23}",
  "radar.early_fraud_warning": "issfr_1{23}",
  refund: "re_3{23}",
  request: "req_{14}",
  review: "prv_1{23}",
  subscription: "sub_1{23}",
  subscription_item: "si_{14}",
  tax_rate: "txr_1{23}",
  webhook_endpoint: "we_1{23}",
};

export type Ids = {
  /** A fresh id for an object type such as `charge`. */
  next: (object: string) => string;
  /** `length` characters of the alphabet [0-9A-Za-z]. Repeats with the seed: never use it for a secret. */
  chars: (length: number) => string;
  /** A number in [0, 1). */
  random: () => number;
  /** Position of the generator, so that a snapshot can continue it. */
  state: () => number;
  restore: (state: number) => void;
};

/** A seeded generator (mulberry32): the same seed and the same calls give the same ids. */
export function createIds(seed: number): Ids {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const chars = (length: number): string => {
    let out = "";
    for (let i = 0; i < length; i++) out += ALPHABET[Math.floor(random() * ALPHABET.length)];
    return out;
  };
  const next = (object: string): string =>
    (SHAPES[object] ?? `${object}_{24}`).replace(/\{(\d+)\}/, (_, n: string) => chars(Number(n)));
  return {
    next,
    chars,
    random,
    state: () => state,
    restore: (saved) => {
      state = saved >>> 0;
    },
  };
}
