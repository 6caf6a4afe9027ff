import { getProvider, isProviderId } from "@/lib/providers/registry";

/** What was done, by the name of the verb that did it. */
export const WORDS: Readonly<Record<string, string>> = {
  "approvals.decide": "Decided an approval",
  "automations.allow": "Said what goes without asking",
  "automations.delete": "Deleted an automation",
  "automations.disable": "Turned an automation off",
  "automations.enable": "Turned an automation on",
  "automations.replay": "Replayed an event for an automation",
  "automations.save": "Saved an automation",
  "automations.start": "Started an automation",
  "connections.connect": "Connected an account",
  "connections.connect-key": "Connected an account by a key",
  "connections.disconnect": "Disconnected an account",
  "connections.test": "Tested a connection",
  "connections.set-webhook-secret": "Set a signing secret",
  "events.replay": "Replayed an event",
  "members.invite": "Created an invitation",
  "members.join": "Joined by an invitation",
  "members.remove": "Removed a member",
  "members.set-role": "Changed a role",
  "members.withdraw-invitation": "Withdrew an invitation",
  "runs.cancel": "Cancelled a run",
  "runs.cancel-open": "Cancelled open runs",
  "runs.redrive": "Retried failed runs",
  "runs.rerun": "Ran a run again",
  "runs.resolve": "Said whether a step was done",
  "runs.retry": "Retried a run",
  "secrets.delete": "Deleted a secret",
  "secrets.save": "Saved a secret",
  "tokens.create": "Created an API token",
  "tokens.revoke": "Revoked an API token",
};

/** What an entry of the audit log says was done: by a verb, or by an operation at a provider. */
export function auditWords(action: string): string {
  const [provider = "", ...rest] = action.split(".");
  if (!isProviderId(provider)) return WORDS[action] ?? action;
  const { manifest, operations } = getProvider(provider);
  return `${operations[rest.join(".")]?.title ?? action} (${manifest.name})`;
}
