import { describe, expect, it, vi } from "vitest";

import { define, shippedDefinition } from "./fixtures/build";
import { readEnough, type Page } from "./pages";

const page = (statuses: readonly string[], nextCursor: string | null): Page => ({
  output: { object: "list", data: statuses.map((status) => ({ id: nextCursor, status })) },
  nextCursor,
  drift: [],
});
const twenty = (status: string) => Array.from({ length: 20 }, () => status);
const payments = shippedDefinition("stripe-payments") ?? define({});

const statusesIn = ({ output }: Pick<Page, "output">) =>
  (output as { data: { status: string }[] }).data.map(({ status }) => status);

describe("reading on", () => {
  it("goes on past a page of which nothing passes", async () => {
    const next = vi.fn(() => Promise.resolve(page(twenty("succeeded"), "c2")));
    const read = await readEnough(payments, page(twenty("failed"), "c1"), next, {});
    expect(next.mock.calls).toEqual([["c1"]]);
    expect(statusesIn(read)).toEqual([...twenty("failed"), ...twenty("succeeded")]);
    expect(read).toMatchObject({ hasMore: true, output: { object: "list" } });
  });

  it("stops after five pages, at the end, and where a page cannot be read", async () => {
    const endless = vi.fn((cursor: string) =>
      Promise.resolve(page(twenty("failed"), `${cursor}+`)),
    );
    await readEnough(payments, page(twenty("failed"), "c"), endless, {});
    expect(endless).toHaveBeenCalledTimes(4);
    const last = vi.fn(() => Promise.resolve(page(twenty("failed"), null)));
    await readEnough(payments, page(twenty("failed"), "c"), last, {});
    expect(last).toHaveBeenCalledTimes(1);
    const first = page(twenty("failed"), "c");
    expect(await readEnough(payments, first, () => Promise.resolve(null), {})).toEqual({
      output: first.output,
      hasMore: true,
      drift: [],
    });
  });

  it("reads as many pages as it may until a page is full, and leaves out what is beyond", async () => {
    const many = vi.fn((cursor: string) =>
      Promise.resolve(
        page(cursor.length < 8 ? twenty("failed") : twenty("succeeded"), `${cursor}+`),
      ),
    );
    const mixed = [...twenty("failed").slice(5), ...twenty("succeeded").slice(15)];
    const read = await readEnough(payments, page(mixed, "c"), many, { maxPages: 11 });
    const statuses = statusesIn(read);
    expect(statuses.filter((status) => status === "succeeded")).toHaveLength(20);
    expect(statuses.at(-1)).toBe("succeeded");
    expect(read.hasMore).toBe(true);
    expect(many).toHaveBeenCalledTimes(8);
  });

  it("leaves nothing out of rows that are grouped", async () => {
    const grouped = define({
      transform: {
        path: "data",
        filter: [{ field: "status", operator: "==", value: "succeeded" }],
        group: { by: ["status"], aggregate: { count: { op: "count" } } },
      },
    });
    const next = () => Promise.resolve(page(twenty("succeeded"), null));
    const first = page([...twenty("failed").slice(10), ...twenty("succeeded").slice(10)], "c");
    expect(statusesIn(await readEnough(grouped, first, next, {}))).toHaveLength(40);
  });

  it("asks for nothing more where enough passes or nothing is filtered", async () => {
    const next = vi.fn(() => Promise.resolve(null));
    await readEnough(payments, page(twenty("succeeded"), "c"), next, {});
    await readEnough(define({ transform: { path: "data" } }), page(["failed"], "c"), next, {});
    expect(next).not.toHaveBeenCalled();
  });
});
