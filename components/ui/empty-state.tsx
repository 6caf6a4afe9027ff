import type { ReactNode } from "react";

import type { IconName } from "./icon";
import { Icon } from "./icon";

interface EmptyStateProps {
  title: string;
  hint?: string | undefined;
  icon?: IconName;
  /** The way out: a button or a link. */
  action?: ReactNode;
}

/** Says that there is nothing, and where one can be taken, the next step. */
export function EmptyState({ title, hint, icon = "inbox", action }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-32 flex-col items-center justify-center gap-1.5 p-6 text-center">
      <Icon name={icon} className="text-muted mb-1 size-6" />
      <p className="text-ink text-sm font-medium text-balance">{title}</p>
      {hint ? <p className="text-muted max-w-xs text-xs text-pretty">{hint}</p> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
