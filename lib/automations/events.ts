import type { EventType } from "../providers/types";

const CONNECTION_FIELDS = ["id", "provider", "account", "label", "livemode"] as const;
const RUN_FIELDS = ["run", "automation", "name", "version", "failedStep", "reason"] as const;

const connection = (title: string, description: string): EventType => ({
  title,
  description,
  fields: CONNECTION_FIELDS,
  sample: {
    provider: "stripe",
    account: "acct_1Example",
    label: "Example shop",
    livemode: false,
    id: "01999999-0000-7000-8000-000000000004",
  },
});
const run = (title: string, description: string): EventType => ({
  title,
  description,
  fields: RUN_FIELDS,
  sample: {
    run: "01999999-0000-7000-8000-000000000001",
    automation: "01999999-0000-7000-8000-000000000002",
    name: "Onboarding",
    version: 3,
    failedStep: "ticket",
    reason: "No project has this key.",
  },
});
const approval = (title: string, description: string): EventType => ({
  title,
  description,
  fields: ["approval", "run", "automation", "reason", "decidedBy", "note"],
  sample: {
    approval: "01999999-0000-7000-8000-000000000003",
    run: "01999999-0000-7000-8000-000000000001",
    automation: "01999999-0000-7000-8000-000000000002",
    reason: "Write to the customer?",
    decidedBy: null,
    note: null,
  },
});

/** What the product itself puts on the mesh. */
export const OWN_EVENTS: Readonly<Record<string, EventType>> = {
  "connection.connected": connection("Account connected", "An account was connected."),
  "connection.degraded": connection("Connection degraded", "A provider does not answer properly."),
  "connection.needs_reauth": connection(
    "Connection needs a new sign-in",
    "A provider no longer accepts a credential; somebody has to connect again.",
  ),
  "connection.revoked": connection("Connection revoked", "An account took its permission back."),
  "connection.disconnected": connection("Account disconnected", "A person ended a connection."),
  "automation.run.succeeded": run("Run succeeded", "An automation did all of its steps."),
  "automation.run.failed": run("Run failed", "A step failed for good."),
  "automation.paused": run("Automation paused", "An automation was stopped for its own good."),
  "approval.requested": approval("Approval requested", "A step waits for a person."),
  "approval.granted": approval("Approval granted", "A person let a step go on."),
  "approval.denied": approval("Approval denied", "A person stopped a step."),
};
