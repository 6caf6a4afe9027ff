import type { EventType } from "../providers/types";

const CONNECTION_FIELDS = ["id", "provider", "account", "label", "livemode"] as const;
const RUN_FIELDS = ["run", "automation", "name", "version", "failedStep", "reason"] as const;

const connection = (title: string, phrase: string, description: string): EventType => ({
  title,
  phrase,
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
const run = (title: string, phrase: string, description: string): EventType => ({
  title,
  phrase,
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
const approval = (title: string, phrase: string, description: string): EventType => ({
  title,
  phrase,
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
  "connection.connected": connection(
    "Account connected",
    "an account is connected",
    "An account was connected.",
  ),
  "connection.degraded": connection(
    "Connection degraded",
    "a provider does not answer properly",
    "A provider does not answer properly.",
  ),
  "connection.needs_reauth": connection(
    "Connection needs a new sign-in",
    "a connection needs a new sign-in",
    "A provider no longer accepts a credential; somebody has to connect again.",
  ),
  "connection.revoked": connection(
    "Connection revoked",
    "an account takes its permission back",
    "An account took its permission back.",
  ),
  "connection.disconnected": connection(
    "Account disconnected",
    "an account is disconnected",
    "A person ended a connection.",
  ),
  "automation.run.succeeded": run(
    "Run succeeded",
    "a run succeeds",
    "An automation did all of its steps.",
  ),
  "automation.run.failed": run("Run failed", "a run fails", "A step failed for good."),
  "automation.paused": run(
    "Automation paused",
    "an automation is paused",
    "An automation was stopped for its own good.",
  ),
  "approval.requested": approval(
    "Approval requested",
    "an approval is requested",
    "A step waits for a person.",
  ),
  "approval.granted": approval(
    "Approval granted",
    "an approval is granted",
    "A person let a step go on.",
  ),
  "approval.denied": approval(
    "Approval denied",
    "an approval is denied",
    "A person stopped a step.",
  ),
};
