import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { storeBuiltinWidgets, type BuiltinWidget } from "@/lib/db/dashboards";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import type { Services } from "@/lib/verbs/types";
import { BUILTIN_WIDGETS } from "@/lib/widgets/registry";

import { contextOf, refusal, testServices } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let services: Services;
let ada: TestUser;

beforeAll(async () => {
  test = await startTestStack();
  services = testServices(test);
  ada = await test.signUp("ada");
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});

const store = (widgets: readonly BuiltinWidget[]) =>
  test.db.withService((trx) => storeBuiltinWidgets(trx, widgets));

/** A built-in widget of a coming version of the product. */
const coming = (type: string, version: number): BuiltinWidget => ({
  type,
  version,
  definition: { type, version, name: `${type} ${version}` },
  position: null,
});

/** The installed versions of a workspace, by type. */
async function versionsOf({ workspace }: TestUser): Promise<Record<string, unknown>> {
  const { rows } = await test.admin.query<{ type: string; version: unknown }>(
    "select type, definition->'version' as version from public.widget_definitions where workspace_id = $1",
    [workspace],
  );
  return Object.fromEntries(rows.map(({ type, version }) => [type, version]));
}

/** Every row that the dashboard consists of, with the transaction that wrote it. */
async function written(): Promise<unknown[]> {
  const tables = ["dashboards", "widgets", "widget_definitions", "dashboard_layouts", "audit_log"];
  const rows = tables.map(
    async (table) =>
      (
        await test.admin.query(
          `select xmin::text, ctid::text, * from public.${table} order by ctid`,
        )
      ).rows,
  );
  return Promise.all(rows);
}

describe("the built-in widgets", () => {
  it("arrive with the dashboard in a workspace that was there before", async () => {
    expect(await versionsOf(ada)).toEqual({});
    expect((await refusal(getDashboard.run(contextOf(services, ada), {})))[0]).toBe("unavailable");
    expect(await store(BUILTIN_WIDGETS)).toBe(BUILTIN_WIDGETS.length);
    const { widgets } = await getDashboard.run(contextOf(services, ada), {});
    expect(widgets.length).toBe(BUILTIN_WIDGETS.filter(({ position }) => position !== null).length);
    expect(Object.keys(await versionsOf(ada)).length).toBe(BUILTIN_WIDGETS.length);
  });

  it("are only read by dashboard.get", async () => {
    const before = await written();
    for (const role of ["owner", "member", "viewer"] as const)
      await getDashboard.run(contextOf(services, ada, { role }), {});
    expect(await written()).toEqual(before);
  });

  it("change nothing at the next start of the same version", async () => {
    const before = await written();
    expect(await store(BUILTIN_WIDGETS)).toBe(0);
    expect(await written()).toEqual(before);
  });

  it("arrive in old and new workspaces when a version brings new ones", async () => {
    expect(await store([...BUILTIN_WIDGETS, coming("revenue", 1)])).toBe(1);
    const bob = await test.signUp("bob");
    expect(await versionsOf(ada)).toMatchObject({ revenue: 1 });
    expect(await versionsOf(bob)).toEqual(await versionsOf(ada));
    expect((await getDashboard.run(contextOf(services, bob), {})).widgets.length).toBe(4);
  });

  it("replace older definitions, but none that a person edited, and no newer one", async () => {
    await test.admin.query(
      `update public.widget_definitions set definition = definition || '{"version": 7}'
        where workspace_id = $1 and type = 'revenue'`,
      [ada.workspace],
    );
    expect(await store([coming("revenue", 3)])).toBe(1);
    expect(await versionsOf(ada)).toMatchObject({ revenue: 7 });
    expect(await store([coming("revenue", 2)])).toBe(0);
    const carol = await test.signUp("carol");
    expect(await versionsOf(carol)).toMatchObject({ revenue: 3 });
  });

  it("reach every workspace while people sign up", async () => {
    const [signedUp] = await Promise.all([
      Promise.all(["dan", "eve", "fay"].map((name) => test.signUp(name))),
      store([coming("churn", 1)]),
    ]);
    for (const user of signedUp) expect(await versionsOf(user)).toMatchObject({ churn: 1 });
  });
});
