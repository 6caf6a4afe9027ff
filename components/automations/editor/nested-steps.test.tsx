import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { definition, saved, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const post = (id: string) => ({ id, use: "chat.messages.post", with: { text: "Hi" } });
/** Three deep: a loop, in it a choice, in its second way a message. */
const deep = {
  ...definition,
  steps: [
    {
      id: "lines",
      forEach: "{{event.data.items}}",
      as: "line",
      steps: [
        {
          id: "size",
          branch: [
            { if: { "line.price": { gte: 5 } }, steps: [post("big")] },
            { if: "line.price > 1", steps: [post("mid"), { id: "rest", delay: "1m" }] },
          ],
          else: [{ id: "none", delay: "1m" }],
        },
      ],
    },
  ],
};
const region = (name: RegExp) => screen.findByRole("region", { name });
const save = (user: ReturnType<typeof setUp>["user"]) =>
  user.click(screen.getByRole("button", { name: "Save" }));

describe("steps inside of steps", () => {
  it("are cards, and offer the item of the loop and what the event holds", async () => {
    const { user, save: stored } = setUp({ initial: deep });
    const big = await region(/^Post a message.*big$/);
    await user.click(await within(big).findByRole("button", { name: "Insert a field into Text" }));
    await user.keyboard("line.price{Enter}");
    expect(within(big).getByRole("textbox", { name: "Text (required)" })).toHaveValue(
      "Hi{{line.price}}",
    );
    await user.click(within(big).getByRole("button", { name: "Insert a field into Text" }));
    const item = within(big).getByRole("group", { name: "Each line of “lines”" });
    expect(within(item).getByRole("option", { name: "line.name Tea" })).toBeVisible();
    const event = within(big).getByRole("group", { name: "The event" });
    expect(within(event).getByRole("option", { name: "event.data.currency usd" })).toBeVisible();
    await save(user);
    expect(saved(stored)).toMatchObject({
      steps: [{ steps: [{ branch: [{ steps: [{ with: { text: "Hi{{line.price}}" } }] }, {}] }] }],
    });
  });

  it("move and go within their own list only", async () => {
    const { user, save: stored } = setUp({ initial: deep });
    await user.click(await screen.findByRole("button", { name: "Move mid down" }));
    (await within(await region(/mid$/)).findByLabelText("Action")).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(screen.getByText("Step mid is now 1 of 2.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Remove big" }));
    await save(user);
    expect(saved(stored)).toMatchObject({
      steps: [
        {
          steps: [
            { branch: [{ steps: [] }, { steps: [{ id: "mid" }, { id: "rest" }] }], else: [{}] },
          ],
        },
      ],
    });
  });

  it("can be added: a condition with a second branch and an else branch", async () => {
    const { user, save: stored } = setUp({ initial: { ...definition, steps: [] } });
    const top = screen.getByRole("group", { name: "Add to: Steps" });
    await user.click(within(top).getByRole("button", { name: "Condition" }));
    await waitFor(() =>
      expect(screen.getByRole("group", { name: "If, branch 1 of condition" })).toHaveFocus(),
    );
    await user.click(screen.getByRole("button", { name: "Add branch" }));
    await user.click(screen.getByRole("button", { name: "Add else branch" }));
    const addIn = async (list: string) => {
      const group = screen.getByRole("group", { name: `Add to: ${list}` });
      await user.click(within(group).getByRole("button", { name: "Add a step" }));
      await user.click(within(group).getByRole("button", { name: "Delay" }));
    };
    await addIn("Steps of branch 2 of condition");
    await addIn("Steps of the else branch of condition");
    await waitFor(() => expect(screen.getAllByLabelText("Duration").at(-1)).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Move branch 2 of condition up" }));
    await user.click(screen.getByRole("button", { name: "Remove branch 2 of condition" }));
    await save(user);
    expect(saved(stored)).toMatchObject({
      steps: [
        {
          id: "condition",
          branch: [{ steps: [{ id: "delay", delay: "15m" }] }],
          else: [{ id: "delay_2", delay: "15m" }],
        },
      ],
    });
  });

  it("show what is wrong on the card that it stands on, and on no other", async () => {
    const at = "steps[0].steps[0].branch[1]";
    const { user } = setUp({
      initial: deep,
      issues: [
        { code: "invalid", path: `${at}.steps[0].with.text`, message: "No such field" },
        { code: "invalid", path: `${at}.steps[1].retry.max`, message: "Too often" },
        { code: "invalid", path: `${at}.if`, message: "Is missing" },
      ],
    });
    const mid = await region(/mid$/);
    const text = await within(mid).findByRole("textbox", { name: "Text (required)" });
    await waitFor(() => expect(text).toHaveAccessibleDescription("No such field"));
    expect(within(await region(/rest$/)).getByText("Too often")).toBeVisible();
    expect(within(await region(/big$/)).queryByText("No such field")).toBeNull();
    expect(screen.getByLabelText("Else if, as an expression")).toHaveAccessibleDescription(
      /^Is missing/,
    );
    const shown = screen.getAllByText("No such field");
    expect(shown.filter((one) => one.closest("section") === mid)).toHaveLength(1);
    expect(
      screen.getAllByText("Too often").filter((one) => one.closest("ul[role=alert]")),
    ).toHaveLength(1);
    text.scrollIntoView = () => {};
    await user.click(screen.getByRole("button", { name: "Step mid: text" }));
    expect(text).toHaveFocus();
  });
});
