export { countApprovals, decideApprovalVerb, listApprovalsVerb } from "./approvals/decide";
export { allowAutomation } from "./automations/allow";
export { backtestAutomation, planAutomation } from "./automations/backtest";
export { getCatalogue } from "./automations/catalogue";
export { listChoices } from "./automations/choices";
export { checkAutomationVerb } from "./automations/check";
export { getAutomation, listAutomationsVerb } from "./automations/list";
export { restoreVersion, saveAutomation } from "./automations/save";
export { disableAutomation, enableAutomationVerb, removeAutomation } from "./automations/switch";
export { connectKey } from "./connections/connect-key";
export { disconnect } from "./connections/disconnect";
export { finishOAuth } from "./connections/finish-oauth";
export { listConnections } from "./connections/list";
export { setWebhookSecret } from "./connections/set-webhook-secret";
export { startOAuth } from "./connections/start-oauth";
export { testConnection } from "./connections/test";
export { getDashboard } from "./dashboard/get";
export { reorderDashboard } from "./dashboard/reorder";
export { listEvents } from "./events/list";
export { publishUiEvents } from "./events/publish";
export { traceEvent } from "./events/trace";
export { removeMember, setMemberRole } from "./members/change";
export { inviteMember } from "./members/invite";
export { listMembers } from "./members/list";
export {
  cancelRun,
  redriveRuns,
  replayEvent,
  rerun,
  resolveRun,
  retryRun,
  startRun,
} from "./runs/again";
export { listRunsVerb, traceRun } from "./runs/trace";
export { createToken, listTokens, revokeToken } from "./tokens/manage";
export { addWidget } from "./widgets/add";
export { chooseConnection } from "./widgets/choose-connection";
export { widgetData } from "./widgets/data";
export { removeWidget } from "./widgets/remove";
