import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { CustomerField } from "./customer-field";

const ADA = { id: "cus_ada1234", name: "Ada Whitfield", note: "ada@example.com" };
const ADAM = { id: "cus_adam123", name: "Adam Park", note: null };

let asked: string[];
const sent = vi.fn<(data: Record<string, unknown>) => void>();
beforeEach(() => {
  asked = [];
  sent.mockClear();
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(new URL(address, "http://localhost").search);
    return Response.json([ADA, ADAM]);
  });
});
afterEach(() => vi.unstubAllGlobals());

function open(value = "", shown = "") {
  render(
    <form
      aria-label="Filter"
      onSubmit={(event) => {
        event.preventDefault();
        sent(Object.fromEntries(new FormData(event.currentTarget)));
      }}
    >
      <CustomerField name="customer" label="Customer" account="a1" shown={shown} value={value} />
      <button type="submit">Apply</button>
    </form>,
  );
  return { user: userEvent.setup(), field: screen.getByRole("combobox", { name: "Customer" }) };
}

it("offers customers while typing, and sends the id of the one that the keys choose", async () => {
  const { user, field } = open();
  await user.type(field, "ada");
  await screen.findByRole("option", { name: /Ada Whitfield/ });
  expect(asked).toEqual(["?account=a1&q=ada"]);
  await user.keyboard("{ArrowDown}{ArrowDown}");
  const chosen = screen.getByRole("option", { name: "Adam Park" });
  expect(field.getAttribute("aria-activedescendant")).toBe(chosen.id);
  await user.keyboard("{Enter}");
  expect(sent).toHaveBeenCalledExactlyOnceWith({ customer: ADAM.id });
});

it("sends the id of the customer that is clicked", async () => {
  const { user, field } = open();
  await user.type(field, "ada");
  await user.click(await screen.findByRole("option", { name: /Ada Whitfield/ }));
  expect(sent).toHaveBeenCalledExactlyOnceWith({ customer: ADA.id });
});

it("sends what is typed if nothing is chosen", async () => {
  const { user, field } = open();
  await user.type(field, "ada@example.com{Enter}");
  expect(sent).toHaveBeenCalledExactlyOnceWith({ customer: "ada@example.com" });
});

it("shows the name of the customer that is set, and keeps the id until something is typed", async () => {
  const { user, field } = open(ADA.id, ADA.name);
  expect((field as HTMLInputElement).value).toBe("Ada Whitfield");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(sent).toHaveBeenLastCalledWith({ customer: ADA.id });
  await user.clear(field);
  await user.type(field, "Zoe");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(sent).toHaveBeenLastCalledWith({ customer: "Zoe" });
});
