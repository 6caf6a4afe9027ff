import { afterAll, beforeAll, expect, it } from "vitest";

import { chartFile } from "@/app/(app)/_figures/export";
import { startSync, type Sync } from "@/lib/sync/main";

import { connectAs } from "./services";
import { ACCOUNT, ada, services, test, viewer } from "./verbs-fixture";

let sync: Sync;
beforeAll(async () => {
  await connectAs(test, ada, ACCOUNT);
  sync = startSync(services);
  await sync.catchUp();
}, 120_000);
afterAll(() => sync.stop());

it.each([
  ["gross", "time,value,compared_with,currency"],
  ["payments", "time,succeeded,failed,currency"],
  ["mrr", "time,value,currency"],
  ["movements", "movement,mrr,customers,currency"],
])("names the currency in each line of the file of %s", async (chart, head) => {
  const { body, type } = await chartFile(viewer(), { chart, format: "csv", range: "30d" });
  expect(type).toContain("text/csv");
  const [first, ...lines] = await new Response(body).text().then((text) => text.trim().split("\n"));
  expect(first).toBe(head);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.filter((line) => !line.endsWith(",USD"))).toEqual([]);
});
