"use client";

import { Button, buttonClass } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

export default function AppError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <>
      <h1 className="sr-only">Something went wrong</h1>
      <ErrorState
        title="This page could not be shown"
        reason="The server may be starting or its database may be away."
        requestId={error.digest}
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
            {/* oxlint-disable-next-line next/no-html-link-for-pages -- a new page: what the router holds may be what failed */}
            <a href="/" className={buttonClass({})}>
              Go to the dashboard
            </a>
          </span>
        }
      />
    </>
  );
}
