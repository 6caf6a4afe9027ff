import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

const MAX_ISSUES = 8;

/** The problems of a definition, place by place. */
export function DefinitionIssues({ issues }: { issues: readonly DefinitionIssue[] }) {
  if (issues.some(({ code }) => code === "needs-newer-version")) {
    return (
      <EmptyState icon="info" title="This widget needs a newer version" hint={issues[0]?.message} />
    );
  }
  return (
    <ErrorState
      title="This widget's definition is not valid"
      reason={
        <ul className="mt-1 flex flex-col gap-1 text-left">
          {issues.slice(0, MAX_ISSUES).map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code className="text-ink font-mono">{path || "definition"}</code>: {message}
            </li>
          ))}
          {issues.length > MAX_ISSUES ? <li>{`and ${issues.length - MAX_ISSUES} more`}</li> : null}
        </ul>
      }
    />
  );
}
