import type { AutomationView } from "./types";

/** The tabs of the list, as they stand in the address. */
export type StateFilter = "on" | "off" | "problems";

export type AutomationState = "on" | "off" | "paused" | "failing" | "waiting";

const isFilter = (text: unknown): text is StateFilter =>
  text === "on" || text === "off" || text === "problems";

/** Reads the tab from the address; `null` for all automations. */
export const filterFrom = (text: unknown): StateFilter | null => (isFilter(text) ? text : null);

/** Returns the state to show: an enabled automation whose newest run failed or waits says so instead of "On". */
export function stateOf({
  status,
  lastRun,
}: Pick<AutomationView, "status" | "lastRun">): AutomationState {
  if (status === "paused") return "paused";
  if (status === "disabled") return "off";
  if (lastRun?.status === "failed" || lastRun?.status === "indeterminate") return "failing";
  return lastRun?.status === "waiting" ? "waiting" : "on";
}

/** True if the tab shows an automation. */
export function isShown(
  automation: Pick<AutomationView, "status" | "lastRun">,
  filter: StateFilter | null,
): boolean {
  const state = stateOf(automation);
  switch (filter) {
    case null:
      return true;
    case "on":
      return automation.status === "enabled";
    case "off":
      return automation.status !== "enabled";
    case "problems":
      return state === "failing" || state === "paused";
  }
}
