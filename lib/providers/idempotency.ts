import type { HttpRequest, Paging } from "./transport";

/** The write that a lookup searches for. */
export interface Lookup<Input> {
  readonly input: Input;
  readonly key: string;
  /** The first attempt was sent no earlier than this. */
  readonly since: Date;
}

/** The write that a lookup by ownership searches for. */
export interface OwnershipLookup<Input> extends Lookup<Input> {
  /** The sender that the credential implies where the input names none, e.g. a phone number. */
  readonly sender: string | undefined;
  /** The ids in the answer that other steps have claimed. */
  readonly taken: ReadonlySet<string>;
}

/** A list that resolves what the input leaves open, such as a channel's id by its name. All functions are pure. */
export interface Locate<Input> {
  /** Requests the first page. `null` when the input leaves nothing open. */
  request(input: Input): HttpRequest | null;
  readonly paging: Paging;
  /** Returns the completed input, or `undefined` when this page does not have the missing value. */
  place(body: unknown, input: Input): Input | undefined;
}

/** How far the list of a lookup can be trusted. */
export interface Listing<Input, Sought> {
  /** How long the list may lag behind writes, in milliseconds. An older write that is not listed did not arrive. Default 0. */
  readonly lagMs?: number | undefined;
  /** Pages through the list when the write may be on a later page. */
  readonly paging?: Paging | undefined;
  /** Resolves an open part of the input before the list is requested. */
  readonly locate?: Locate<Input> | undefined;
  /** Returns true when a last page without a match proves that nothing was written. Default: always. */
  isExhaustive?(body: unknown, lookup: Sought): boolean;
}

/** The write carries the idempotency key as a marker, by which a lookup recognises it. All functions are pure. */
export interface MarkerIdempotency<Input> {
  readonly by: "marker";
  /** Writes the idempotency key into the request as a marker. */
  mark(request: HttpRequest, key: string): HttpRequest;
  /** Requests the list in which the write appears. `null` when this input cannot be looked up. */
  find(lookup: Lookup<Input>): HttpRequest | null;
  /** Returns the body of the marked write, or `undefined` when the answer does not have it. */
  match(body: unknown, lookup: Lookup<Input>): unknown;
  readonly listing?: Listing<Input, Lookup<Input>> | undefined;
}

/** The ids by which steps claim results. */
export interface Claims {
  /** Returns the id to claim, from the operation's output. `null` when the output has none. */
  idOf(output: unknown): string | null;
  /** Returns the ids of all items in the lookup's answer. */
  idsIn(body: unknown): readonly string[];
}

/**
 * For providers whose writes cannot carry a key: an equal write that no other step has claimed is the one of this step. Only
 * one step may claim each id. All functions are pure.
 */
export interface OwnershipIdempotency<Input> {
  readonly by: "ownership";
  /** Requests the list in which the write appears. `null` when this input cannot be looked up. */
  find(lookup: Lookup<Input>): HttpRequest | null;
  /** Returns the body of an equal write that is not claimed, or `undefined` when the answer has none. */
  match(body: unknown, lookup: OwnershipLookup<Input>): unknown;
  readonly claims: Claims;
  readonly listing: Listing<Input, OwnershipLookup<Input>> &
    Required<Pick<Listing<Input, OwnershipLookup<Input>>, "lagMs" | "isExhaustive">>;
}

/** How an operation prevents a repeated write from taking effect twice. */
export type Idempotency<Input> =
  | { readonly by: "nature" }
  | { readonly by: "header"; readonly name: string }
  | { readonly by: "field"; set(input: Input, key: string): Input }
  | MarkerIdempotency<Input>
  | OwnershipIdempotency<Input>
  | { readonly by: "none" };

/** Returns how a write is looked up before it is repeated; `undefined` when it needs no lookup or has none. */
export function lookupOf<Input>(
  idempotency: Idempotency<Input>,
): MarkerIdempotency<Input> | OwnershipIdempotency<Input> | undefined {
  return idempotency.by === "marker" || idempotency.by === "ownership" ? idempotency : undefined;
}

/** Returns the id that a step claims with the output of a write; `null` when the operation needs no claim. */
export function claimedId(idempotency: Idempotency<unknown>, output: unknown): string | null {
  return idempotency.by === "ownership" ? idempotency.claims.idOf(output) : null;
}

/** Returns true when a write whose answer was lost can be repeated safely. */
export function canRepeat(
  { effect, idempotency }: { readonly effect: string; readonly idempotency: Idempotency<unknown> },
  input: unknown,
): boolean {
  if (effect === "read") return true;
  const lookup = lookupOf(idempotency);
  if (!lookup) return idempotency.by !== "none";
  const isOpen = (lookup.listing?.locate?.request(input) ?? null) !== null;
  return isOpen || lookup.find({ input, key: "", since: new Date(0) }) !== null;
}
