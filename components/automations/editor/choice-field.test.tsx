import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { choicesFor, type Choices } from "@/lib/automations/form/choices";

import { definition, saved, setUp, SHOP } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const room = (value: string, label: string, group = "Rooms") => ({ value, label, group });
const listed: Choices = {
  status: "listed",
  account: "Northwind",
  choices: [room("R1", "general"), room("R2", "sales"), room("U1", "Ada Example", "People")],
  isCut: false,
  problem: null,
};

let answer: () => Response | Promise<Response>;
let asked: string[];
beforeEach(() => {
  asked = [];
  answer = () => Response.json(listed);
  Element.prototype.scrollIntoView = () => {};
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(answer());
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const withRoom = (given: object = {}) => ({
  ...definition,
  steps: [{ id: "invite", use: "chat.rooms.invite", with: { room: "", ...given } }],
});
/** Its code is fetched when it is first drawn. */
const field = () => screen.findByRole("combobox", { name: "Room (required)" }, { timeout: 10_000 });
const options = () =>
  within(screen.getByRole("listbox"))
    .getAllByRole("option")
    .map((option) => option.textContent);

describe("choices of a typed text", () => {
  const { choices } = listed;
  it("fit by every word, in label or value", () => {
    expect(choicesFor(choices, "#GEN")).toEqual([choices[0]]);
    expect(choicesFor(choices, "exam ada")).toEqual([choices[2]]);
    expect(choicesFor(choices, "r2")).toEqual([choices[1]]);
    expect(choicesFor(choices, "none")).toEqual([]);
  });
  it("are all of them while the text is one of them", () => {
    expect(choicesFor(choices, "R1")).toEqual(choices);
    expect(choicesFor(choices, "")).toEqual(choices);
  });
});

describe("a field with choices", () => {
  it("is filled by keys alone, and saves the value", async () => {
    const { user, save } = setUp({ initial: withRoom(), connections: [SHOP] });
    (await field()).focus();
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(options()).toEqual(["general R1", "sales R2", "Ada Example U1"]));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const combobox = await field();
    const active = combobox.getAttribute("aria-activedescendant") ?? "";
    expect(document.getElementById(active)).toHaveAccessibleName("sales R2");
    await user.keyboard("{Enter}");
    expect(combobox).toHaveValue("R2");
    expect(combobox).toHaveFocus();
    expect(combobox).toHaveAttribute("aria-expanded", "false");
    expect(combobox).toHaveAccessibleDescription(/This is “sales”\./);
    expect(asked).toEqual(["/api/automations/choices?operation=chat.rooms.invite&field=room"]);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ steps: [{ with: { room: "R2" } }] });
  });

  it("filters while typing, takes the first choice on Enter, and accepts any text", async () => {
    const { user } = setUp({ initial: withRoom(), connections: [SHOP] });
    const combobox = await field();
    await user.type(combobox, "ada");
    await waitFor(() => expect(options()).toEqual(["Ada Example U1"]));
    await user.keyboard("{Enter}");
    expect(combobox).toHaveValue("U1");
    await user.clear(combobox);
    await user.type(combobox, "R99");
    expect(screen.getByText(/No match\./)).toBeVisible();
    await user.tab();
    expect(combobox).toHaveValue("R99");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("takes a field of the event in the place of a choice", async () => {
    const { user } = setUp({ initial: withRoom({ room: "R1" }), connections: [SHOP] });
    const combobox = await field();
    await user.click(screen.getByRole("button", { name: "Insert a field into Room" }));
    await user.keyboard("currency{Enter}");
    expect(combobox).toHaveValue("{{event.data.currency}}");
    expect(combobox).toHaveFocus();
  });

  it("closes by Escape, and leaves the text", async () => {
    const { user } = setUp({ initial: withRoom({ room: "R1" }), connections: [SHOP] });
    await user.click(await field());
    await screen.findByRole("listbox", { name: "Choices for Room" });
    expect(screen.getByRole("option", { name: "general R1" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(await field()).toHaveValue("R1");
  });

  it("says what went wrong, and asks again", async () => {
    answer = () => Response.json({ error: { message: "Chat is away." } }, { status: 502 });
    const { user } = setUp({ initial: withRoom(), connections: [SHOP] });
    await user.click(await field());
    expect(await screen.findByText(/Chat is away\./)).toHaveAttribute("role", "alert");
    answer = () => Response.json(listed);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(options()).toHaveLength(3));
  });

  it("shows that it is loading, and what is missing in the answer", async () => {
    const pending = Promise.withResolvers<Response>();
    answer = () => pending.promise;
    const { user } = setUp({ initial: withRoom(), connections: [SHOP] });
    await user.click(await field());
    expect(await screen.findByText("Loading choices from Chat…")).toBeVisible();
    pending.resolve(Response.json({ ...listed, isCut: true, problem: "No right to see people." }));
    expect(
      await screen.findByText(
        "No right to see people. You can still type a value. Showing the first 3 from Northwind.",
      ),
    ).toBeVisible();
    await user.type(await field(), "zzz");
    expect(
      await screen.findByText("No right to see people. No match. Your text will be used."),
    ).toBeVisible();
  });

  it("says why it is empty where a part could not be read", async () => {
    answer = () =>
      Response.json({ ...listed, choices: [], problem: "People: The app lacks a permission." });
    const { user } = setUp({ initial: withRoom(), connections: [SHOP] });
    await user.click(await field());
    expect(
      await screen.findByText("People: The app lacks a permission. You can still type a value."),
    ).toBeVisible();
  });

  it("leads to the credentials when nothing is connected", async () => {
    answer = () => Response.json({ status: "not-connected" });
    const { user } = setUp({ initial: withRoom() });
    await user.click(await field());
    expect(await screen.findByRole("link", { name: "Connect Chat" })).toHaveAttribute(
      "href",
      "/settings/connections",
    );
  });

  it("asks with the chosen account and what it depends on, and says what it waits for", async () => {
    answer = () => Response.json({ status: "needs", fields: ["room"] });
    const { user } = setUp({ initial: withRoom(), connections: [SHOP] });
    await user.click(screen.getByText("1 more field"));
    const place = await screen.findByRole("combobox", { name: "Seat" });
    await user.click(place);
    expect(await screen.findByText("Fill in “Room” first, or type a value.")).toBeVisible();
    answer = () => Response.json(listed);
    await user.type(await field(), "R2");
    await user.click(place);
    await waitFor(() => expect(asked.at(-1)).toContain("field=seat&with.room=R2"));
    await user.clear(await field());
    await user.type(await field(), "{{{{event.data.room}}");
    answer = () => Response.json({ status: "needs", fields: ["room"] });
    await user.click(place);
    expect(await screen.findByText(/only known when the automation runs/)).toBeVisible();
  });
});

describe("the account of a step", () => {
  const second = { ...SHOP, id: "c2", label: "Second", timeZone: null };
  it("can be chosen if there are several", async () => {
    const { user, save } = setUp({ initial: withRoom(), connections: [second, SHOP] });
    const account = screen.getByRole("combobox", { name: "Account" });
    expect(
      within(account)
        .getAllByRole("option")
        .map(({ textContent }) => textContent),
    ).toEqual(["Same account as the event, or Northwind", "Second", "Northwind"]);
    await user.selectOptions(account, "Second");
    await user.click(await field());
    await waitFor(() => expect(asked.at(-1)).toContain("connection=c2"));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ steps: [{ connection: "c2" }] });
  });

  it("warns of a disconnected account, and can return to the default", async () => {
    const initial = withRoom();
    const steps = initial.steps.map((step) => ({ ...step, connection: "old" }));
    const { user, save } = setUp({ initial: { ...initial, steps }, connections: [SHOP] });
    const account = screen.getByRole("combobox", { name: "Account" });
    expect(account).toBeInvalid();
    expect(account).toHaveAccessibleDescription(/was disconnected/);
    await user.selectOptions(account, "Same account as the event, or Northwind");
    expect(screen.queryByRole("combobox", { name: "Account" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toEqual(initial);
  });

  it("warns of an account that must be reconnected", () => {
    setUp({ initial: withRoom(), connections: [{ ...SHOP, needsReauth: true }] });
    expect(screen.getByText(/Northwind no longer accepts the stored credential/)).toBeVisible();
  });
});

describe("quiet hours", () => {
  it("are off, begin with the account's zone, and are said where they are wrong", async () => {
    const { user, save } = setUp({
      initial: withRoom({ room: "R1" }),
      connections: [SHOP],
      issues: [{ code: "invalid", path: "steps[0].quiet.timeZone", message: "No such zone" }],
    });
    const turn = screen.getByRole("checkbox", { name: /^Quiet hours/ });
    expect(turn).not.toBeChecked();
    await user.click(turn);
    const hours = await screen.findByRole("group", { name: "Quiet hours of step invite" });
    const zone = within(hours).getByLabelText("Time zone");
    expect(zone).toHaveValue("Asia/Tokyo");
    await waitFor(() => expect(zone).toHaveAccessibleDescription(/No such zone/));
    expect(zone).toHaveAccessibleDescription(/Time zone of Northwind/);
    await user.clear(within(hours).getByLabelText("From"));
    await user.type(within(hours).getByLabelText("From"), "22:30");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({
      steps: [{ quiet: { from: "22:30", to: "08:00", timeZone: "Asia/Tokyo" } }],
    });
    await user.click(turn);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toEqual(withRoom({ room: "R1" }));
  });
});
