"use client";

import { lazy, Suspense } from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import type { ViewProps } from "./view-props";
import { WidgetView } from "./views";
import { WidgetError } from "./widget-error";
import { WidgetSkeleton } from "./widget-skeleton";
import type { WidgetStatus } from "./widget-status";

// What is stored has been checked, so that hardly any page draws it.
const DefinitionIssues = lazy(async () => ({
  default: (await import("./definition-issues")).DefinitionIssues,
}));

type Message = NonNullable<NonNullable<WidgetDefinition["display"]["layout"]>["emptyState"]>;

function words(message: Message | undefined, fallback: string): { title: string; hint?: string } {
  if (message === undefined) return { title: fallback };
  if (typeof message === "string") return { title: message };
  return { title: message.title, ...(message.hint === undefined ? {} : { hint: message.hint }) };
}

interface WidgetBodyProps {
  status: WidgetStatus;
  definition: WidgetDefinition | null;
  /** The props of the view besides its definition. */
  view: Omit<ViewProps, "definition">;
  onRetry: () => void;
  onClear: () => void;
}

/** The one thing that a card shows in its state. */
export function WidgetBody({ status, definition, view, onRetry, onClear }: WidgetBodyProps) {
  if (status.kind === "bad-definition")
    return (
      <Suspense>
        <DefinitionIssues issues={status.issues} />
      </Suspense>
    );
  if (!definition) return null;
  const { layout } = definition.display;
  switch (status.kind) {
    case "waiting":
      return (
        <EmptyState
          icon="hand"
          {...words(layout?.waitingState, "Select something to see it here")}
        />
      );
    case "loading":
      return <WidgetSkeleton view={definition.display.view} />;
    case "error":
      return (
        <WidgetError
          error={status.error}
          onRetry={onRetry}
          title={layout?.errorState === undefined ? undefined : words(layout.errorState, "").title}
        />
      );
    case "empty":
      return (
        <EmptyState
          {...words(layout?.emptyState, "Nothing here yet")}
          {...(status.among === undefined ? {} : { hint: `None among the last ${status.among}.` })}
        />
      );
    case "filtered-empty":
      return (
        <EmptyState
          title="Nothing matches the selection"
          hint="The rows are there, but none belongs to what is selected."
          action={
            <Button size="sm" onClick={onClear}>
              Show all
            </Button>
          }
        />
      );
    default:
      return <WidgetView definition={definition} {...view} />;
  }
}
