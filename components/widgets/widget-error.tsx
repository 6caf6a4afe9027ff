"use client";

import Link from "next/link";
import type { ReactNode } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";

import type { WidgetRequestError } from "./fetch-widget";

const TITLES: Readonly<Record<string, string>> = {
  offline: "You are offline",
  rate_limited: "The provider asks us to slow down",
  forbidden: "You may not see this",
  unauthenticated: "Your session has ended",
  not_found: "This is not there any more",
  upstream: "The provider did not answer properly",
  unavailable: "This is not available right now",
};

function wayOut(error: WidgetRequestError, onRetry: () => void): ReactNode {
  if (needsConnection(error)) {
    const connected = error.details["reason"] !== "not-connected";
    return (
      <Link
        href="/settings/connections"
        className={buttonClass({ variant: "primary", size: "sm" })}
      >
        {connected ? "Reconnect" : "Connect"}
      </Link>
    );
  }
  if (error.code === "unauthenticated") {
    return (
      <Link href="/login" className={buttonClass({ variant: "primary", size: "sm" })}>
        Sign in
      </Link>
    );
  }
  return (
    <Button size="sm" onClick={onRetry}>
      Try again
    </Button>
  );
}

function needsConnection({ details }: WidgetRequestError): boolean {
  return details["action"] === "reconnect" || details["reason"] === "not-connected";
}

interface WidgetErrorProps {
  error: WidgetRequestError;
  onRetry: () => void;
  /** The definition's own words for a failure. */
  title?: string | undefined;
}

/** A typed failure with its way out: connect, sign in or try again. */
export function WidgetError({ error, onRetry, title }: WidgetErrorProps) {
  // The first thing that a new workspace shows is not a failure.
  if (error.details["reason"] === "not-connected")
    return (
      <EmptyState
        title="Nothing is connected yet"
        hint={error.message}
        action={wayOut(error, onRetry)}
      />
    );
  const known = needsConnection(error)
    ? "The connection needs your attention"
    : (TITLES[error.code] ?? title ?? "This could not be loaded");
  return (
    <ErrorState
      title={known}
      reason={error.message}
      requestId={error.requestId}
      action={wayOut(error, onRetry)}
    />
  );
}
