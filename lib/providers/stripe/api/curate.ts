import type { ChoiceSource } from "../../types";
import type { Overlay } from "./curate-types";
import type { Operations } from "./keys.gen";

/** Key of an operation of the SDK. */
export type Key = keyof Operations;
type Ids<K extends Key> = Operations[K][0];
/** Parameters as the SDK's method takes them. */
export type Params<K extends Key> = NonNullable<Parameters<Operations[K][2]>[Operations[K][1]]>;
type Answer<K extends Key> = Awaited<ReturnType<Operations[K][2]>>;
/** Ids of the path beside the parameters. */
type InputOf<K extends Key> = { readonly [Id in Ids<K>]: string } & Params<K>;

type Plain<T> = Exclude<T, null | undefined | "">;
type IfNumber<T, Then> = Extract<T, number> extends never ? never : Then;
type NumberFields<T> = {
  [F in keyof T]-?: Extract<T[F], number> extends never ? never : F;
}[keyof T] &
  string;
type TextFields<T> = { [F in keyof T]-?: Plain<T[F]> extends string ? F : never }[keyof T] & string;

interface Field<T> {
  readonly label?: string;
  readonly help?: string;
  /** In the smallest unit of its currency. Only numbers can be. */
  readonly money?: IfNumber<T, true>;
  /** In Unix seconds. Only numbers can be. */
  readonly time?: IfNumber<T, true>;
  readonly choices?: readonly (ChoiceSource & { readonly operation: Key })[];
  readonly hidden?: true;
}
type FieldsOf<P> = { readonly [F in keyof P]?: Field<P[F]> };

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Phrase<K extends Key, Text extends string> =
  Placeholders<Text> extends Ids<K> | (keyof Params<K> & string) ? Text : never;

/** Reads that tell how much money a write moves. */
type MoneyRead = "charges.get" | "disputes.get" | "invoices.get" | "payment_intents.get";
type MoneyByRead<K extends Key> = {
  readonly [R in MoneyRead]: {
    readonly read: R;
    readonly by: { readonly [Id in Ids<R>]: Ids<K> | TextFields<Params<K>> };
    readonly amount?: NumberFields<Params<K>>;
    readonly whole: NumberFields<Answer<R>>;
  };
}[MoneyRead];
type MoneyByInput<K extends Key> = {
  readonly amount: NumberFields<Params<K>>;
  readonly currency: TextFields<Params<K>>;
};

/** An overlay whose names and values are checked against the SDK, so that a renamed parameter does not compile. */
interface Curation<K extends Key, Text extends string> {
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly phrase?: Phrase<K, Text> & Text;
  readonly fields?: FieldsOf<{ readonly [Id in Ids<K>]: string }> & FieldsOf<Params<K>>;
  readonly changedBy?: readonly `stripe.${string}`[];
  readonly moves?: MoneyByInput<K> | MoneyByRead<K>;
  readonly example: InputOf<K>;
}

/** An overlay with the key of its operation. */
export type Curated = readonly [key: string, overlay: Overlay];

/** Describes an operation of Stripe for people. Plain data: what can be derived stays derived. */
export function curate<const K extends Key, const Text extends string = "">(
  key: K,
  curation: Curation<K, Text>,
): Curated {
  return [key, curation];
}
