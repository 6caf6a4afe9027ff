import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { SWRConfig } from "swr";
import { describe, expect, it, vi } from "vitest";

import { ApprovalList } from "./approval-list";
import type { ApprovalView } from "./types";

const AT = "2026-11-01T10:00:00.000Z";

describe("approvals", () => {
  const approval: ApprovalView = {
    id: "p1",
    runId: "r1",
    key: "message",
    automationId: "a1",
    automationName: "Tell",
    reason: "Write to the customer?",
    plan: { operation: "chat.messages.post", input: { text: "Paid" } },
    subject: null,
    outlook: { action: null, next: ["Tell the team"] },
    status: "pending",
    createdAt: AT,
    expiresAt: "2999-01-01T00:00:00.000Z",
    decidedByName: null,
    decidedAt: null,
    note: null,
  };
  const sentences = () =>
    within(screen.getByRole("region", { name: "What will happen" }))
      .getAllByRole("listitem")
      .map((item) => item.textContent);
  const draw = (initial: ApprovalView[], canDecide: boolean) => {
    const decide = vi.fn((_id: string, _approve: boolean, _note?: string) =>
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
    const card = within(
      screen.getByRole("region", { name: /^Write to the customer\? in step message/ }),
    );
    expect(card.getByRole("region", { name: /^Request body/, hidden: true })).toHaveTextContent(
      '"text": "Paid"',
    );
    await userEvent.click(card.getByRole("button", { name: "Approve" }));
    expect(decide).toHaveBeenCalledWith("p1", true, undefined);
  });

  it("say whose money moves, and how much on the button", async () => {
    const plan = { line: "POST /v1/refunds", body: { charge: "ch_1", amount: 9900 } };
    const subject = {
      verb: "Refund",
      amount: 9900,
      currency: "usd",
      customer: "Ada Whitfield",
      description: "Gift card",
      paidAt: AT,
      payment: "ch_1",
    };
    const action = { title: "Refund a payment", provider: "Pay", isIrreversible: true };
    const decide = draw([{ ...approval, plan, subject, outlook: { action, next: [] } }], true);
    expect(screen.getByRole("heading", { name: "Refund $99.00 to Ada Whitfield" })).toBeVisible();
    expect(screen.getByText("Write to the customer?")).toBeVisible();
    expect(sentences()).toEqual([
      "Pay sends $99.00 back to Ada Whitfield, once.",
      "Your balance at Pay goes down by $99.00.",
      "This cannot be undone.",
      "Then the run ends.",
    ]);
    const about = screen.getByText("Ada Whitfield").closest("dl");
    expect(about).toHaveTextContent(/Amount\$99\.00Customer.+DescriptionGift cardPaid/);
    expect(screen.getByRole("link", { name: "Open the payment" })).toHaveAttribute(
      "href",
      "/?paymentId=ch_1",
    );
    expect(screen.getByText("POST /v1/refunds")).not.toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Approve refund of $99.00" }));
    expect(decide).toHaveBeenCalledWith("p1", true, undefined);
  });

  it("repeat the question only where it says more than the heading", () => {
    const subject = {
      verb: "Refund",
      amount: 9900,
      currency: "usd",
      customer: null,
      description: null,
      paidAt: null,
      payment: "ch_1",
    };
    const action = { title: "Refund a payment", provider: "Pay", isIrreversible: true };
    const plain = "Refund a payment: $99.00, for “Tell”";
    const more = "Refund a payment: $99.00, above the limit of $10.00 at a time, for “Tell”";
    draw(
      [plain, more].map((reason, at) => ({
        ...approval,
        id: `p${at}`,
        reason,
        subject,
        outlook: { action, next: [] },
      })),
      true,
    );
    expect(screen.getAllByRole("heading", { name: "Refund $99.00" })).toHaveLength(2);
    expect(screen.queryByText(plain)).toBeNull();
    expect(screen.getByText(more)).toBeVisible();
  });

  it("say what a request without money does, and what follows", () => {
    const action = { title: "Send a message", provider: "Chat", isIrreversible: false };
    draw([{ ...approval, outlook: { action, next: ["Tell the team", "Delay"] } }], true);
    expect(sentences()).toEqual([
      "Chat gets this request once: Send a message.",
      "Then the run continues: Tell the team, Delay.",
    ]);
  });

  it("say of a step that only asks that it sends nothing", () => {
    draw([{ ...approval, plan: null }], true);
    expect(sentences()[0]).toBe("This step itself sends nothing.");
    expect(screen.queryByText("Developer details")).toBeNull();
  });

  it("take a no with the reason, and only when it is said twice", async () => {
    const decide = draw([approval], true);
    await userEvent.click(screen.getByRole("button", { name: "Deny…" }));
    const why = screen.getByRole("textbox", { name: "Reason (optional)" });
    expect(why).toHaveFocus();
    expect(decide).not.toHaveBeenCalled();
    await userEvent.type(why, "Too dear{Enter}");
    expect(decide).toHaveBeenCalledWith("p1", false, "Too dear");
  });

  it("are not decided by those who may not", () => {
    draw([approval], false);
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
    expect(screen.getByText(/Only admins and owners/)).toBeVisible();
  });

  it("say that nothing waits, and what was decided", () => {
    const decided = { decidedByName: "Ada", decidedAt: AT, note: "Too dear" };
    draw([{ ...approval, ...decided, status: "denied" }], true);
    expect(screen.getByText("No pending approvals")).toBeVisible();
    expect(screen.getByText("Denied")).toBeVisible();
    expect(screen.getByText(/by Ada/)).toBeVisible();
    expect(screen.getByText("“Too dear”")).toBeVisible();
  });
});
