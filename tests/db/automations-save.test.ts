import { expect, it } from "vitest";

import { getAutomation } from "@/lib/verbs/automations/list";
import { restoreVersion, saveAutomation } from "@/lib/verbs/automations/save";

import { owner } from "./verbs-fixture";

const draft = (name: string) => ({
  schema: 1,
  name,
  on: { manual: true },
  steps: [{ id: "ok", approve: { reason: "Go on?" } }],
});
const save = (name: string, id?: string, base?: number) =>
  saveAutomation.run(owner, { definition: draft(name), id, base });

it("tells who saves over a version that they have not seen, and keeps both when they insist", async () => {
  const { id } = await save("One");
  expect(await save("Two", id, 1)).toMatchObject({ version: 2 });
  await expect(save("Three", id, 1)).rejects.toMatchObject({
    code: "conflict",
    message: "Version 2 was saved while you edited version 1.",
    details: { reason: "newer-version", latest: 2 },
  });
  expect(await save("Three", id)).toMatchObject({ version: 3 });
  const { versions } = await getAutomation.run(owner, { id });
  expect(versions.map(({ definition }) => (definition as { name: string }).name)).toEqual([
    "Three",
    "Two",
    "One",
  ]);
});

it("lets one of two win that save at the same moment", async () => {
  const { id } = await save("Start");
  const both = await Promise.allSettled([save("Left", id, 1), save("Right", id, 1)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

it("takes the same again for saved, and restores over what is the newest", async () => {
  const { id } = await save("Same");
  await save("Other", id, 1);
  expect(await save("Other", id, 1)).toMatchObject({ version: 2, changed: false });
  expect(await restoreVersion.run(owner, { id, version: 1 })).toMatchObject({ version: 3 });
});
