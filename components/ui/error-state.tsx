"use client";

import type { ReactNode } from "react";

import { CopyButton } from "./copy-button";
import { Icon } from "./icon";

interface ErrorStateProps {
  /** The problem in a sentence. */
  title: string;
  /** Why. */
  reason?: ReactNode;
  /** The way out: a button or a link. */
  action?: ReactNode;
  requestId?: string | undefined;
}

/** The problem, its reason, the way out, and the id to quote when asking for help. */
export function ErrorState({ title, reason, action, requestId }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className="flex h-full min-h-32 flex-col items-center justify-center gap-1.5 p-6 text-center"
    >
      <Icon name="alert" className="text-danger-ink mb-1 size-6" />
      <p className="text-ink text-sm font-medium text-balance">{title}</p>
      {reason ? <div className="text-muted max-w-sm text-xs text-pretty">{reason}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
      {requestId ? (
        <p className="text-muted mt-1 flex items-center gap-1 text-xs">
          <span>
            Request <code className="font-mono">{requestId}</code>
          </span>
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      ) : null}
    </div>
  );
}
