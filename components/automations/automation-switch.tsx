"use client";

import { useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";

import type { AutomationStatus, SwitchActions } from "./types";

interface AutomationSwitchProps {
  id: string;
  name: string;
  status: AutomationStatus;
  /** True if this person may turn it on; turning off needs less. */
  canEnable: boolean;
  canDisable: boolean;
  actions: SwitchActions;
  /** True if the button's name holds the automation's, where there are several. */
  isNamed?: boolean;
  /** The reason why it cannot be turned on now. */
  reason?: string | undefined;
  size?: "sm" | "md";
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
      const result = await answerOf(
        isOn ? actions.disable(id) : actions.enable(id),
        "the automation was changed",
      );
      if (!result.ok) toast.error(result.message);
      else toast.success(isOn ? `“${name}” is disabled.` : `“${name}” is enabled.`);
      if (result.ok) onChanged?.();
    });
  const does = isOn ? "Disable" : "Enable";
  return (
    <Button
      size={props.size}
      aria-label={props.isNamed ? `${does} ${name}` : undefined}
      title={
        isAllowed
          ? undefined
          : (props.reason ??
            (isOn
              ? "Only members can disable an automation."
              : "Only admins can enable an automation."))
      }
      disabled={!isAllowed}
      pending={pending}
      onClick={flip}
    >
      {does}
    </Button>
  );
}
