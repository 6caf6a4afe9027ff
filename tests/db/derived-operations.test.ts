import { expect, it } from "vitest";

import { decideApprovalVerb, listApprovalsVerb } from "@/lib/verbs/approvals/decide";

import {
  asked,
  lastTrace,
  me,
  refunds,
  returned,
  services,
  statuses,
  WITHIN,
} from "./money-harness";
import { enableAs } from "./services";

const approveOnly = async () => {
  const [approval] = await listApprovalsVerb.run(me(), {});
  await decideApprovalVerb.run(me(), { id: approval?.id, approve: true });
};

/** Operations of Stripe that nobody wrote, from the step of an automation to the emulator. */
it("asks for what cannot be taken back, with the amount, and sends what was approved once", async () => {
  const id = await enableAs(me(), {
    ...refunds(),
    steps: [
      {
        id: "customer",
        use: "stripe.customers.create",
        with: { name: "Ada {{event.subject}}", email: "ada@example.com" },
      },
      {
        id: "draft",
        use: "stripe.payment_intents.create",
        with: {
          amount: "{{event.data.amount}}",
          currency: "usd",
          customer: "{{steps.customer.id}}",
        },
      },
      {
        id: "pay",
        use: "stripe.payment_intents.confirm",
        with: {
          id: "{{steps.draft.id}}",
          payment_method: "pm_card_visa",
          return_url: "https://shop.example/",
        },
      },
      { id: "gone", use: "stripe.customers.delete", with: { id: "{{steps.customer.id}}" } },
    ],
  });
  await returned("ch_1", 2500);
  await expect.poll(asked, WITHIN).toEqual(["Confirm a payment: $25.00, for “Give back”"]);
  expect(await statuses(id)).toEqual(["waiting"]);
  await approveOnly();
  await expect.poll(asked, WITHIN).toEqual(["Delete a customer, for “Give back”"]);
  await approveOnly();
  await expect.poll(() => statuses(id), WITHIN).toEqual(["succeeded"]);
  const { steps } = await lastTrace(id);
  expect(steps.map(({ status }) => status)).toEqual(Array(4).fill("succeeded"));
  expect(JSON.stringify(steps)).not.toContain("client_secret");
  const audits = await services.db.withService((trx) =>
    trx
      .selectFrom("audit_log")
      .select(["action", "details"])
      .where("action", "like", "stripe.%")
      .execute(),
  );
  expect(audits.map(({ action }) => action)).toEqual([
    "stripe.customers.create",
    "stripe.payment_intents.create",
    "stripe.payment_intents.confirm",
    "stripe.customers.delete",
  ]);
});
