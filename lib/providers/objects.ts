import type { Params } from "./transport";

/** An object as a provider's API gives it, without secret fields. */
export type ObjectData = Readonly<Record<string, unknown>>;

/** Fields of an object that lists filter by, sort by and show. */
export interface ObjectColumns {
  readonly created: Date;
  /** As people filter by it; may differ from the provider's own status. */
  readonly status?: string | null;
  readonly customer?: string | null;
  /** ISO code, lower case. */
  readonly currency?: string | null;
  /** Minor units of `currency`. */
  readonly amount?: number | null;
  /** Id of the object one level up, e.g. the payment of a refund. */
  readonly parent?: string | null;
  /** How it was paid as its line shows it, e.g. `visa`, `sepa_debit` or `apple_pay`. */
  readonly method?: string | null;
  /** Its name for people, e.g. a customer's name. */
  readonly label?: string | null;
}

/** Texts by which people find an object. Its id and its amount need no entry. */
export interface Searchable {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly last4?: string | null;
  readonly number?: string | null;
  readonly description?: string | null;
}

/** Names an object of a connection. */
export interface ObjectKey {
  readonly type: string;
  readonly id: string;
}

/** A list that each object of another type has, for types of which there is no list of all. */
export interface OwnedList {
  /** Type of the owners. */
  readonly type: string;
  readonly path: (owner: string) => string;
  readonly query?: ((owner: string) => Params) | undefined;
  /** Returns false for owners without such a list. Default: every owner has one. */
  readonly has?: ((owner: ObjectData) => boolean) | undefined;
  /** True if the objects can only be read by this list; `alsoChanged` of the owner then names them by the owner's id. */
  readonly isOnlyWay?: boolean | undefined;
}

/** A type of object that the synced copy holds. All functions are pure and accept any JSON. */
export interface ObjectType {
  /** For people, in plural: `Customers`. */
  readonly label: string;
  /** The permission that a restricted key needs, in the provider's words: `Customers: Read`. */
  readonly permission: string;
  /** Path of the list, which has `created`, `limit` and a cursor; of one object by `<path>/<id>`. */
  readonly path: string;
  /** Sent with every request of the list. */
  readonly query?: Params | undefined;
  /**
   * Paths of references that are stored as objects, e.g. `items.data.discounts`. Reads expand them; a state of an event that has
   * bare ids there is read instead.
   */
  readonly expand?: readonly string[] | undefined;
  /** Set if there is no list of all. */
  readonly listedBy?: OwnedList | undefined;
  /** Reduces the object to what may be stored. Default: all of it. `owner` is the id of the object whose list had it. */
  readonly keep?: ((data: ObjectData, owner?: string) => ObjectData) | undefined;
  /** Returns `null` if the object is unusable, e.g. without a time of creation. */
  columns(data: ObjectData): ObjectColumns | null;
  readonly search?: ((data: ObjectData) => Searchable) | undefined;
  /** Address of the provider's own page of an object, where people can change or delete it. */
  readonly pageUrl?: ((id: string, livemode: boolean) => string) | undefined;
  /** Other objects that change with this one without an event of their own. */
  readonly alsoChanged?: ((data: ObjectData) => readonly ObjectKey[]) | undefined;
}

/** A type that is computed from objects of other types, e.g. a payment from its intent and its charges. Pure. */
export interface DerivedType {
  readonly label: string;
  /** Types that it is computed from. */
  readonly from: readonly string[];
  /** Id of the derived object that an object belongs to; the parts have it as their id or their parent. */
  keyOf(type: string, data: ObjectData): string | null;
  /** Computes the object; `null` if the parts are not sufficient. */
  build(parts: readonly ObjectPart[]): DerivedObject | null;
  readonly search?: ((data: ObjectData) => Searchable) | undefined;
}

export interface ObjectPart {
  readonly type: string;
  readonly id: string;
  readonly data: ObjectData;
}

export interface DerivedObject {
  readonly columns: ObjectColumns;
  readonly data: ObjectData;
}

/** The part of a provider that is kept as a synced copy. */
export interface SyncedObjects {
  /** By the provider's name of the type, in the order of the import. */
  readonly types: Readonly<Record<string, ObjectType>>;
  readonly derived: Readonly<Record<string, DerivedType>>;
}

/** The state of an object that an event carries. */
export interface EventState {
  readonly type: string;
  readonly id: string;
  /** The API version that the object has the shape of; `null` if unknown. */
  readonly apiVersion: string | null;
  /** `null` if the object has to be read at the provider. */
  readonly object: ObjectData | null;
  /** The values that the event replaced. */
  readonly previous: ObjectData | null;
  readonly deleted: boolean;
}
