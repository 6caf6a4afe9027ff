import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { AutomationList } from "./automation-list";
import type { AutomationView } from "./types";

vi.mock("../mesh/use-refresh-on", () => ({ useRefreshOn: () => {} }));

const automation = (name: string, apps: string[], sentence: string): AutomationView => ({
  id: name,
  name,
  status: "enabled",
  pausedReason: null,
  latestVersion: 1,
  liveVersion: 1,
  sentence,
  apps,
  runs: { succeeded: 0, failed: 0, open: 0, total: 0, isCut: false, activity: [] },
  lastRun: null,
});

const FIVE = [
  automation("Onboard new payments", ["stripe", "jira"], "Create a Jira issue."),
  automation("Text on failed payment", ["stripe", "twilio"], "Text the customer."),
  automation("Tell support", ["stripe", "slack"], "Post to #support."),
  automation("Refund late orders", ["stripe"], "Refund the payment."),
  automation("Release notes", ["slack"], "Post to #news."),
];

const list = (automations: readonly AutomationView[]) =>
  render(
    <AutomationList
      automations={automations}
      filter={null}
      counts={new Map([[null, automations.length]])}
      canEdit
      canEnable
      actions={{ enable: vi.fn(), disable: vi.fn() }}
    />,
  );
const names = () => screen.queryAllByRole("heading", { level: 2 }).map((each) => each.textContent);

it("finds automations by words of their name, their apps and what they do", async () => {
  const user = userEvent.setup();
  list(FIVE);
  const field = screen.getByLabelText("Find an automation");
  await user.type(field, "STRIPE text");
  expect(names()).toEqual(["Text on failed payment"]);
  await user.clear(field);
  await user.type(field, "#news");
  expect(names()).toEqual(["Release notes"]);
  await user.clear(field);
  await user.type(field, "invoice");
  expect(screen.getByText("No automation matches “invoice”")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(names()).toHaveLength(5);
});

it("shows no field above a list that is seen at a glance", () => {
  list(FIVE.slice(0, 4));
  expect(screen.queryByLabelText("Find an automation")).toBeNull();
  expect(names()).toHaveLength(4);
});
