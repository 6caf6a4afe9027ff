"use client";

import { useTransition } from "react";

import { useToast } from "@/components/ui/toast";

import type { AutomationStatus, SwitchActions } from "./types";

interface AutomationSwitchProps {
  id: string;
  name: string;
  status: AutomationStatus;
  /** Whether this person may turn it on; turning off needs less. */
  canEnable: boolean;
  canDisable: boolean;
  actions: SwitchActions;
  /** Called once it is done, for pages that show the state elsewhere too. */
  onChanged?: () => void;
}

/** Lets an automation take events, or stops it. Deleting is another thing, done elsewhere. */
export function AutomationSwitch(props: AutomationSwitchProps) {
  const { id, name, status, canEnable, canDisable, actions, onChanged } = props;
  const [pending, start] = useTransition();
  const toast = useToast();
  const isOn = status === "enabled";
  const isAllowed = isOn ? canDisable : canEnable;
  const flip = () =>
    start(async () => {
      const result = await (isOn ? actions.disable(id) : actions.enable(id));
      if (!result.ok) toast.error(result.message);
      else toast.success(isOn ? `“${name}” is off.` : `“${name}” is on.`);
      if (result.ok) onChanged?.();
    });
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={`${name} is enabled`}
      title={isAllowed ? undefined : "Only an admin enables an automation."}
      disabled={!isAllowed}
      aria-busy={pending || undefined}
      onClick={pending ? undefined : flip}
      className="group target inline-flex items-center justify-center rounded-full disabled:opacity-55"
    >
      <span className="border-line-strong group-aria-checked:bg-accent group-aria-checked:border-accent bg-sunken flex h-6 w-10 items-center rounded-full border p-0.5 transition-colors">
        <span className="bg-muted group-aria-checked:bg-accent-ink size-4 rounded-full transition-transform group-aria-checked:translate-x-4" />
      </span>
    </button>
  );
}
