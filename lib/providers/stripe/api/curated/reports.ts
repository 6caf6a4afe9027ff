import { curate } from "../curate";

const run = { label: "Report" } as const;
const endpoint = { label: "Webhook endpoint" } as const;

export const reports = [
  curate("reporting.report_runs.create", {
    title: "Create a report",
    description: "Starts a report of Stripe, which is ready some time later.",
    phrase: "create the report {report_type}",
    fields: { report_type: { label: "Kind of report" }, parameters: { label: "Parameters" } },
    example: {
      report_type: "balance.summary.1",
      parameters: { interval_start: 1_790_000_000, interval_end: 1_790_086_400 },
    },
  }),
  curate("reporting.report_runs.get", {
    title: "Read a report",
    description: "Returns the state of a report, and its file when it is ready.",
    fields: { id: run },
    changedBy: ["stripe.reporting.report_run.*"],
    example: { id: "frr_1QExample0001" },
  }),
  curate("reporting.report_runs.list", {
    title: "List reports",
    description: "Lists reports, newest first.",
    fields: { limit: { label: "Max results" } },
    changedBy: ["stripe.reporting.report_run.*"],
    example: { limit: 20 },
  }),
  curate("reporting.report_types.list", {
    title: "List kinds of reports",
    description: "Lists the reports that the account can create.",
    changedBy: ["stripe.reporting.report_type.*"],
    example: {},
  }),
  curate("events.get", {
    title: "Read one of Stripe's own events",
    description: "Returns an event of the last 30 days.",
    fields: { id: { label: "Event" } },
    example: { id: "evt_1QExample0001" },
  }),
  curate("webhook_endpoints.update", {
    title: "Change a webhook endpoint",
    description: "Changes the address or the events of a webhook endpoint.",
    phrase: "change the webhook endpoint {id}",
    fields: {
      id: endpoint,
      url: { label: "Address" },
      enabled_events: { label: "Events" },
      disabled: { label: "Disabled" },
      description: { label: "Description" },
    },
    example: { id: "we_1QExample0001", disabled: true },
  }),
  curate("webhook_endpoints.list", {
    title: "List webhook endpoints",
    description: "Lists the addresses to which Stripe sends events.",
    fields: { limit: { label: "Max results" } },
    example: { limit: 20 },
  }),
  curate("webhook_endpoints.delete", {
    title: "Delete a webhook endpoint",
    description: "Deletes an address to which Stripe sends events.",
    phrase: "delete the webhook endpoint {id}",
    fields: { id: endpoint },
    example: { id: "we_1QExample0001" },
  }),
];
