import { useEffect } from "react";

import type { ConnectedMesh } from "@/lib/mesh/browser/connect";
import type { MeshEvent } from "@/lib/mesh/event";

/** Meshes whose history has been requested, so that reopening the drawer does not request it again. */
const asked = new WeakSet<ConnectedMesh>();

async function newestEvents(): Promise<readonly MeshEvent[]> {
  const response = await fetch("/api/events", { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  return ((await response.json()) as { events: MeshEvent[] }).events; // our own server's answer
}

/** Adds events from before the page load to the log when the drawer first opens. */
export function useHistory(mesh: ConnectedMesh | null): void {
  useEffect(() => {
    const after = mesh?.after;
    if (!mesh || after === undefined || asked.has(mesh)) return;
    asked.add(mesh);
    const fill = async () => {
      const events = await newestEvents().catch(() => null);
      // The next opening tries again.
      if (events === null) asked.delete(mesh);
      // Newer events arrive by the stream, which also delivers them.
      const older = events?.filter(({ seq }) => seq !== null && seq <= after) ?? [];
      mesh.log.prepend(older.toReversed());
    };
    void fill();
  }, [mesh]);
}
