"use client";

import type { ReactNode } from "react";
import { Component } from "react";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

/** Keeps a widget that cannot be drawn from taking the dashboard with it. */
export class WidgetBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorState
        title="This widget could not be drawn"
        reason="The rest of the dashboard is not affected."
        action={<Button onClick={() => this.setState({ failed: false })}>Try again</Button>}
      />
    );
  }
}
