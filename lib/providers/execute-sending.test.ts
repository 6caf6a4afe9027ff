import { describe, expect, it } from "vitest";
import * as z from "zod";

import type { CredentialsPort } from "./execute";
import { connection, list, NOW, read, setUp, write, type Refund } from "./execute-harness";
import type { MarkerIdempotency, Paging } from "./types";

const LOOKUP: MarkerIdempotency<Refund> = {
  by: "marker",
  mark: (request, key) => ({ ...request, form: { ...request.form, key } }),
  find: ({ key }) => ({ method: "GET", path: "/v1/refunds", query: { key } }),
  match: (body) => z.object({ data: z.array(z.unknown()) }).parse(body).data[0],
};

describe("a read", () => {
  it("needs no approval and says where the next page is", async () => {
    const charge = { id: "ch_9", object: "charge" };
    const { execute, traces, audits } = setUp([list([charge], true)], { approvals: undefined });
    const result = await execute(connection, "charges.list", {}, read);
    expect(result).toMatchObject({ status: 200, requestId: "req_9", nextCursor: "ch_9" });
    expect(result.drift).not.toHaveLength(0);
    expect(result.output).toMatchObject({ data: [charge] });
    expect(traces).toMatchObject([
      { operation: "acme.charges.list", status: 200, outcome: "ok", requestId: "req_9" },
    ]);
    expect(audits).toHaveLength(0);
  });

  it("is repeated after a network error and a 500, at most twice", async () => {
    const { execute, sent, sleeps } = setUp([
      new TypeError("fetch failed"),
      new Response("", { status: 500 }),
      list(),
    ]);
    await execute(connection, "charges.list", {}, read);
    expect([sent.length, sleeps.length]).toEqual([3, 2]);
  });

  it("gives up with a reason that can be acted on", async () => {
    const { execute, sent } = setUp([new TypeError("fetch failed")]);
    const result = execute(connection, "charges.list", {}, read);
    await expect(result).rejects.toMatchObject({
      code: "upstream",
      apiCode: "NETWORK_ERROR",
      retryable: true,
      action: "retry",
      indeterminate: false,
    });
    expect(sent).toHaveLength(3);
  });

  it("does not sleep through a limit but says when to return", async () => {
    const headers = { "retry-after": "30" };
    const { execute, sent, sleeps } = setUp([new Response("{}", { status: 429, headers })]);
    await expect(execute(connection, "charges.list", {}, read)).rejects.toMatchObject({
      code: "rate_limited",
      retryAt: new Date(NOW.getTime() + 30_000),
    });
    expect([sent.length, sleeps.length]).toEqual([1, 0]);
  });

  it("asks for a fresh credential once when the old one is refused, and names that one", async () => {
    const asked: unknown[] = [];
    const resolve: CredentialsPort["resolve"] = async (_connection, { refresh, refused }) => {
      asked.push([refresh, refused?.pat]);
      return { pat: refresh ? "token-two" : "token-one", refresh_token: "rt" };
    };
    const { execute, sent } = setUp([new Response("{}", { status: 401 }), list()], {
      credentials: { resolve },
    });
    await execute(connection, "charges.list", {}, read);
    expect(asked).toEqual([
      [false, undefined],
      [true, "token-one"],
    ]);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer token-two");
  });

  it("does not go out with a credential that cannot work", async () => {
    const { execute, sent, adapter } = setUp([]);
    adapter.validateCredentials = () => ({ valid: false, error: "The key is too short." });
    await expect(execute(connection, "charges.list", {}, read)).rejects.toMatchObject({
      code: "upstream",
      apiCode: "INVALID_CREDENTIALS",
      action: "reconnect",
      message: "The key is too short.",
    });
    expect(sent).toHaveLength(0);
  });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    const { execute, sent } = setUp([new TypeError("fetch failed")], {
      sleep: async () => controller.abort(),
    });
    await expect(
      execute(connection, "charges.list", {}, { ...read, signal: controller.signal }),
    ).rejects.toMatchObject({ retryable: false });
    expect(sent.length).toBeLessThanOrEqual(2);
  });
});

describe("a write", () => {
  const input = { charge: "ch_1" };

  it("is refused without an approval, and the refusal is recorded", async () => {
    const { execute, sent, audits } = setUp([], { approvals: undefined });
    await expect(execute(connection, "refunds.create", input, write)).rejects.toMatchObject({
      code: "forbidden",
    });
    const { execute: asked } = setUp([], {
      approvals: { authorize: async () => ({ allowed: false, reason: "Only admins refund." }) },
    });
    await expect(asked(connection, "refunds.create", input, write)).rejects.toThrow(
      "Only admins refund.",
    );
    expect(sent).toHaveLength(0);
    expect(audits).toMatchObject([{ outcome: "refused" }]);
  });

  it("carries its key through every repetition", async () => {
    const { execute, sent, audits } = setUp([
      new Response("{}", { status: 500 }),
      Response.json({ id: "re_1" }),
    ]);
    const actor = { kind: "user", id: "u1" } as const;
    await execute(connection, "refunds.create", input, { ...write, actor });
    expect(sent.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["run-1", "run-1"]);
    expect(audits).toMatchObject([{ outcome: "applied", actor }]);
  });

  it("is not sent without a key", async () => {
    const { execute, sent } = setUp([]);
    await expect(execute(connection, "refunds.create", input, read)).rejects.toThrow(
      /idempotency key/,
    );
    expect(sent).toHaveLength(0);
  });

  it.each([400, 402])("is not repeated after %i", async (status) => {
    const { execute, sent, audits } = setUp([new Response("{}", { status })]);
    await expect(execute(connection, "refunds.create", input, write)).rejects.toMatchObject({
      code: "invalid",
      action: "fix-input",
    });
    expect(sent).toHaveLength(1);
    expect(audits).toMatchObject([{ outcome: "failed" }]);
  });

  it("that cannot be repeated safely ends as unknown", async () => {
    const { execute, sent, audits } = setUp([new TypeError("fetch failed")], {}, { by: "none" });
    await expect(execute(connection, "refunds.create", input, read)).rejects.toMatchObject({
      indeterminate: true,
      retryable: false,
    });
    expect(sent).toHaveLength(1);
    expect(audits).toMatchObject([{ outcome: "indeterminate" }]);
  });

  it("looks first where the provider has no keys", async () => {
    const found = setUp([Response.json({ data: [{ id: "re_0" }] })], {}, LOOKUP);
    const earlier = await found.execute(connection, "refunds.create", input, write);
    expect(earlier.output).toEqual({ id: "re_0" });
    expect(found.sent).toHaveLength(1);
    const fresh = setUp([Response.json({ data: [] }), Response.json({ id: "re_1" })], {}, LOOKUP);
    const made = await fresh.execute(connection, "refunds.create", input, write);
    expect(made.output).toEqual({ id: "re_1" });
  });

  it.each([
    [
      429,
      /could not be checked whether an earlier request arrived\. A retry will check again/,
      { retryable: true, indeterminate: false },
    ],
    [
      403,
      /could not be checked whether an earlier request arrived\.$/,
      { retryable: false, indeterminate: true },
    ],
  ])("sends nothing after a look that is answered with %i", async (status, message, error) => {
    const { execute, sent } = setUp([Response.json({}, { status })], {}, LOOKUP);
    const sending = execute(connection, "refunds.create", input, write);
    await expect(sending).rejects.toThrow(message);
    await expect(sending).rejects.toMatchObject({ ...error, mayHaveArrived: true });
    expect(sent).toHaveLength(1);
  });

  const next = z.looseObject({ next: z.string().nullable() });
  const paging: Paging = {
    cursor: (body) => next.safeParse(body).data?.next ?? null,
    apply: (request, cursor) => ({ ...request, query: { ...request.query, cursor } }),
  };
  const queries = (sent: readonly { url: string }[]) => sent.map(({ url }) => url.split("/v1/")[1]);

  it("finds out first what the input leaves open, page by page", async () => {
    const names = z.object({ ids: z.array(z.string()) });
    const lookup: MarkerIdempotency<Refund> = {
      ...LOOKUP,
      listing: {
        locate: {
          request: () => ({ method: "GET", path: "/v1/names" }),
          paging,
          place: (body, refund) => (names.parse(body).ids.includes("re_0") ? refund : undefined),
        },
      },
    };
    const pages = [
      { ids: [], next: "2" },
      { ids: ["re_0"], next: "3" },
    ];
    const there = [...pages, { data: [{ id: "re_0" }] }].map((body) => Response.json(body));
    const found = setUp(there, {}, lookup);
    const earlier = await found.execute(connection, "refunds.create", input, write);
    expect(earlier.output).toEqual({ id: "re_0" });
    expect(queries(found.sent)).toEqual(["names", "names?cursor=2", "refunds?key=run-1"]);
    const nobody = setUp([Response.json({ ids: [], next: null })], {}, lookup);
    await expect(nobody.execute(connection, "refunds.create", input, write)).rejects.toMatchObject({
      indeterminate: true,
      retryable: false,
    });
    expect(nobody.sent).toHaveLength(1);
  });

  it("reads on where an earlier one may stand on a later page, and gives up at the tenth", async () => {
    const lookup = { ...LOOKUP, listing: { paging } };
    const more = { data: [], next: "2" };
    const pages = [more, { data: [{ id: "re_0" }], next: null }].map((body) => Response.json(body));
    const found = setUp(pages, {}, lookup);
    const earlier = await found.execute(connection, "refunds.create", input, write);
    expect(earlier.output).toEqual({ id: "re_0" });
    expect(queries(found.sent)).toEqual(["refunds?key=run-1", "refunds?key=run-1&cursor=2"]);
    const endless = setUp(
      Array.from({ length: 12 }, () => Response.json(more)),
      {},
      lookup,
    );
    await expect(endless.execute(connection, "refunds.create", input, write)).rejects.toMatchObject(
      {
        indeterminate: true,
      },
    );
    expect(endless.sent).toHaveLength(10);
  });
});
