import type { z } from "zod";

import type { HttpRequest } from "./transport";

export type Effect = "read" | "write" | "destructive";

/** What a lookup compares the provider's answer with. */
export interface Lookup<Input> {
  readonly input: Input;
  readonly key: string;
  /** The first attempt was sent no earlier than this. */
  readonly since: Date;
  /** The sender that the credential implies where the input names none, e.g. a phone number. */
  readonly sender: string | undefined;
  /** The ids in the answer that other steps have claimed. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Distinguishes identical writes of different steps where the provider cannot carry our idempotency key: only one step may
 * claim each id of a result. Pure.
 */
export interface Ownership {
  /** The id to claim, from the operation's output. `null` when the output has none. */
  idOf(output: unknown): string | null;
  /** The ids of all items in the lookup's answer. */
  idsIn(body: unknown): readonly string[];
}

/** A list that resolves what the input leaves open, such as a channel's id by its name. All functions are pure. */
export interface Locate<Input> {
  /** Requests the first page. `null` when the input leaves nothing open. */
  request(input: Input): HttpRequest | null;
  readonly page: Paging;
  /** Returns the completed input, or `undefined` when this page does not have the missing value. */
  place(body: unknown, input: Input): Input | undefined;
}

/** How an operation prevents a repeated write from taking effect twice. */
export type Idempotency<Input> =
  | { readonly by: "nature" }
  | { readonly by: "header"; readonly name: string }
  | { readonly by: "field"; set(input: Input, key: string): Input }
  | {
      readonly by: "lookup";
      /** Writes the idempotency key into the request as a marker. Without it, the lookup compares the input. */
      mark?(request: HttpRequest, key: string): HttpRequest;
      /** Resolves an open part of the input before `find`. */
      readonly locate?: Locate<Input> | undefined;
      /** Requests the list in which an earlier write appears. `null` when this input cannot be looked up. */
      find(input: Input, key: string, since: Date): HttpRequest | null;
      /** How long the provider's list may lag behind its writes, in milliseconds. An older write that is not listed did not arrive. Default 0. */
      readonly lagMs?: number | undefined;
      /** Pages through the list when an earlier write may be on a later page. */
      readonly page?: Paging | undefined;
      /** Returns the body of the earlier write, or `undefined` when the answer does not have it. */
      match(body: unknown, look: Lookup<Input>): unknown;
      /** Returns true when a last page without a match proves that nothing was written. Default: always. */
      isExhaustive?(body: unknown, look: Lookup<Input>): boolean;
      /** Needed where identical inputs produce identical writes and no marker tells them apart. */
      readonly ownership?: Ownership | undefined;
    }
  | { readonly by: "none" };

/** Returns the operation's ownership rule, or `undefined` when it needs none. */
export function ownershipOf({ idempotency }: Operation): Ownership | undefined {
  return idempotency.by === "lookup" ? idempotency.ownership : undefined;
}

/** Returns true when a write whose answer was lost can be repeated safely. */
export function canRepeat({ effect, idempotency }: Operation, input: unknown): boolean {
  if (effect === "read") return true;
  if (idempotency.by === "lookup") {
    const isOpen = (idempotency.locate?.request(input) ?? null) !== null;
    return isOpen || idempotency.find(input, "", new Date(0)) !== null;
  }
  return idempotency.by !== "none";
}

export interface OperationExample<I extends z.ZodType = z.ZodType> {
  readonly title?: string | undefined;
  readonly input: z.input<I>;
  /** The request line that this input becomes, e.g. `GET /v1/charges?limit=1`. */
  readonly request: string;
  /** A body that the provider answers with. */
  readonly body: unknown;
}

/**
 * What a write reports of itself. The provider's webhook reports the same object later: both give the same
 * event id, so that the log keeps one of them.
 */
export interface Emission {
  readonly type: string;
  /**
   * From the operation's output, which fits its schema, and its input, which says what the output leaves out. Pure.
   * `account` is the connection's; `data` holds declared fields of the type only. `null` when that is not enough to say.
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

/** How much a write moves. Both functions are pure. */
export interface MoneyMove<Input> {
  /** A read of the same provider whose answer tells what the input does not, such as the currency. */
  read(input: Input): { readonly operation: string; readonly input: unknown };
  /** `null`: there is no telling; then a person always decides. */
  amount(input: Input, answer: unknown): Money | null;
}

/** Walks a list page by page. Both functions are pure. */
export interface Paging {
  /** The next page's cursor, or `null` at the end. */
  cursor(body: unknown): string | null;
  apply(request: HttpRequest, cursor: string): HttpRequest;
}

/** A list of the same provider from which a person may choose the value of an input field. */
export interface ChoiceSource {
  /** Key of a read operation, e.g. `channels.list`. */
  readonly operation: string;
  /** What the list is asked with. */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** Input of the list that other fields of the operation fill: the list's field → the operation's. */
  readonly from?: Readonly<Record<string, string>> | undefined;
  /** Where the items stand in the list's output, e.g. `channels`. */
  readonly items: string;
  /** The field of an item that is saved: a text that the input field takes. */
  readonly value: string;
  /** The field of an item that people know it by; where it is empty, the value stands for it. */
  readonly label: string;
  /** Items in which this field is true are left out. */
  readonly unless?: string | undefined;
  /** What the items are, for people, where a field has several sources. */
  readonly group?: string | undefined;
}

/** The connected account, as far as web addresses need it. */
export interface SeenAccount {
  readonly id: string;
  /** As people know it; Jira's is the site's host. */
  readonly label: string;
}

/**
 * One thing that a provider can do, as data. Settings card, widget source, automation step, CLI verb,
 * MCP tool and docs are derived from it. `request` and `respond` are pure: no credential, clock or I/O.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly title: string;
  readonly description: string;
  /** As it follows “then”: `post to {channel}`; `{channel}` is a field of the input. */
  readonly phrase?: string | undefined;
  readonly effect: Effect;
  readonly scopes?: readonly string[] | undefined;
  /** How a declaration names it by path, e.g. `/charges/{id}`; `{id}` is a field of the input. */
  readonly endpoint?: string | undefined;
  readonly input: I;
  readonly output: O;
  readonly idempotency: Idempotency<z.output<I>>;
  request(input: z.output<I>): HttpRequest;
  /** Picks the result out of a body; the executor checks it against `output` and reports drift. */
  respond(body: unknown): unknown;
  readonly page?: Paging | undefined;
  /** Where the values of an input field may be chosen from; anything else that the field takes may be typed. */
  readonly choices?: Readonly<Record<string, readonly ChoiceSource[]>> | undefined;
  /** Patterns of events after which a result may be out of date. */
  readonly changedBy?: readonly string[] | undefined;
  /**
   * What a row shows in place of a field that misleads alone: a refunded payment still has the `status` `succeeded`.
   * By the field of an item; `undefined` leaves it as it is. Filters and expressions see the field itself. Pure.
   */
  readonly shown?: Readonly<Record<string, (item: unknown) => unknown>> | undefined;
  /** A change shows in the result so many milliseconds after it happened; left out: at once. */
  readonly settlesMs?: number | undefined;
  /** Set where the write moves money: what a limit in money is held against. */
  readonly moves?: MoneyMove<z.output<I>> | undefined;
  /** Where people see what a write made: its name and its web address. `null`: nowhere. Pure. */
  readonly seenAt?:
    | ((
        output: unknown,
        account: SeenAccount,
      ) => { readonly name: string; readonly url: string } | null)
    | undefined;
  /** What a successful write puts into the log, without waiting for the provider's webhook. */
  readonly emits?: Emission | undefined;
  readonly examples: readonly [OperationExample<I>, ...OperationExample<I>[]];
}

/** Keeps the schema types of an operation while it is checked against the contract. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
): Operation<I, O> {
  return operation;
}
