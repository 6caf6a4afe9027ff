import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ImportRange } from "@/lib/db/object-imports";

import { restOf } from "./ranges";

interface Item {
  readonly id: string;
  readonly created: number;
}

/** A provider's list, newest first, with a cursor by id. */
function listIn(items: readonly Item[], limit: number) {
  const newestFirst = items.toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
  return ({ from, to, after }: ImportRange) => {
    const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const rest = newestFirst.slice(start).filter(({ created }) => created >= from && created < to);
    return { data: rest.slice(0, limit), hasMore: rest.length > limit };
  };
}

/** Reads all that ranges lead to, as the importer does, and counts the requests. */
function readAll(items: readonly Item[], { limit, parallel }: { limit: number; parallel: number }) {
  const list = listIn(items, limit);
  const found: string[] = [];
  let todo: ImportRange[] = [{ from: 0, to: 2 ** 31 }];
  let requests = 0;
  while (todo.length > 0) {
    const [range, ...others] = todo;
    if (!range) break;
    const page = list(range);
    requests++;
    found.push(...page.data.map(({ id }) => id));
    todo = [...restOf(range, page, todo.length < parallel), ...others];
  }
  return { found, requests };
}

const items = fc
  .array(fc.integer({ min: 0, max: 40 }), { maxLength: 120 })
  .map((times) => times.map((created, at) => ({ id: `x${at}`, created })));

describe("the ranges of an import", () => {
  it("lead to every object once, however crowded a second is", () => {
    fc.assert(
      fc.property(
        items,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (all, limit, parallel) => {
          const { found } = readAll(all, { limit, parallel });
          expect(found.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
        },
      ),
    );
  });

  it("cost few pages that are not full", () => {
    const all = Array.from({ length: 10_000 }, (_, at) => ({
      id: `x${at}`,
      created: 1000 + at * 7,
    }));
    const { requests } = readAll(all, { limit: 100, parallel: 4 });
    expect(requests).toBeLessThan(125);
  });
});
