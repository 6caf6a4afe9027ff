import { curate } from "../curate";

const dispute = { label: "Dispute" } as const;
const id = "du_1QExampleDispute00001";

export const disputes = [
  curate("disputes.update", {
    title: "Give evidence for a dispute",
    description:
      "Saves evidence, and submits it unless it is kept as a draft. It is submitted once.",
    phrase: "give evidence for the dispute {id}",
    fields: {
      id: dispute,
      evidence: { label: "Evidence" },
      submit: { label: "Submit now" },
      metadata: { label: "Metadata" },
    },
    example: { id, submit: false, evidence: { uncategorized_text: "The parcel was delivered." } },
  }),
  curate("disputes.list", {
    title: "List disputes",
    description: "Lists disputes, newest first.",
    fields: {
      charge: { label: "Charge" },
      payment_intent: { label: "Payment" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.charge.dispute.*"],
    example: { limit: 20 },
  }),
  curate("disputes.close", {
    title: "Accept a dispute",
    description: "Accepts the loss of a disputed payment; it cannot be contested any more.",
    phrase: "accept the dispute {id}",
    fields: { id: dispute },
    moves: { read: "disputes.get", by: { id: "id" }, whole: "amount" },
    example: { id },
  }),
];

export const radar = [
  curate("reviews.list", {
    title: "List payments to review",
    description: "Lists the reviews of suspicious payments that are open.",
    fields: { limit: { label: "Max results" } },
    changedBy: ["stripe.review.*"],
    example: { limit: 20 },
  }),
  curate("reviews.approve", {
    title: "Approve a reviewed payment",
    description: "Closes a review, because the payment is legitimate.",
    phrase: "approve the reviewed payment {id}",
    fields: { id: { label: "Review" } },
    example: { id: "prv_1QExample0001" },
  }),
  curate("radar.early_fraud_warnings.list", {
    title: "List early fraud warnings",
    description: "Lists warnings of card issuers, which often come before a dispute.",
    fields: {
      charge: { label: "Charge" },
      payment_intent: { label: "Payment" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.radar.early_fraud_warning.*"],
    example: { limit: 20 },
  }),
];
