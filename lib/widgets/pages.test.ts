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

const statusesIn = ({ output }: Page) =>
  (output as { data: { status: string }[] }).data.map(({ status }) => status);

describe("reading on", () => {
  it("goes on past a page of which nothing passes", async () => {
    const next = vi.fn(() => Promise.resolve(page(twenty("succeeded"), "c2")));
    const read = await readEnough(payments, page(twenty("failed"), "c1"), next, {});
    expect(next.mock.calls).toEqual([["c1"]]);
    expect(statusesIn(read)).toEqual([...twenty("failed"), ...twenty("succeeded")]);
    expect(read).toMatchObject({ nextCursor: "c2", output: { object: "list" } });
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
    expect(await readEnough(payments, first, () => Promise.resolve(null), {})).toBe(first);
  });

  it("asks for nothing more where enough passes or nothing is filtered", async () => {
    const next = vi.fn(() => Promise.resolve(null));
    await readEnough(payments, page(twenty("succeeded"), "c"), next, {});
    await readEnough(define({ transform: { path: "data" } }), page(["failed"], "c"), next, {});
    expect(next).not.toHaveBeenCalled();
  });
});
