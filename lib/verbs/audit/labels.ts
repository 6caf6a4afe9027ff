import { withProvider } from "@/lib/core/text";
import { getProvider, isProviderId } from "@/lib/providers/registry";

/** Labels of audit entries by verb. */
export const WORDS: Readonly<Record<string, string>> = {
  "actions.apply": "Confirmed an action",
  "actions.decide": "Decided about an action that waited",
  "actions.settle": "Noted whether an action was done",
  "actions.set-limit": "Changed what needs a second person",
  "approvals.decide": "Decided an approval",
  "automations.allow": "Changed auto-approval limits",
  "automations.delete": "Deleted an automation",
  "automations.disable": "Disabled an automation",
  "automations.enable": "Enabled an automation",
  "automations.replay": "Replayed an event for an automation",
  "automations.save": "Saved an automation",
  "automations.start": "Started an automation",
  "connections.connect": "Connected an account",
  "connections.connect-key": "Connected an account with a key",
  "connections.disconnect": "Disconnected an account",
  "connections.test": "Tested a connection",
  "connections.set-webhook-secret": "Set a signing secret",
  "customers.erase": "Erased a customer",
  "customers.export": "Exported the data of a customer",
  "events.replay": "Replayed an event",
  "events.reveal": "Showed the personal data of an event",
  "members.invite": "Created an invitation",
  "members.join": "Joined with an invitation",
  "members.remove": "Removed a member",
  "members.set-role": "Changed a role",
  "members.withdraw-invitation": "Withdrew an invitation",
  "objects.export": "Exported a list",
  "overview.save-layout": "Arranged the overview",
  "runs.cancel": "Cancelled a run",
  "runs.cancel-open": "Cancelled open runs",
  "runs.redrive": "Retried failed runs",
  "runs.rerun": "Re-ran a run",
  "runs.resolve": "Resolved a step with unknown outcome",
  "runs.retry": "Retried a run",
  "secrets.delete": "Deleted a secret",
  "secrets.save": "Saved a secret",
  "sync.pause": "Paused an import",
  "sync.reread": "Read an object again",
  "sync.restart": "Restarted an import",
  "sync.resume": "Resumed an import",
  "tokens.create": "Created an API token",
  "tokens.revoke": "Revoked an API token",
  "views.delete": "Deleted a saved view",
  "views.save": "Saved a view of a list",
};

/** Labels of entries that the worker writes. */
const WORKER_WORDS: Readonly<Record<string, string>> = {
  "customers.erased": "Finished erasing a customer",
};

/** Returns the label of an audit entry: of a verb, of the worker or of a provider's operation. */
export function auditWords(action: string): string {
  const [provider = "", ...rest] = action.split(".");
  if (!isProviderId(provider)) return WORDS[action] ?? WORKER_WORDS[action] ?? action;
  const { manifest, operations } = getProvider(provider);
  return withProvider(operations[rest.join(".")]?.title ?? action, manifest.name);
}
