import { expect, it } from "vitest";

import { arrangementOf, layoutOf } from "@/lib/business/overview-layout";
import { listAudit } from "@/lib/verbs/audit/list";
import { getOverviewLayout, saveOverviewLayout } from "@/lib/verbs/overview/layout";

import { contextOf } from "./services";
import { ada, bob, owner, services, test, viewer } from "./verbs-fixture";

const LAYOUT = layoutOf(
  arrangementOf({ tiles: ["mrr", "balance"], blocks: ["activity"], hidden: ["net_volume"] }),
);
const layoutFor = async (context = owner) => (await getOverviewLayout.run(context, {})).layout;

it("keeps a layout for one person in one workspace", async () => {
  expect(await layoutFor()).toBeNull();
  await saveOverviewLayout.run(owner, { layout: LAYOUT });
  expect(await layoutFor()).toEqual(LAYOUT);
  expect(await layoutFor(viewer())).toBeNull();
  expect(await layoutFor(contextOf(services, bob))).toBeNull();
  expect(JSON.stringify(await listAudit.run(owner, {}))).toContain("Arranged the overview");
});

it("replaces a layout, and forgets it when the person goes back to the default", async () => {
  const other = { ...LAYOUT, hidden: [] };
  await saveOverviewLayout.run(owner, { layout: other });
  expect(await layoutFor()).toEqual(other);
  await saveOverviewLayout.run(owner, { layout: null });
  expect(await layoutFor()).toBeNull();
});

it("takes a layout that it cannot read for none", async () => {
  await test.admin.query(
    "insert into public.overview_layouts (workspace_id, user_id, layout) values ($1, $2, '{\"tiles\": 7}')",
    [ada.workspace, ada.sub],
  );
  expect(await layoutFor()).toBeNull();
});

it("ends with the membership", async () => {
  await saveOverviewLayout.run(viewer(), { layout: LAYOUT });
  await test.admin.query(
    "delete from public.memberships where workspace_id = $1 and user_id = $2",
    [ada.workspace, bob.sub],
  );
  const { rows } = await test.admin.query(
    "select from public.overview_layouts where user_id = $1",
    [bob.sub],
  );
  expect(rows).toEqual([]);
});
