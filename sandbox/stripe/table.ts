import { record, written } from "./json.ts";
import type { Json, Resource } from "./types.ts";

const createdOf = (row: Resource): number => Number(row["created"] ?? 0);

/** The objects of one type, found by id, listed by `created`, and looked up by fields that never change. */
export class Table {
  readonly #rows = new Map<string, Resource>();
  /** Oldest first; null until a list is asked for, and after a change that does not simply append. */
  #order: Resource[] | null = [];
  #newest: Resource[] | null = null;
  readonly #indexes = new Map<string, Map<string, Resource[]>>();

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Resource | undefined {
    return this.#rows.get(id);
  }

  /** All objects in the order of their insertion. */
  values(): IterableIterator<Resource> {
    return this.#rows.values();
  }

  set(row: Resource): void {
    const replaces = this.#rows.has(row.id);
    this.#rows.set(row.id, row);
    this.#newest = null;
    const last = this.#order?.at(-1);
    const appends = !replaces && (!last || createdOf(row) >= createdOf(last));
    if (appends) this.#order?.push(row);
    else this.#order = null;
    if (replaces) this.#indexes.clear();
    else for (const [path, index] of this.#indexes) addTo(index, path, row);
  }

  delete(id: string): void {
    if (!this.#rows.delete(id)) return;
    this.#order = null;
    this.#newest = null;
    this.#indexes.clear();
  }

  /** The id of the object that was inserted first. */
  firstId(): string | undefined {
    return this.#rows.keys().next().value;
  }

  /** All objects, newest first: by `created`, then by insertion. The list is shared and must not be changed. */
  newestFirst(): Resource[] {
    this.#order ??= [...this.#rows.values()].toSorted((a, b) => createdOf(a) - createdOf(b));
    this.#newest ??= this.#order.toReversed();
    return this.#newest;
  }

  /** The objects whose field at a dotted path has this value, in the order of insertion. */
  where(path: string, value: string): Resource[] {
    let index = this.#indexes.get(path);
    if (!index) {
      index = new Map();
      for (const row of this.#rows.values()) addTo(index, path, row);
      this.#indexes.set(path, index);
    }
    return index.get(value) ?? [];
  }
}

function addTo(index: Map<string, Resource[]>, path: string, row: Resource): void {
  let value: Json | undefined = row;
  for (const key of path.split(".")) value = record(value)[key];
  const text = written(value);
  if (text === "") return;
  const rows = index.get(text);
  if (rows) rows.push(row);
  else index.set(text, [row]);
}
