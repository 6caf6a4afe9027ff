import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import type { DefinitionIssue } from "@/lib/core/definition-issues";

import { definition, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const refunding = {
  ...definition,
  steps: [{ id: "refund", use: "shop.refunds.create", with: {} }],
};

async function openRules(initial: object, issues: DefinitionIssue[] = []) {
  const editor = setUp({ initial, issues });
  await screen.findByLabelText("Max runs per hour");
  return editor;
}

const limitsOf = (saved: unknown) => (saved as { limits?: unknown }).limits;

it("is offered where a step moves money", async () => {
  await openRules(definition);
  expect(screen.queryByRole("group", { name: "Auto-approval limits for money" })).toBeNull();
});

it("takes amounts as people write them, and stores minor units", async () => {
  const { user, save } = await openRules(refunding);
  const group = screen.getByRole("group", { name: "Auto-approval limits for money" });
  expect(group).toHaveTextContent("Every step that moves money needs an approval.");
  await user.click(within(group).getByRole("button", { name: "Set a limit" }));
  const each = screen.getByLabelText("Max per step");
  expect(each).toHaveValue("50.00");
  await user.clear(each);
  await user.type(each, "12.345");
  expect(screen.getByText("At most 2 decimals")).toBeVisible();
  await user.clear(each);
  await user.type(each, "12.5");
  expect(each).toHaveValue("12.5");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(limitsOf(save.mock.lastCall?.[0])).toEqual({
    money: [{ currency: "usd", each: 1250, perDay: 20_000 }],
  });
});

it("says at its field what the server refuses", async () => {
  const limit = { currency: "usd", each: 5000, perDay: 100 };
  const message = "Must not exceed the limit per day";
  await openRules({ ...refunding, limits: { money: [limit] } }, [
    { path: "limits.money[0].each", message, code: "invalid" },
  ]);
  expect(await screen.findByLabelText("Max per step")).toHaveAccessibleDescription(message);
});

it("counts in the decimals of the currency, and goes away with its last row", async () => {
  const yen = { currency: "jpy", each: 5000, perDay: 9000 };
  const { user, save } = await openRules({ ...refunding, limits: { perDay: 10, money: [yen] } });
  expect(screen.getByLabelText("Max in 24 hours")).toHaveValue("9000");
  const currency = screen.getByRole("combobox", { name: "Currency of max per step" });
  await user.selectOptions(currency, "KWD");
  expect(screen.getByLabelText("Max in 24 hours")).toHaveValue("9000.000");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(limitsOf(save.mock.lastCall?.[0])).toEqual({
    perDay: 10,
    money: [{ currency: "kwd", each: 5_000_000, perDay: 9_000_000 }],
  });
  await user.click(screen.getByRole("button", { name: "Remove the limit in KWD" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(limitsOf(save.mock.lastCall?.[0])).toEqual({ perDay: 10 });
});
