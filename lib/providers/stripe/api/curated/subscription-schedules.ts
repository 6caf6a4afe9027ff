import { curate } from "../curate";
import { customers } from "./choices";

const schedule = { label: "Schedule" } as const;
const example = { id: "sub_sched_1QExample0001" } as const;

export const subscriptionSchedules = [
  curate("subscription_schedules.create", {
    title: "Schedule a subscription",
    description: "Creates a schedule that changes a subscription in phases.",
    phrase: "schedule a subscription of {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      from_subscription: { label: "From the subscription" },
      start_date: { label: "Starts", time: true },
      phases: { label: "Phases" },
      end_behavior: { label: "At the end" },
      metadata: { label: "Metadata" },
    },
    example: { from_subscription: "sub_1QExampleSub0000001" },
  }),
  curate("subscription_schedules.get", {
    title: "Read a subscription schedule",
    description: "Returns a schedule with its phases.",
    fields: { id: schedule },
    changedBy: ["stripe.subscription_schedule.*"],
    example,
  }),
  curate("subscription_schedules.update", {
    title: "Change a subscription schedule",
    description: "Changes the phases of a schedule.",
    phrase: "change the schedule {id}",
    fields: {
      id: schedule,
      phases: { label: "Phases" },
      end_behavior: { label: "At the end" },
      proration_behavior: { label: "Proration" },
      metadata: { label: "Metadata" },
    },
    example: { ...example, end_behavior: "release" },
  }),
  curate("subscription_schedules.list", {
    title: "List subscription schedules",
    description: "Lists schedules, newest first.",
    fields: {
      customer: { label: "Customer", choices: customers },
      scheduled: { label: "Not started yet" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.subscription_schedule.*"],
    example: { customer: "cus_Example00000001" },
  }),
  curate("subscription_schedules.cancel", {
    title: "Cancel a subscription schedule",
    description: "Cancels a schedule and its subscription at once.",
    phrase: "cancel the schedule {id}",
    fields: {
      id: schedule,
      invoice_now: { label: "Invoice usage now" },
      prorate: { label: "Credit unused time" },
    },
    example,
  }),
  curate("subscription_schedules.release", {
    title: "Release a subscription from its schedule",
    description: "Ends a schedule; its subscription goes on as it is.",
    phrase: "end the schedule {id}",
    fields: { id: schedule, preserve_cancel_date: { label: "Keep the cancellation date" } },
    example,
  }),
];
