import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { ActionOutcome, ActionPlan, OfferedAction } from "@/lib/contracts/action";
import type { ActionResult } from "@/lib/core/action-result";

import type { ActionCalls } from "./action-props";
import { ActionSheet } from "./action-sheet";

const refresh = vi.fn<() => void>();
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh }) }));

const refund: OfferedAction = {
  action: "refund",
  label: "Refund",
  title: "Refund Ada Whitfield",
  isDestructive: true,
  fields: [
    {
      kind: "money",
      name: "amount",
      label: "Amount",
      currency: "usd",
      initial: 2400,
      max: 2400,
      presets: [{ label: "Half · $12.00", value: 1200 }],
    },
  ],
};

const planOf = (amount: unknown): ActionPlan =>
  typeof amount === "number" && amount <= 2400
    ? {
        ready: {
          button: `Refund $${(amount / 100).toFixed(2)}`,
          effects: ["Stripe sends it back."],
          basis: "refunded 0 of 2400",
          planHash: `hash-${amount}`,
          livemode: false,
          request: "POST /v1/refunds",
          limit: amount === 2300 ? "A second person approves this." : null,
        },
        problem: null,
      }
    : { ready: null, problem: { message: "At most $24.00 can be refunded.", field: "amount" } };

function open(answers: readonly ActionResult<ActionOutcome>[]) {
  const left = [...answers];
  const plan = vi.fn<ActionCalls["plan"]>(async ({ values }) => ({
    ok: true,
    value: planOf(values["amount"]),
  }));
  const apply = vi.fn<ActionCalls["apply"]>(
    async () =>
      left.shift() ?? { ok: false, code: "internal", message: "There is no answer left." },
  );
  const onClose = vi.fn<() => void>();
  const target = { type: "payment", id: "pi_1", connection: "c" };
  render(
    <ActionSheet target={target} action={refund} plan={plan} apply={apply} onClose={onClose} />,
  );
  return { user: userEvent.setup(), apply, onClose };
}

const done: ActionResult<ActionOutcome> = {
  ok: true,
  value: { id: "a", status: "succeeded", summary: "Refund", message: "It is on its way." },
};
const unknown: ActionResult<ActionOutcome> = {
  ok: true,
  value: {
    id: "a",
    status: "unknown",
    summary: "Refund",
    message: "Nobody knows yet whether it was done.",
  },
};

it("says what will happen, and does exactly that", async () => {
  const { user, apply, onClose } = open([done]);
  await user.click(await screen.findByRole("button", { name: /^Half/ }));
  await user.click(await screen.findByRole("button", { name: "Refund $12.00" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(apply).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      values: { amount: 1200 },
      basis: "refunded 0 of 2400",
      planHash: "hash-1200",
    }),
  );
  expect(refresh).toHaveBeenCalled();
});

it("sends nothing with Enter, and nothing that is wrong", async () => {
  const { user, apply } = open([]);
  await screen.findByRole("button", { name: "Refund $24.00" });
  const amount = screen.getByLabelText("Amount");
  await user.type(amount, "{Enter}");
  await user.clear(amount);
  await user.type(amount, "9999{Enter}");
  await screen.findByText("At most $24.00 can be refunded.");
  expect(screen.getByRole("button", { name: "Refund" })).toHaveProperty("disabled", true);
  expect(apply).not.toHaveBeenCalled();
});

it("checks the same attempt again while nobody knows whether it was done", async () => {
  const { user, apply, onClose } = open([unknown, done]);
  await user.click(await screen.findByRole("button", { name: "Refund $24.00" }));
  await screen.findByText("Nobody knows yet whether it was done.");
  expect(screen.getByLabelText("Amount")).toHaveProperty("disabled", true);
  await user.click(screen.getByRole("button", { name: "Check again" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  const [first, second] = apply.mock.calls.map(([{ attempt }]) => attempt);
  expect(second).toBe(first);
});

it("begins another attempt after one that was refused", async () => {
  const refused: ActionResult<ActionOutcome> = {
    ok: false,
    code: "conflict",
    message: "It has changed since you looked at it.",
  };
  const { user, apply } = open([refused, done]);
  await user.click(await screen.findByRole("button", { name: "Refund $24.00" }));
  await screen.findByText("It has changed since you looked at it.");
  await user.click(await screen.findByRole("button", { name: "Refund $24.00" }));
  await waitFor(() => expect(apply).toHaveBeenCalledTimes(2));
  const [first, second] = apply.mock.calls.map(([{ attempt }]) => attempt);
  expect(second).not.toBe(first);
});

it("asks a second person above the limit", async () => {
  const waiting: ActionResult<ActionOutcome> = {
    ok: true,
    value: { id: "a", status: "waiting", summary: "Refund", message: "Another admin approves it." },
  };
  const { user, onClose } = open([waiting]);
  const amount = await screen.findByLabelText("Amount");
  await user.clear(amount);
  await user.type(amount, "23");
  await screen.findByText("A second person approves this.");
  await user.click(screen.getByRole("button", { name: "Ask for approval" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});
