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
const action = (title: string, phrase: string, description: string): EventType => ({
  title,
  phrase,
  description,
  fields: ["action", "object", "objectType", "summary", "amount", "currency", "note"],
  sample: {
    action: "01999999-0000-7000-8000-000000000005",
    object: "pi_3QExampleIntent000001",
    objectType: "payment",
    summary: "Refund $600.00",
    amount: 60_000,
    currency: "usd",
    note: null,
  },
});

/** Events that the product itself publishes. */
export const OWN_EVENTS: Readonly<Record<string, EventType>> = {
  "connection.connected": connection(
    "Account connected",
    "an account is connected",
    "An account was connected.",
  ),
  "connection.degraded": connection(
    "Connection unstable",
    "a provider does not respond properly",
    "A provider does not respond properly.",
  ),
  "connection.needs_reauth": connection(
    "Connection needs to be reconnected",
    "a connection needs to be reconnected",
    "A provider no longer accepts a credential, so someone must reconnect.",
  ),
  "connection.revoked": connection(
    "Connection revoked",
    "an account revokes its permission",
    "The account revoked its permission.",
  ),
  "connection.disconnected": connection(
    "Account disconnected",
    "an account is disconnected",
    "A person ended a connection.",
  ),
  "automation.run.succeeded": run(
    "Run succeeded",
    "a run succeeds",
    "An automation completed all of its steps.",
  ),
  "automation.run.failed": run("Run failed", "a run fails", "A step failed for good."),
  "automation.paused": run(
    "Automation paused",
    "an automation is paused",
    "An automation was paused because of failures or a limit.",
  ),
  "approval.requested": approval(
    "Approval requested",
    "an approval is requested",
    "A step is waiting for an approval.",
  ),
  "approval.granted": approval(
    "Approval granted",
    "an approval is granted",
    "A person approved a step.",
  ),
  "approval.denied": approval(
    "Approval denied",
    "an approval is denied",
    "A person denied a step.",
  ),
  "action.requested": action(
    "Second approval requested",
    "an action waits for a second person",
    "A person asked for something, such as a refund, that a second person has to approve.",
  ),
  "action.approved": action(
    "Action approved",
    "a second person approves an action",
    "A second person approved what somebody asked for.",
  ),
  "action.denied": action(
    "Action denied",
    "a second person denies an action",
    "A second person denied what somebody asked for, or it could not be done any more.",
  ),
};
