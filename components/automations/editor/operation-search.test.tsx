import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { FoundOperations, LoadedOperations } from "@/lib/contracts/operation";

import { definition, saved, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const create = { name: "shop.coupons.create", title: "Create a coupon", effect: "write" } as const;
const ping = { name: "shop.hooks.ping", title: "Ping hook", effect: "write" } as const;
const found: FoundOperations = {
  operations: [
    { ...create, isCurated: true },
    { ...ping, isCurated: false },
  ],
  isCut: false,
};
const loaded: LoadedOperations = {
  operations: [
    {
      ...create,
      provider: "shop",
      description: "Creates a coupon.",
      movesMoney: false,
      fields: [
        {
          name: "percent_off",
          title: "Percent off",
          description: "",
          required: false,
          type: "number",
          options: [],
          isMain: true,
        },
        {
          name: "amount_off",
          title: "Amount off",
          description: "",
          required: false,
          type: "number",
          options: [],
          isMain: true,
          isMoney: true,
        },
        {
          name: "currency",
          title: "Currency",
          description: "",
          required: false,
          type: "text",
          options: [],
        },
      ],
      outputs: [{ path: "id", sample: "c_1" }],
    },
  ],
};

let asked: URLSearchParams[];
beforeEach(() => {
  asked = [];
  Element.prototype.scrollIntoView = () => {};
  vi.stubGlobal("fetch", (address: string) => {
    const query = new URL(address, "http://localhost").searchParams;
    asked.push(query);
    const text = query.get("text") ?? "";
    const operations = found.operations.filter(({ title }) => title.toLowerCase().includes(text));
    return Promise.resolve(Response.json(query.has("name") ? loaded : { ...found, operations }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const initial = { ...definition, steps: [{ id: "step", use: "", with: {} }] };
const options = () => screen.getAllByRole("option").map((option) => option.textContent);
const open = () => screen.findByRole("button", { name: "All of Shop" }, { timeout: 10_000 });

it("finds an action by words, those that are described for people first, and loads its fields", async () => {
  const { user, save } = setUp({ initial, further: ["shop"] });
  await user.click(await open());
  const search = screen.getByRole("combobox", { name: "Search all actions of Shop" });
  expect(search).toHaveFocus();
  const list = await screen.findByRole("listbox", { name: "Actions of Shop" });
  await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(2));
  expect(
    within(list)
      .getAllByRole("group")
      .map((group) => group.getAttribute("aria-label")),
  ).toEqual(["Shop", "All of Shop"]);
  await user.type(search, "coup");
  await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
  await user.keyboard("{Enter}");
  const percent = await screen.findByRole("textbox", { name: /^Percent off/ });
  expect(screen.getByRole("combobox", { name: "Action" })).toHaveDisplayValue(
    "Create a coupon (Shop)",
  );
  await user.type(percent, "10");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toMatchObject({
    steps: [{ id: "coupon", use: "shop.coupons.create", with: { percent_off: 10 } }],
  });
  expect(asked.filter((query) => query.has("name")).map(String)).toEqual([
    "name=shop.coupons.create",
  ]);
});

it("takes an amount as money, in the currency that the operation names beside it", async () => {
  const use = { id: "coupon", use: "shop.coupons.create", with: { currency: "eur" } };
  const { user, save } = setUp({ initial: { ...definition, steps: [use] }, further: ["shop"] });
  const amount = await screen.findByRole("textbox", { name: "Amount off" }, { timeout: 10_000 });
  await user.type(amount, "12.50");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const stored = (given: object) => ({ steps: [{ ...use, with: given }] });
  expect(saved(save)).toMatchObject(stored({ currency: "eur", amount_off: 1250 }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Currency of amount off" }), "JPY");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toMatchObject({ steps: [{ with: { currency: "jpy" } }] });
});

it("says that nothing fits, and closes by Escape", async () => {
  const { user } = setUp({ initial, further: ["shop"] });
  await user.click(await open());
  await user.type(screen.getByRole("combobox", { name: /^Search all/ }), "nothing");
  expect(await screen.findByText("No action has these words.")).toBeVisible();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("combobox", { name: /^Search all/ })).toBeNull();
  expect(options().length).toBeGreaterThan(1); // those of the list of actions
});

it("is not there where no provider has further actions", async () => {
  setUp({ initial });
  await screen.findByLabelText("Action", undefined, { timeout: 10_000 });
  expect(screen.queryByRole("button", { name: /^All of/ })).toBeNull();
});
