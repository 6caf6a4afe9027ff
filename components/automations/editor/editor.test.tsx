import { screen, waitFor, within } from "@testing-library/react";
import type userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { definition, good, saved, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const names = () =>
  within(screen.getByRole("list", { name: "Steps" }))
    .getAllByRole("heading", { level: 3 })
    .map(({ textContent }) => textContent);

describe("the form", () => {
  it("reads the draft back as a sentence", async () => {
    setUp();
    expect(await screen.findByText(good.sentence ?? "")).toBeVisible();
  });

  it("saves what the form says", async () => {
    const { user, save } = setUp();
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "Tell all");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toEqual({ ...definition, name: "Tell all" });
  });

  it("inserts a field by keys alone, an amount as money", async () => {
    const { user, save } = setUp();
    screen.getByRole("button", { name: "Insert a field into Text" }).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("combobox", { name: "Search fields" })).toHaveFocus();
    await user.keyboard("amount{Enter}");
    const text = screen.getByRole("textbox", { name: "Text (required)" });
    expect(text).toHaveValue("Paid{{event.data.amount | money: event.data.currency}}");
    await waitFor(() => expect(text).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({
      steps: [{ with: { text: expect.stringContaining("money") as string } }, {}],
    });
  });

  it("gives the focus back when the list of fields is left by Escape", async () => {
    const { user } = setUp();
    await user.click(screen.getByRole("button", { name: "Insert a field into Text" }));
    await screen.findByRole("combobox", { name: "Search fields" });
    await user.keyboard("{Escape}");
    expect(screen.getByRole("textbox", { name: "Text (required)" })).toHaveFocus();
    expect(screen.queryByRole("combobox", { name: "Search fields" })).toBeNull();
  });

  it("moves steps by button and by Alt with an arrow, and says so", async () => {
    const { user } = setUp();
    expect(names()).toEqual(["Post a message (Chat)message", "Delaypause"]);
    await user.click(screen.getByRole("button", { name: "Move message down" }));
    expect(names()[0]).toContain("pause");
    expect(screen.getByText("Step message is now 2 of 2.")).toBeInTheDocument();
    (await screen.findByLabelText("Duration")).focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(names()[0]).toContain("message");
  });

  it("adds and removes steps", async () => {
    const { user, save } = setUp();
    const add = screen.getByRole("group", { name: "Add to: Steps" });
    await user.click(within(add).getByRole("button", { name: "Publish an event" }));
    await user.type(await screen.findByLabelText("Event name"), "sale.told");
    await user.click(screen.getByRole("button", { name: "Remove pause" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({
      steps: [{ id: "message" }, { id: "publish", publish: "sale.told" }],
    });
  });

  it("names a step after what it does, as long as nothing refers to it", async () => {
    const steps = [
      { id: "message", use: "chat.messages.post", with: {} },
      { id: "step", use: "", with: {} },
      { id: "tell", publish: "a.b", with: { at: "{{steps.message.ts}}" } },
    ];
    const { user, save } = setUp({ initial: { ...definition, steps } });
    const [first, second] = await screen.findAllByLabelText("Action");
    if (!first || !second) throw new Error("There are two.");
    await user.selectOptions(first, "chat.rooms.invite");
    await user.selectOptions(second, "chat.messages.post");
    await user.selectOptions(second, "chat.rooms.invite");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ steps: [{ id: "message" }, { id: "room" }, {}] });
  });

  it("sets how many runs go at once, and that they are counted by subject", async () => {
    const { user, save } = setUp();
    await user.type(await screen.findByLabelText("Max parallel runs"), "3");
    await user.selectOptions(screen.getByLabelText("Concurrency key"), "subject");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toEqual({ ...definition, per: "subject", limits: { concurrency: 3 } });
  });

  it("edits conditions as rows", async () => {
    const { user, save } = setUp();
    const when = screen.getByRole("group", { name: "Only if" });
    const value = within(when).getByLabelText("Value");
    await user.clear(value);
    await user.type(value, "700");
    await user.selectOptions(within(when).getByLabelText("Operator"), "lt");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toMatchObject({ on: { where: { "data.amount": { lt: 700 } } } });
    await user.click(within(when).getByRole("button", { name: "Remove condition 1" }));
    await waitFor(() => expect(when).toHaveFocus());
  });

  it("shows what is wrong at its field, and leads there", async () => {
    const message = 'Unknown field "evnt". Did you mean "event"?';
    const { user } = setUp({
      issues: [{ code: "invalid", path: "steps[0].with.text", message }],
    });
    const text = screen.getByRole("textbox", { name: "Text (required)" });
    await waitFor(() => expect(text).toBeInvalid());
    expect(text).toHaveAccessibleDescription(message);
    text.scrollIntoView = () => {};
    await user.click(screen.getByRole("button", { name: "Step message: text" }));
    expect(text).toHaveFocus();
  });

  it("changes nothing for those who may only look", () => {
    setUp({ canEdit: false });
    expect(screen.getByLabelText("Name")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Remove pause" })).toBeNull();
  });
});

describe("the code", () => {
  const openCode = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(screen.getByRole("tab", { name: "Code" }));
    return screen.findByLabelText("Definition, as JSON");
  };

  it("is the form's definition, and what is typed there is in the form", async () => {
    const { user } = setUp();
    const code = await openCode(user);
    expect(JSON.parse((code as HTMLTextAreaElement).value)).toEqual(definition);
    await user.clear(code);
    await user.click(code);
    await user.paste(JSON.stringify({ ...definition, name: "By code" }));
    await user.click(screen.getByRole("tab", { name: "Form" }));
    expect(screen.getByLabelText("Name")).toHaveValue("By code");
  });

  it("names what is no JSON, cannot be saved then, and keeps the text", async () => {
    const { user } = setUp();
    const code = await openCode(user);
    await user.type(code, "x");
    expect(code).toBeInvalid();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await user.click(screen.getByRole("tab", { name: "Form" }));
    await user.click(screen.getByRole("button", { name: "Open Code" }));
    expect(screen.getByLabelText("Definition, as JSON")).toHaveValue(
      `${JSON.stringify(definition, null, 2)}x`,
    );
  });
});

it("looks back without sending anything, and says so", async () => {
  const { user } = setUp();
  await screen.findByText(good.sentence ?? "");
  await user.click(screen.getByRole("tab", { name: "Back-test" }));
  await user.click(await screen.findByRole("button", { name: "Back-test the last 30 days" }));
  expect(await screen.findByText(/Nothing was sent/)).toHaveTextContent("would have run 2 times");
  expect(screen.getByText(/Post a message \(Chat\)/)).toBeInTheDocument();
});

it("lists versions with what they changed", async () => {
  const version = (number: number, name: string) => ({
    version: number,
    definition: { ...definition, name },
    author: "Ada",
    createdAt: "2026-11-01T00:00:00.000Z",
    sentence: null,
  });
  const { user } = setUp({
    automation: {
      id: "a1",
      status: "enabled",
      pausedReason: null,
      latestVersion: 2,
      liveVersion: 1,
      allowedItems: null,
      allowedMoney: false,
      allowedVersion: null,
      versions: [version(2, "Second"), version(1, "First")],
    },
  });
  expect(await screen.findByText(/Version 1 is live\. Version 2 is saved/)).toBeInTheDocument();
  await user.click(screen.getByRole("tab", { name: "Versions" }));
  await user.click(await screen.findByRole("button", { name: "Compare with version 1" }));
  const diff = screen.getByRole("region", { name: "From version 1 to version 2" });
  expect(diff).toHaveTextContent(/removed: +"name": "First"/);
  expect(diff).toHaveTextContent(/added: +"name": "Second"/);
  expect(screen.getByRole("button", { name: "Restore" })).toBeInTheDocument();
});
