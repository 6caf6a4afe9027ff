import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { definition, saved, setUp } from "./editor-testing";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: () => {}, push: () => {}, replace: () => {} }),
}));

const DEFAULT = /^Retries after about 30 s, 1 min, 2 min and 4 min, at most 4 times\./;
const message = { id: "message", use: "chat.messages.post", with: { text: "Paid" } };
const call = { id: "call", http: { method: "POST", url: "https://hooks.example.com/paid" } };
const withSteps = (...steps: unknown[]) => ({ initial: { ...definition, steps } });

it("says what is usual, and what the numbers mean while they are typed", async () => {
  const { user, save } = setUp();
  const fold = await screen.findByText("Retries: default");
  const group = screen.getByRole("group", { name: "Retries of step message", hidden: true });
  expect(group).not.toBeVisible();
  await user.click(fold);
  expect(group).toHaveAccessibleDescription(DEFAULT);
  await user.tab();
  await user.keyboard("7");
  await user.tab();
  await user.keyboard("10s");
  expect(group).toHaveAccessibleDescription(
    /^Retries after about 10 s, 20 s, 40 s … 5 min 20 s, at most 6 times\./,
  );
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toMatchObject({ steps: [{ retry: { max: 7, delay: "10s" } }, {}] });
});

it("is as usual again, and no part of the definition, once both fields are empty", async () => {
  const { user, save } = setUp(withSteps({ ...message, retry: { max: 3, delay: "1h" } }));
  const group = await screen.findByRole("group", { name: "Retries of step message" });
  expect(group).toBeVisible();
  await user.clear(within(group).getByLabelText("Max attempts"));
  await user.clear(within(group).getByLabelText("Delay before the first retry"));
  expect(group).toHaveAccessibleDescription(DEFAULT);
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toEqual({ ...definition, steps: [message] });
});

it("stands in the step that calls an address, too", async () => {
  const { user, save } = setUp(withSteps(call));
  await user.click(await screen.findByText("Retries: default"));
  await user.type(screen.getByLabelText("Max attempts"), "1");
  const group = screen.getByRole("group", { name: "Retries of step call" });
  expect(group).toHaveAccessibleDescription(/^No retries: the step fails at once\./);
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toEqual({ ...definition, steps: [{ ...call, retry: { max: 1 } }] });
});

it("shows what is wrong at its field, keeps what was typed, and leads there through the fold", async () => {
  const wrong = "Must be at most 20";
  const { user, save } = setUp({
    ...withSteps(message),
    issues: [{ code: "invalid", path: "steps[0].retry.max", message: wrong }],
  });
  const fold = await screen.findByText("Retries: default");
  const max = screen.getByLabelText("Max attempts");
  await waitFor(() =>
    expect(max).toHaveAccessibleDescription(`${wrong} From 1 to 20, including the first`),
  );
  max.scrollIntoView = () => {};
  expect(max).not.toBeVisible();
  await user.click(screen.getByRole("button", { name: /^Step message: retry max/ }));
  expect(max).toHaveFocus();
  expect(max).toBeVisible();
  await user.keyboard("99");
  expect(screen.queryByText(/^Retries after/)).toBeNull();
  expect(fold).toHaveTextContent("Retries: custom");
  // Only the field says so, not the top of the card as well.
  expect(screen.getAllByText(wrong).filter((one) => one.closest("ul[role=alert]"))).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toMatchObject({ steps: [{ retry: { max: 99 } }] });
});

it("keeps what it does not know", async () => {
  const odd = { ...message, retry: { max: 3, jitter: true } };
  const { user, save } = setUp(withSteps(odd));
  await user.type(await screen.findByLabelText("Delay before the first retry"), "5m");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(saved(save)).toMatchObject({
    steps: [{ ...odd, retry: { max: 3, jitter: true, delay: "5m" } }],
  });
});
