import { readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createExecutor } from "@/lib/providers/execute";
import { requestTarget } from "@/lib/providers/http";
import type { HttpRequest, Operation, ProviderAdapter } from "@/lib/providers/types";

import { expectAllChoices } from "./choices-suite";
import { expectFound } from "./look-up-suite";
import { NOW, TYPE, type ProviderKit } from "./provider-kit";
import { describeRevocation } from "./revocation-suite";
import { describeWebhook } from "./webhook-suite";

const SECRET_WORDS = /bearer|authorization|sk_|rk_|whsec_/i;

function line(request: HttpRequest): string {
  return `${request.method} ${requestTarget(request)}`;
}

function entriesOf(adapter: ProviderAdapter): readonly (readonly [string, Operation])[] {
  return Object.entries(adapter.operations);
}

/** The suite that every provider passes. A provider's own test calls it and adds its quirks. */
export function describeProvider(adapter: ProviderAdapter, kit: ProviderKit): void {
  describe(`provider ${adapter.name}`, () => {
    describeManifest(adapter);
    describeOperations(adapter);
    describePaging(adapter, kit);
    describeFaults(adapter, kit);
    describeRedaction(adapter, kit);
    describeCatchUp(adapter);
    if (kit.revocation) describeRevocation(adapter, kit.revocation);
    if (kit.webhook) describeWebhook(adapter, kit.webhook);
    it("brings revocation vectors exactly when it can end an authorisation", () => {
      expect(kit.revocation !== undefined).toBe(Boolean(adapter.oauth?.revocation));
    });
    it("brings webhook vectors exactly when it has a webhook", () => {
      expect(kit.webhook !== undefined).toBe(adapter.webhook !== undefined);
    });
  });
}

function describeManifest(adapter: ProviderAdapter): void {
  it("describes itself completely", () => {
    const { manifest } = adapter;
    expect(manifest.id).toBe(adapter.name);
    expect(readdirSync("lib/providers")).toContain(manifest.id);
    expect(new URL(manifest.origin).protocol).toBe("https:");
    expect(new URL(manifest.docsUrl).protocol).toBe("https:");
    expect(manifest.icon).toMatch(/^[Mm][\d\s.,a-zA-Z-]+$/);
    expect(manifest.auth.length).toBeGreaterThan(0);
  });

  it("reads and names only the fields that its form declares", () => {
    const scheme = adapter.manifest.auth.find(({ kind }) => kind === "key");
    const fields = scheme?.kind === "key" ? scheme.fields.map(({ name }) => name) : [];
    const verdict = adapter.validateCredentials(
      Object.fromEntries(fields.map((name) => [name, "!"])),
    );
    expect(verdict.valid).toBe(false);
    // Without a form, the field of an authorisation is its token.
    const known = [undefined, "pat", ...fields];
    expect(known).toContain(verdict.field);
    expect(known).toContain(adapter.webhook?.signedWith);
  });

  it("declares event types with a sample of their declared fields", () => {
    expect(Object.keys(adapter.events).length).toBeGreaterThan(0);
    for (const [type, event] of Object.entries(adapter.events)) {
      expect(type).toMatch(TYPE);
      expect(type.startsWith(`${adapter.name}.`)).toBe(true);
      expect(event.fields).toEqual(expect.arrayContaining(Object.keys(event.sample)));
      // The automation editor shows both: a label, and one or two sentences.
      expect(event.title).toMatch(/^[A-Z][^.]{2,40}$/);
      expect(event.description).toMatch(/^[A-Z][^.]{10,90}\.(?: [A-Z“][^.]{5,90}\.)?$/);
    }
  });

  it("fetches for an automation by a read operation, from nothing but declared fields", () => {
    for (const enrichment of adapter.enrichments ?? []) {
      const { name, fields } = enrichment;
      const operation = adapter.operations[enrichment.operation];
      expect([name, operation?.effect]).toEqual([name, "read"]);
      expect(enrichment.input({})).toBeNull();
      const asked = Object.values(adapter.events).flatMap(
        ({ sample }) => enrichment.input(sample) ?? [],
      );
      expect([name, asked.length > 0]).toEqual([name, true]);
      for (const one of asked) expect(operation?.input.safeParse(one).success).toBe(true);
      const picked = enrichment.pick(operation?.respond(operation.examples[0].body));
      expect(Object.keys(picked).toSorted()).toEqual(fields.toSorted());
    }
  });

  it("identifies an account by one of its read operations", () => {
    expect(adapter.operations[adapter.identify]?.effect).toBe("read");
  });
}

function describeOperations(adapter: ProviderAdapter): void {
  it("declares at least one operation", () => {
    expect(entriesOf(adapter).length).toBeGreaterThan(0);
  });

  describe.each(entriesOf(adapter))("operation %s", (key, operation) => {
    it("has schemas that become JSON Schema", () => {
      const input = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "throw" });
      const output = z.toJSONSchema(operation.output, { unrepresentable: "throw" });
      expect(input["type"]).toBe("object");
      expect(output["type"]).toBe("object");
      expect(input["additionalProperties"]).toBe(false);
    });

    it.each(operation.examples)("answers its example $request", (example) => {
      const input = operation.input.parse(example.input);
      const request = operation.request(input);
      expect(line(request)).toBe(example.request);
      const output = operation.respond(example.body);
      expect(operation.output.safeParse(output).error?.issues).toBeUndefined();
      expect(JSON.stringify(output)).not.toMatch(/client_secret|next_action|_secret"/);
    });

    it("builds the same request every time, without a credential", () => {
      for (const example of operation.examples) {
        const build = () => operation.request(operation.input.parse(example.input));
        expect(build()).toEqual(build());
        expect(JSON.stringify(build())).not.toMatch(SECRET_WORDS);
      }
    });

    it("is said by fields that it takes", () => {
      for (const [, field] of operation.phrase?.matchAll(/\{(\w+)\}/g) ?? [])
        expect(operation.examples[0].input).toHaveProperty([field ?? ""]);
    });

    it("reads with GET, or with a query by POST, and writes with declared idempotency", () => {
      for (const example of operation.examples) {
        const { method } = operation.request(operation.input.parse(example.input));
        const allowed = operation.effect === "read" ? /^(GET|POST)$/ : /^(POST|PUT|PATCH|DELETE)$/;
        expect(method).toMatch(allowed);
      }
      const ways = ["nature", "header", "field", "marker", "ownership", "none"];
      expect(operation.effect === "read" ? ["nature"] : ways).toContain(operation.idempotency.by);
    });

    it("moves money only where it asks first, and is told how much", () => {
      const { moves, effect, idempotency } = operation;
      if (!moves) return;
      expect(effect).toBe("destructive");
      expect(["header", "field", "marker", "ownership"]).toContain(idempotency.by);
      for (const example of operation.examples) {
        const input = operation.input.parse(example.input);
        const asked = moves.read(input);
        const read = adapter.operations[asked?.operation ?? ""];
        expect(read?.effect).toBe("read");
        expect(read?.input.safeParse(asked?.input).error?.issues).toBeUndefined();
        const [answer] = read?.examples ?? [];
        const money = moves.amount(input, read?.respond(answer?.body));
        expect(money?.amount).toBeGreaterThan(0);
        expect(money?.currency).toMatch(/^[a-z]{3}$/);
        for (const odd of [null, [], {}, "text"]) expect(moves.amount(input, odd)).toBeNull();
      }
    });

    it("reports what it wrote as a declared event, the same each time", () => {
      const { emits } = operation;
      if (!emits) return;
      expect(operation.effect).not.toBe("read");
      const declared = adapter.events[emits.type];
      for (const { body, input } of operation.examples) {
        const output = operation.output.parse(operation.respond(body));
        const event = emits.event(output, "account-1", input);
        expect(event?.id.length).toBeGreaterThan(0);
        expect(emits.event(output, "account-1", input)).toEqual(event);
        expect(declared?.fields).toEqual(expect.arrayContaining(Object.keys(event?.data ?? {})));
      }
    });

    it("finds what it wrote by a mark, or by whose it is", () => {
      expect(() => expectFound(adapter, operation)).not.toThrow();
    });

    it("refuses fields that it does not know", () => {
      const [example] = operation.examples;
      const input = { ...(example.input as object), no_such_field: 1 };
      expect(operation.input.safeParse(input).success).toBe(false);
    });

    it("offers choices from a list that it can read, with values that the field takes", () => {
      expect(() => expectAllChoices(adapter, operation)).not.toThrow();
    });

    it("is found by its own endpoint", () => {
      if (operation.endpoint === undefined) return;
      const method = operation.effect === "read" ? "GET" : "POST";
      expect(adapter.operationForEndpoint(method, operation.endpoint)?.operation).toBe(key);
    });
  });
}

/** Three pages in the shape that most lists have. */
function plainPage(body: unknown, number: number, isLast: boolean): unknown {
  const list = body as { data: { id: string }[] };
  const [item] = list.data;
  return { ...list, data: [{ ...item, id: `${item?.id}${number}` }], has_more: !isLast };
}

function describePaging(adapter: ProviderAdapter, kit: ProviderKit): void {
  const paged = entriesOf(adapter).filter(([, operation]) => operation.page !== undefined);
  it.each(paged)("walks the pages of %s to the end without a repeat", (key, operation) => {
    const [example] = operation.examples;
    const { page } = operation;
    if (!page) throw new Error("filtered above");
    const pages = [1, 2, 3].map((number) =>
      kit.page
        ? kit.page(key, number, number === 3)
        : plainPage(example.body, number, number === 3),
    );
    const seen = new Set<string>();
    let request = operation.request(operation.input.parse(example.input));
    for (const current of pages) {
      const sent = JSON.stringify(request);
      expect(seen.has(sent)).toBe(false);
      seen.add(sent);
      const cursor = page.cursor(current);
      if (cursor === null) break;
      request = page.apply(request, cursor);
      expect(JSON.stringify(request)).toContain(cursor);
    }
    expect(seen.size).toBe(3);
    expect(page.cursor({ data: [], has_more: true })).toBeNull();
    expect(page.cursor("not a page")).toBeNull();
  });
}

function describeFaults(adapter: ProviderAdapter, kit: ProviderKit): void {
  it("brings a vector for every kind of answer", () => {
    const statuses = kit.faults.map(({ response }) => response.status);
    expect(statuses).toEqual(expect.arrayContaining([401, 403, 404, 409, 429, 500]));
  });

  it.each(kit.faults)("reads $name", ({ response, expected }) => {
    const fault = adapter.classify(response, NOW);
    expect(fault).toMatchObject(expected);
    expect(fault?.lacksPermission ?? false).toBe(expected.lacksPermission ?? false);
  });

  it("survives bodies that are not what they should be", () => {
    for (const body of [null, "<html>Bad gateway</html>", [], { error: "text" }, { error: null }])
      expect(adapter.classify({ status: 502, headers: {}, body }, NOW)).toMatchObject({
        code: "PROVIDER_ERROR",
        retryable: true,
      });
    expect(adapter.classify({ status: 204, headers: {}, body: null }, NOW)).toBeNull();
  });
}

function describeRedaction(adapter: ProviderAdapter, kit: ProviderKit): void {
  it("never shows the credential in an error, a trace or an audit entry", async () => {
    const seen: unknown[] = [];
    let sent = "";
    const execute = createExecutor({
      provider: () => adapter,
      credentials: { resolve: async () => kit.credentials },
      trace: (entry) => seen.push(entry),
      audit: (entry) => void seen.push(entry),
      sleep: async () => {},
      fetch: async (_url, init) => {
        sent += JSON.stringify([...new Headers(init?.headers)]);
        return Response.json({ error: { message: `bad key ${kit.canary}` } }, { status: 401 });
      },
    });
    const connection = { id: "c1", provider: adapter.name, account: null, livemode: false };
    const [example] = adapter.operations[adapter.identify]?.examples ?? [];
    const error = await execute(connection, adapter.identify, example?.input, { mode: "apply" })
      .then(() => null)
      .catch((error: unknown) => error);
    expect(sent).toContain(kit.sentAs ?? kit.canary);
    expect(error).toMatchObject({ name: "ProviderError", apiCode: "UNAUTHORIZED" });
    const text = error instanceof Error ? [error.stack, error.cause, Object.values(error)] : [];
    expect(JSON.stringify([seen, text])).not.toContain(kit.canary);
    expect(JSON.stringify([seen, text])).not.toContain(kit.sentAs ?? kit.canary);
    expect(seen.length).toBeGreaterThan(0);
  });
}

function describeCatchUp(adapter: ProviderAdapter): void {
  const { catchUp } = adapter;
  it.runIf(catchUp)("fetches missed events by one of its paged reads", () => {
    if (!catchUp) return;
    const operation = adapter.operations[catchUp.operation];
    expect(operation?.effect).toBe("read");
    expect(operation?.page).toBeDefined();
    for (const cursor of [null, "evt_cursor"])
      expect(operation?.input.safeParse(catchUp.input(NOW, cursor)).success).toBe(true);
    const events = catchUp.events(operation?.respond(operation.examples[0].body));
    expect(events.length).toBeGreaterThan(0);
    for (const { type } of events) expect(type).toMatch(TYPE);
    expect(catchUp.events("not a page")).toEqual([]);
  });
}
