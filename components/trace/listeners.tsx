import type { Route } from "next";
import Link from "next/link";

import { RunBadge } from "@/components/runs/run-badge";
import { tookText } from "@/components/runs/types";
import { Badge } from "@/components/ui/badge";
import type { EventNode, IdleNode, RunNode } from "@/lib/mesh/browser/trace-tree";

function ListenerRow({ node }: { node: RunNode | IdleNode }) {
  const isRun = node.kind === "run";
  const reason = isRun ? node.reason : node.why;
  return (
    <tr className="border-line border-t align-top">
      <td className="py-1.5 pr-3">
        <Link
          href={`/automations/${node.automationId}` as Route}
          className="inline-block py-0.5 break-words hover:underline"
        >
          {node.name}
        </Link>
      </td>
      <td className="py-1.5 pr-3">
        {isRun ? (
          <Link href={`/runs/${node.id}` as Route} className="inline-block py-0.5 hover:underline">
            <RunBadge status={node.status} />
          </Link>
        ) : (
          <Badge icon="minus">Did not start</Badge>
        )}
        {reason ? <p className="text-muted text-xs break-words">{reason}</p> : null}
      </td>
      <td className="text-muted figures py-1.5 text-right text-xs whitespace-nowrap">
        {isRun ? tookText(node.startedAt, node.finishedAt) : ""}
      </td>
    </tr>
  );
}

/** Automations that listen to a stored event, with their run or the reason why they did not start. */
export function Listeners({ event }: { readonly event: EventNode }) {
  const nodes = event.children.filter((node) => node.kind === "run" || node.kind === "idle");
  if (nodes.length === 0)
    return <p className="text-muted text-sm">No enabled automation listens to this event type.</p>;
  return (
    <table className="w-full text-left text-sm" aria-label="Automations that listen">
      <thead className="text-muted text-xs">
        <tr>
          <th scope="col" className="pb-1 font-medium">
            Automation
          </th>
          <th scope="col" className="pb-1 font-medium">
            Result
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <ListenerRow key={node.key} node={node} />
        ))}
      </tbody>
    </table>
  );
}
