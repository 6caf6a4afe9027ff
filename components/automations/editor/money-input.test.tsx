import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { definition, saved, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const on = (where?: object) => ({ event: "shop.payment.received", ...(where ? { where } : {}) });
const condition = async () => within(await screen.findByRole("group", { name: "Only if" }));

describe("a condition on an amount", () => {
  it("is typed as money and names its currency", async () => {
    const { user, save } = setUp({ initial: { ...definition, on: on() } });
    await user.click((await condition()).getByRole("button", { name: "Add condition" }));
    const field = (await condition()).getByRole("combobox", { name: "Field" });
    expect(within(field).getByRole("option", { name: "data.amount ($50.00)" })).toBeVisible();
    await user.selectOptions(field, "data.amount");
    await user.selectOptions((await condition()).getByRole("combobox", { name: "Operator" }), "gt");
    await user.type((await condition()).getByRole("textbox", { name: "Amount" }), "$49.99");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({
      on: { where: { "data.amount": { gt: 4999 }, "data.currency": { eq: "usd" } } },
    });
    await user.selectOptions(
      (await condition()).getByRole("combobox", { name: "Currency of amount" }),
      "EUR",
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ on: { where: { "data.currency": { eq: "eur" } } } });
  });

  it("shows what is stored as money, in one row, and goes away whole", async () => {
    const where = { "data.amount": { gte: 7500 }, "data.currency": { eq: "usd" } };
    const { user, save } = setUp({ initial: { ...definition, on: on(where) } });
    expect((await condition()).getByRole("textbox", { name: "Amount" })).toHaveValue("75.00");
    expect((await condition()).getAllByRole("combobox", { name: "Field" })).toHaveLength(1);
    await user.click((await condition()).getByRole("button", { name: "Remove condition 1" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((saved(save) as { on: object }).on).toEqual({ event: "shop.payment.received" });
  });

  it("says that an amount without a currency counts in all of them", async () => {
    const { user, save } = setUp();
    await user.click(
      (await condition()).getByRole("button", { name: /applies to every currency/ }),
    );
    expect((await condition()).getByRole("textbox", { name: "Amount" })).toHaveValue("50.00");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ on: { where: { "data.currency": { eq: "usd" } } } });
  });

  it("says at once what is no amount", async () => {
    const where = { "data.amount": { gte: 7500 }, "data.currency": { eq: "usd" } };
    const { user } = setUp({ initial: { ...definition, on: on(where) } });
    const amount = (await condition()).getByRole("textbox", { name: "Amount" });
    await user.clear(amount);
    await user.type(amount, "lots");
    expect(amount).toHaveAccessibleDescription("Enter an amount in USD, such as 50.00");
  });
});

describe("the amount of a refund", () => {
  const refunding = {
    ...definition,
    on: on(),
    steps: [{ id: "refund", use: "shop.refunds.create", with: {} }],
  };
  const step = async () => within(await screen.findByRole("region", { name: /^Refund a payment/ }));

  it("is typed as money, for payments in its currency alone", async () => {
    const { user, save } = setUp({ initial: refunding });
    const amount = await (await step()).findByRole("textbox", { name: "Amount (required)" });
    await user.type(amount, "12.5");
    expect(amount).toHaveAccessibleDescription("Payments in another currency skip this step");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({
      steps: [{ with: { amount: 1250 }, when: { "event.data.currency": { eq: "usd" } } }],
    });
  });

  it("has the currency that the trigger asks for", async () => {
    const where = { "data.currency": { eq: "jpy" } };
    const { user, save } = setUp({ initial: { ...refunding, on: on(where) } });
    await user.type(
      await (await step()).findByRole("textbox", { name: "Amount (required)" }),
      "500",
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    const [only] = (saved(save) as { steps: object[] }).steps;
    expect(only).toMatchObject({ with: { amount: 500 } });
    expect(only).not.toHaveProperty("when");
  });

  it("is taken from a field as a number", async () => {
    const { user, save } = setUp({ initial: refunding });
    await user.selectOptions(
      await (await step()).findByRole("combobox", { name: "Amount is" }),
      "field",
    );
    await user.click((await step()).getByRole("button", { name: "Insert a field into Amount" }));
    await user.click(await (await step()).findByRole("option", { name: /event\.data\.amount/ }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ steps: [{ with: { amount: "{{event.data.amount}}" } }] });
  });
});
