import { Badge } from "@/components/ui/badge";
import { JsonBlock } from "@/components/ui/json-block";

import type { PlannedStepView } from "./types";

/** The planned action of each step, and its input. */
export function PlannedSteps({
  steps,
  error,
  of,
}: {
  steps: readonly PlannedStepView[];
  error: string | null;
  /** The automation whose steps they are, where a page shows those of several. */
  of?: string;
}) {
  return (
    <div className="grid gap-3">
      <ol className="grid gap-3">
        {steps.map(({ key, does, label, what, input, warnings }) => (
          <li key={key} className="border-line grid gap-1.5 border-l-2 pl-3 text-sm">
            <span className="flex flex-wrap items-center gap-2">
              <code className="text-xs font-semibold">{key}</code>
              <Badge tone={does === "fail" ? "danger" : does === "skip" ? "neutral" : "info"}>
                {label}
              </Badge>
              <span className="min-w-0 break-words">{what}</span>
            </span>
            {warnings.map((warning) => (
              <span key={warning} className="text-warning-ink text-xs">
                {warning}
              </span>
            ))}
            {input === null ? null : (
              <JsonBlock
                label={of ? `Input of ${key} of ${of}` : `Input of ${key}`}
                value={input}
              />
            )}
          </li>
        ))}
      </ol>
      {error ? <p className="text-danger-ink text-sm">{error}</p> : null}
    </div>
  );
}
