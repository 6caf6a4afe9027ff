import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { SWRConfig } from "swr";
import { describe, expect, it, vi } from "vitest";

import { ApprovalList } from "../approvals/approval-list";
import type { ApprovalView } from "../approvals/types";
import { RunTrace } from "./run-trace";
import { tookText, type StepView, type TraceView } from "./types";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {}, push }) }));

const AT = "2026-11-01T10:00:00.000Z";
const step: StepView = {
  key: "message",
  kind: "use",
  status: "indeterminate",
  attempt: 1,
  idempotencyKey: "k",
  input: { text: "Paid" },
  plan: { method: "POST", path: "/api/post" },
  output: null,
  remarks: ["text: no customer is known"],
  reason: "The answer was lost.",
  notBefore: null,
  waitPattern: null,
  emitted: null,
  startedAt: AT,
  finishedAt: null,
  attempts: [
    {
      attempt: 1,
      startedAt: AT,
      finishedAt: "2026-11-01T10:00:01.500Z",
      outcome: "indeterminate",
      httpStatus: 502,
      requestId: "req_1",
      error: "The answer was lost.",
    },
  ],
};
const trace = (change: Partial<TraceView["run"]>, steps = [step]): TraceView => ({
  run: {
    id: "r1",
    automationId: "a1",
    version: 3,
    trigger: { id: "e1", type: "shop.paid", subject: "pi_1", time: AT, data: { amount: 5 } },
    eventSeq: 7,
    status: "indeterminate",
    reason: null,
    failedStep: null,
    wakeAt: null,
    createdAt: AT,
    startedAt: AT,
    finishedAt: null,
    ...change,
  },
  automation: { id: "a1", name: "Tell" },
  definition: { steps: [{ id: "message" }, { id: "after" }] },
  steps,
  approvals: [],
});

function setUp(initial: TraceView, canEdit = true) {
  const good = () => Promise.resolve({ ok: true as const, value: {} });
  const actions = {
    retry: vi.fn(good),
    cancel: vi.fn(good),
    resolve: vi.fn((_id: string, _key: string, _done: boolean) => good()),
    rerun: vi.fn(() => Promise.resolve({ ok: true as const, value: { id: "r2" } })),
  };
  render(
    <SWRConfig value={{ provider: () => new Map(), refreshInterval: 0 }}>
      <RunTrace initial={initial} related={[]} canEdit={canEdit} actions={actions} />
    </SWRConfig>,
  );
  return { user: userEvent.setup(), ...actions };
}

describe("a run", () => {
  it("shows each step with its request, its attempts and what is still to do", () => {
    setUp(trace({}));
    const card = within(screen.getByRole("region", { name: "Step message" }));
    expect(card.getByText("Request: POST /api/post")).toBeInTheDocument();
    expect(card.getByText(/Attempt 1: indeterminate, HTTP 502/)).toBeInTheDocument();
    expect(card.getByText("req_1")).toBeInTheDocument();
    expect(card.getByRole("button", { name: "Copy request id of attempt 1" })).toBeVisible();
    expect(card.getByText("text: no customer is known")).toBeInTheDocument();
    expect(card.getAllByText("The answer was lost.")).toHaveLength(1);
    expect(screen.getByText("after").parentElement).toHaveTextContent("Not begun");
    expect(screen.getByRole("link", { name: "Open the event" })).toHaveAttribute(
      "href",
      "/events?text=e1",
    );
  });

  it.each([
    ["It is done", true],
    ["Send it again", false],
  ])("takes a person's word on a step of unknown outcome: %s", async (name, done) => {
    const { user, resolve } = setUp(trace({}));
    await user.click(screen.getByRole("button", { name }));
    expect(resolve).toHaveBeenCalledWith("r1", "message", done);
  });

  it("retries at once, and does everything again only when that is confirmed", async () => {
    const { user, retry, rerun } = setUp(trace({ status: "failed", finishedAt: AT }));
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(retry).toHaveBeenCalledWith("r1");
    await user.click(screen.getByRole("button", { name: "Re-run…" }));
    expect(rerun).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("button", { name: "Do it all again" }));
    expect(push).toHaveBeenCalledWith("/runs/r2");
  });

  it("offers nothing to those who may only look", () => {
    setUp(trace({}), false);
    for (const name of ["It is done", "Cancel the run"])
      expect(screen.queryByRole("button", { name })).toBeNull();
  });
});

it.each([
  [0, "0 ms"],
  [1500, "1.5 s"],
  [600_000, "10 min"],
  [3 * 3_600_000, "3 h"],
])("says how long %i ms are", (ms, text) => {
  expect(tookText(AT, new Date(Date.parse(AT) + ms).toISOString())).toBe(text);
});

describe("approvals", () => {
  const approval: ApprovalView = {
    id: "p1",
    runId: "r1",
    key: "message",
    automationId: "a1",
    automationName: "Tell",
    reason: "Write to the customer?",
    plan: { operation: "chat.messages.post", input: { text: "Paid" } },
    status: "pending",
    createdAt: AT,
    expiresAt: "2999-01-01T00:00:00.000Z",
    decidedByName: null,
    decidedAt: null,
  };
  const draw = (initial: ApprovalView[], canDecide: boolean) => {
    const decide = vi.fn((_id: string, _approve: boolean) =>
      Promise.resolve({ ok: true as const, value: {} }),
    );
    render(
      <SWRConfig value={{ provider: () => new Map() }}>
        <ApprovalList initial={initial} canDecide={canDecide} decide={decide} />
      </SWRConfig>,
    );
    return decide;
  };

  it("show exactly what is sent, and take a yes or a no", async () => {
    const decide = draw([approval], true);
    const card = within(screen.getByRole("region", { name: "Write to the customer?" }));
    expect(card.getByRole("region", { name: "What is sent" })).toHaveTextContent('"text": "Paid"');
    await userEvent.click(card.getByRole("button", { name: "Deny" }));
    expect(decide).toHaveBeenCalledWith("p1", false);
  });

  it("are not decided by those who may not", () => {
    draw([approval], false);
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
    expect(screen.getByText(/Only admins and owners/)).toBeVisible();
  });

  it("say that nothing waits, and what was decided", () => {
    draw([{ ...approval, status: "denied", decidedByName: "Ada", decidedAt: AT }], true);
    expect(screen.getByText("Nothing waits for you")).toBeVisible();
    expect(screen.getByText("Denied")).toBeVisible();
  });
});
