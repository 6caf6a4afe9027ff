import { curate } from "../curate";
import { customers, meters as choices } from "./choices";

const meter = { label: "Meter", choices } as const;

export const meters = [
  curate("billing.meters.create", {
    title: "Create a usage meter",
    description: "Creates a meter that adds up usage for billing.",
    phrase: "create the meter {display_name}",
    fields: {
      display_name: { label: "Name" },
      event_name: { label: "Event name" },
      default_aggregation: { label: "Aggregation" },
    },
    example: {
      display_name: "API calls",
      event_name: "api_calls",
      default_aggregation: { formula: "sum" },
    },
  }),
  curate("billing.meters.list", {
    title: "List usage meters",
    description: "Lists meters, newest first.",
    fields: { status: { label: "Status" }, limit: { label: "Max results" } },
    changedBy: ["stripe.billing.meter.*"],
    example: { status: "active" },
  }),
  curate("billing.meters.deactivate", {
    title: "Deactivate a usage meter",
    description: "Stops a meter; usage that is reported later is refused.",
    phrase: "deactivate the meter {id}",
    fields: { id: meter },
    example: { id: "mtr_test_Example0001" },
  }),
  curate("billing.meters.list_event_summaries", {
    title: "List a customer's usage",
    description: "Lists how much usage a customer has on a meter in a period.",
    fields: {
      id: meter,
      customer: { label: "Customer", choices: customers },
      start_time: { label: "From", time: true },
      end_time: { label: "To", time: true },
      value_grouping_window: { label: "Group by" },
      limit: { label: "Max results" },
    },
    example: {
      id: "mtr_test_Example0001",
      customer: "cus_Example00000001",
      start_time: 1_790_000_040,
      end_time: 1_790_086_440,
    },
  }),
  curate("billing.meter_events.create", {
    title: "Report usage",
    description: "Reports usage of a customer to a meter.",
    phrase: "report usage of {event_name}",
    fields: {
      event_name: { label: "Event name" },
      payload: { label: "Customer and value" },
      identifier: { label: "Unique identifier" },
      timestamp: { label: "Time", time: true },
    },
    example: {
      event_name: "api_calls",
      payload: { stripe_customer_id: "cus_Example00000001", value: "25" },
    },
  }),
  curate("billing_portal.sessions.create", {
    title: "Create a link to the customer portal",
    description: "Creates a link by which a customer manages subscriptions and payment methods.",
    phrase: "create a portal link for {customer}",
    fields: {
      customer: { label: "Customer", choices: customers },
      return_url: { label: "Return address" },
      configuration: { label: "Configuration" },
    },
    example: { customer: "cus_Example00000001" },
  }),
];
