import { expect, it } from "vitest";

import { listAudit } from "@/lib/verbs/audit/list";
import { listViews, removeView, saveView } from "@/lib/verbs/views/views";

import { contextOf } from "./services";
import { ada, bob, owner, services, test, viewer } from "./verbs-fixture";

const LARGE = {
  list: "payments",
  name: "Large and failed",
  address: { tab: "failed", min: "200.00", sort: "amount", cols: "amount,customer" },
};

const namesOf = async (context = owner, list = "payments") =>
  (await listViews.run(context, { list })).map(({ name }) => name);

it("keeps a view for the person and the list that it was saved for", async () => {
  const saved = await saveView.run(owner, LARGE);
  expect(await listViews.run(owner, { list: "payments" })).toEqual([{ ...LARGE, id: saved.id }]);
  expect(await namesOf(owner, "invoices")).toEqual([]);
  expect(await namesOf(viewer())).toEqual([]);
  expect(await namesOf(contextOf(services, bob))).toEqual([]);
});

it("refuses a second view of the same name, written as one likes", async () => {
  await expect(saveView.run(owner, { ...LARGE, name: " large AND failed " })).rejects.toThrow(
    "You already have a view called “large AND failed”.",
  );
  await saveView.run(viewer(), LARGE);
  await saveView.run(owner, { ...LARGE, list: "invoices" });
  expect(await namesOf(viewer())).toEqual([LARGE.name]);
});

it("changes a view by its id, and only one's own", async () => {
  const [view] = await listViews.run(owner, { list: "payments" });
  const renamed = { ...LARGE, id: view?.id ?? "", name: "Failed from $200" };
  expect(await saveView.run(owner, renamed)).toEqual(renamed);
  expect(await namesOf()).toEqual(["Failed from $200"]);
  await expect(saveView.run(viewer(), { ...renamed, name: "Stolen" })).rejects.toThrow(
    "You have no such view.",
  );
  await expect(removeView.run(viewer(), { id: renamed.id })).rejects.toThrow(
    "You have no such view.",
  );
});

it("gives a deleted view back, so that it can be saved again", async () => {
  const [view] = await listViews.run(owner, { list: "payments" });
  const { id, ...content } = await removeView.run(owner, { id: view?.id ?? "" });
  expect(id).toBe(view?.id);
  expect(await namesOf()).toEqual([]);
  await saveView.run(owner, content);
  expect(await namesOf()).toEqual(["Failed from $200"]);
  const audit = await listAudit.run(owner, {});
  expect(JSON.stringify(audit)).toContain("views.delete");
});

it("keeps at most twenty views of a list, even if they are saved at once", async () => {
  const made = await Promise.allSettled(
    Array.from({ length: 24 }, (_, at) =>
      saveView.run(owner, { ...LARGE, list: "payouts", name: `View ${at}` }),
    ),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  expect(await namesOf(owner, "payouts")).toHaveLength(20);
});

it("refuses an address that no list has", async () => {
  for (const address of [{ "a b": "x" }, { tab: "" }, { q: "x".repeat(501) }])
    await expect(saveView.run(owner, { ...LARGE, name: "Odd", address })).rejects.toThrow(
      /address/,
    );
});

it("forgets the views of people who leave the workspace", async () => {
  await test.admin.query(
    "delete from public.memberships where workspace_id = $1 and user_id = $2",
    [ada.workspace, bob.sub],
  );
  const { rows } = await test.admin.query("select from public.saved_views where user_id = $1", [
    bob.sub,
  ]);
  expect(rows).toEqual([]);
});
