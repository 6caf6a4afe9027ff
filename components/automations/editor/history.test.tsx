import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { definition, saved, setUp } from "./editor-testing";
import { createHistory, change, redo, undo } from "./history";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

describe("a history", () => {
  const about = (label: string) => ({ label });
  it("goes back and forth, and forgets what was undone once something else is done", () => {
    let history = createHistory(0);
    history = change(history, 1, about("one"), false);
    history = change(history, 2, about("two"), false);
    history = undo(history);
    expect([history.now, history.future.at(-1)?.about.label]).toEqual([1, "two"]);
    expect(redo(history).now).toBe(2);
    history = change(history, 5, about("five"), false);
    expect(redo(history)).toBe(history);
    expect(undo(undo(history)).now).toBe(0);
    expect(undo(createHistory(0)).now).toBe(0);
  });
  it("joins what goes on with the last change, and takes no change for one", () => {
    let history = change(createHistory(""), "a", about("typing"), false);
    history = change(history, "ab", about("typing"), true);
    history = change(history, "ab", about("nothing"), false);
    expect(history.past).toHaveLength(1);
    expect(undo(history).now).toBe("");
  });
  it("keeps a hundred changes", () => {
    let history = createHistory(0);
    for (let next = 1; next <= 150; next++) history = change(history, next, about(""), false);
    expect(history.past).toHaveLength(100);
  });
});

const names = () =>
  within(screen.getByRole("list", { name: "Steps" }))
    .getAllByRole("heading", { level: 3 })
    .map(({ textContent }) => textContent);

describe("undo in the editor", () => {
  it("says that a step was removed, brings it back, and keeps the focus at its place", async () => {
    const { user, save } = setUp();
    await user.click(screen.getByRole("button", { name: "Remove message" }));
    await waitFor(() => expect(screen.getByRole("region", { name: /pause$/ })).toHaveFocus());
    expect(screen.getByText("Removed “message”.")).toBeVisible();
    expect(screen.getByText("Step message was removed. You can undo this.")).toBeInTheDocument();
    const list = screen.getByRole("list", { name: "Steps" });
    await user.click(within(list).getByRole("button", { name: "Undo" }));
    expect(names()).toEqual(["Post a message (Chat)message", "Delaypause"]);
    await waitFor(() => expect(screen.getByRole("region", { name: /message$/ })).toHaveFocus());
    expect(screen.queryByText("Removed “message”.")).toBeNull();
    expect(screen.getByText("Undone: removing step message.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Redo" })).toHaveAttribute(
      "title",
      "Redo removing step message",
    );
    await user.click(screen.getByRole("button", { name: "Redo" }));
    expect(names()).toEqual(["Delaypause"]);
    await user.keyboard("{Control>}z{/Control}");
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "All");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(saved(save)).toEqual({ ...definition, name: "All" });
  });

  it("gives the focus to what adds steps when the last one of a list is removed", async () => {
    const { user } = setUp({ initial: { ...definition, steps: [{ id: "a", delay: "1m" }] } });
    await user.click(screen.getByRole("button", { name: "Remove a" }));
    await waitFor(() => expect(screen.getByRole("group", { name: "Add to: Steps" })).toHaveFocus());
    await user.keyboard("{Meta>}z{/Meta}");
    expect(names()).toEqual(["Delaya"]);
    await user.keyboard("{Meta>}{Shift>}z{/Shift}{/Meta}");
    expect(screen.queryByRole("list", { name: "Steps" })).toBeNull();
  });

  it("takes what was typed in one go as one change, and leaves texts to undo themselves", async () => {
    const { user } = setUp();
    const [name, description] = [
      screen.getByLabelText("Name"),
      screen.getByLabelText("Description"),
    ];
    await user.type(name, " all");
    await user.type(description, "Why");
    await user.keyboard("{Control>}z{/Control}");
    expect(description).toHaveValue("Why");
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect([name, description].map((field) => (field as HTMLInputElement).value)).toEqual([
      "Tell all",
      "",
    ]);
    expect(screen.getByText("Undone: changing “Description”.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(name).toHaveValue("Tell");
    const undo = screen.getByRole("button", { name: "Undo" });
    expect(undo).toHaveFocus();
    expect(undo).toHaveAttribute("aria-disabled", "true");
    expect(screen.queryByText("Unsaved changes")).toBeNull();
  });

  it("undoes a change of the code in the form", async () => {
    const { user } = setUp();
    await user.click(screen.getByRole("tab", { name: "Code" }));
    const code = await screen.findByLabelText("Definition, as JSON");
    await user.clear(code);
    await user.paste(JSON.stringify({ ...definition, name: "By code" }));
    await user.click(screen.getByRole("tab", { name: "Form" }));
    await user.keyboard("{Control>}z{/Control}");
    expect(screen.getByLabelText("Name")).toHaveValue("Tell");
  });

  it("is not offered to those who may only look", () => {
    setUp({ canEdit: false });
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });
});
