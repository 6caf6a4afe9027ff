import type { z } from "zod";

import type { Idempotency } from "./idempotency";
import type { HttpRequest, Paging } from "./transport";

export type Effect = "read" | "write" | "destructive";

export interface OperationExample<I extends z.ZodType = z.ZodType> {
  readonly title?: string | undefined;
  readonly input: z.input<I>;
  /** The request line that this input becomes, e.g. `GET /v1/charges?limit=1`. */
  readonly request: string;
  /** A body that the provider answers with. */
  readonly body: unknown;
}

/**
 * Event that a successful write publishes. The provider's webhook reports the same object later with the same event id,
 * so that the log keeps only one of them.
 */
export interface Emission {
  readonly type: string;
  /**
   * Builds the event from the validated output and the input. `account` is that of the connection. `data` may only contain
   * declared fields of the type. Returns `null` if the output is not sufficient. Pure.
   */
  event(output: unknown, account: string | null, input?: unknown): EmittedEvent | null;
}

export interface EmittedEvent {
  readonly id: string;
  readonly subject?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An amount in minor units of a lower-case ISO currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Determines how much money a write moves. Both functions are pure. */
export interface MoneyMove<Input> {
  /**
   * Returns a read operation for details that the input does not contain, such as the currency; `null` if the input has all.
   */
  read(input: Input): { readonly operation: string; readonly input: unknown } | null;
  /** Returns `null` if the amount is unknown; the write then always needs an approval. */
  amount(input: Input, answer: unknown): Money | null;
}

/** Operation that lists the possible values of an input field. */
export interface ChoiceSource {
  /** Key of a read operation, e.g. `channels.list`. */
  readonly operation: string;
  /** Fixed input of the list operation. */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** Input from other fields: field of the list operation → field of this operation. */
  readonly from?: Readonly<Record<string, string>> | undefined;
  /** Key of the items in the list's output, e.g. `channels`. */
  readonly items: string;
  /** Field of an item with the saved value, a string. */
  readonly value: string;
  /** Field of an item with its label. Defaults to the value if empty. */
  readonly label: string;
  /** Items are omitted if this field is true. */
  readonly unless?: string | undefined;
  /** Heading of the items if a field has several sources. */
  readonly group?: string | undefined;
}

/** Which objects of the synced copy a list operation gives, by the columns of the copy. */
export interface CopiedList {
  readonly statuses?: readonly string[] | undefined;
  readonly customer?: string | undefined;
  /** Id of the object one level up. */
  readonly parent?: string | undefined;
  /** Created then or later. */
  readonly from?: Date | undefined;
  /** Created before. */
  readonly to?: Date | undefined;
  /** Objects on a page. */
  readonly limit: number;
}

/** How the synced copy answers a list operation in the place of the provider. All functions are pure. */
export interface CopiedAnswer<Input> {
  /** Type of the objects in the copy. */
  readonly type: string;
  /** Returns `null` for an input that only the provider can answer. */
  list(input: Input): CopiedList | null;
  /** Builds the body that the provider would have answered with. */
  answer(items: readonly Readonly<Record<string, unknown>>[], hasMore: boolean): unknown;
}

/** Account data for links to the provider. */
export interface SeenAccount {
  readonly id: string;
  /** Label for people; for Jira the host of the site. */
  readonly label: string;
}

/**
 * An operation of a provider as data. Widgets, automation steps and docs are derived from it. `request` and `respond` are
 * pure: no credential, clock or I/O.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly title: string;
  readonly description: string;
  /** Text after “then” in a summary: `post to {channel}`; `{channel}` is an input field. */
  readonly phrase?: string | undefined;
  readonly effect: Effect;
  /** Set if some inputs of a write cannot be taken back; returns true for those. Pure. */
  raises?(input: z.output<I>): boolean;
  /** Returns warnings about a valid input, such as a value that the provider does not document. Pure. */
  warnings?(input: z.output<I>): readonly string[];
  /** Set if the operation only works in the provider's test mode. */
  readonly testModeOnly?: boolean | undefined;
  /** Set if only this product itself calls the operation; automations do not offer it. */
  readonly internal?: boolean | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Path that widget definitions use for it, e.g. `/charges/{id}`; `{id}` is an input field. */
  readonly endpoint?: string | undefined;
  readonly input: I;
  readonly output: O;
  readonly idempotency: Idempotency<z.output<I>>;
  request(input: z.output<I>): HttpRequest;
  /** Extracts the result from a body. The executor checks it against `output` and reports differences. */
  respond(body: unknown): unknown;
  readonly page?: Paging | undefined;
  /** Set if the operation lists objects that the synced copy holds, newest first. */
  readonly copy?: CopiedAnswer<z.output<I>> | undefined;
  /** Lists of suggested values by input field. Other valid values are allowed too. */
  readonly choices?: Readonly<Record<string, readonly ChoiceSource[]>> | undefined;
  /** Patterns of events after which a result may be outdated. */
  readonly changedBy?: readonly string[] | undefined;
  /**
   * Replacement values for fields that are misleading when shown: a refunded payment still has the `status` `succeeded`.
   * By field of an item; `undefined` keeps the value. Filters and expressions use the original value. Pure.
   */
  readonly shown?: Readonly<Record<string, (item: unknown) => unknown>> | undefined;
  /** Delay in milliseconds until a change is visible in the result. Default 0. */
  readonly settlesMs?: number | undefined;
  /** Set if the write moves money; used for auto-approval limits. */
  readonly moves?: MoneyMove<z.output<I>> | undefined;
  /** Returns name and URL of the result of a write; `null` if it has no page. Pure. */
  readonly seenAt?:
    | ((
        output: unknown,
        account: SeenAccount,
      ) => { readonly name: string; readonly url: string } | null)
    | undefined;
  /** Event that a successful write adds to the log, without waiting for the provider's webhook. */
  readonly emits?: Emission | undefined;
  readonly examples: readonly [OperationExample<I>, ...OperationExample<I>[]];
}

/** Defines an operation with exact schema types. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
): Operation<I, O> {
  return operation;
}

/** An operation in a list: what can be said about it without compiling it. */
export interface OperationSummary {
  readonly key: string;
  readonly title: string;
  readonly effect: Effect;
  /** True if its title, labels and example were written for people. */
  readonly isCurated: boolean;
}

/** Operations that are derived from a provider's own description of its API, and compiled when they are first used. */
export interface OperationCatalogue {
  /** Lists all operations that are offered, by key. */
  list(): readonly OperationSummary[];
  /** Returns an operation; `undefined` if it is unknown or not offered. */
  readonly find: (key: string) => Operation | undefined;
  /** Explains why a known operation is not offered; `null` for others. */
  refusal(key: string): string | null;
}
