import { Pool } from "pg";

import { createServices } from "@/lib/compose/services";
import { parseEnv } from "@/lib/core/server/env";
import { addVersion, enableAutomation, insertAutomation } from "@/lib/db/automations";
import type { Services } from "@/lib/verbs/types";
import { startStack } from "@/supabase/embedded/stack";

import { makeDataFolder, removeDataFolder } from "./temporary.ts";

/** The app's own composition on a real Postgres, without a web server. */
export interface BenchAutomations {
  readonly services: Services;
  readonly admin: Pool;
  readonly workspace: string;
  readonly user: string;
  /** Enables an automation that publishes one event for every event of a type. */
  enable(name: string, on: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startAutomations(): Promise<BenchAutomations> {
  const root = makeDataFolder();
  const stack = await startStack({ root, siteUrl: "http://localhost:3000", log: () => {} });
  const admin = new Pool({ connectionString: stack.adminUrl, max: 2 });
  const services = createServices(parseEnv(stack.env));
  const response = await fetch(`${stack.env["SUPABASE_URL"]}/auth/v1/signup`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      apikey: stack.env["SUPABASE_PUBLISHABLE_KEY"] ?? "",
    },
    body: JSON.stringify({ email: "bench@example.com", password: "correct horse" }),
  });
  const { user } = (await response.json()) as { user: { id: string } };
  const { rows } = await admin.query<{ workspace_id: string }>(
    "select workspace_id from public.memberships where user_id = $1",
    [user.id],
  );
  const workspace = rows[0]?.workspace_id ?? "";
  return {
    services,
    admin,
    workspace,
    user: user.id,
    enable: (name, on) =>
      services.db.withService(async (trx) => {
        const id = await insertAutomation(trx, {
          workspaceId: workspace,
          name,
          createdBy: user.id,
        });
        const definition = {
          schema: 1,
          name,
          on: { event: on, where: { "data.amount": { gte: 1 } } },
          limits: { perHour: 10_000, perDay: 100_000 },
          steps: [{ id: "tell", publish: "bench.done", with: { of: "{{event.subject}}" } }],
        };
        const author = { kind: "user", id: user.id };
        const version = await addVersion(trx, {
          id,
          workspaceId: workspace,
          name,
          definition,
          author,
        });
        await enableAutomation(trx, { id, workspaceId: workspace, version, by: user.id });
        return id;
      }),
    async stop() {
      await services.publisher.drain();
      await services.db.end();
      await admin.end();
      await stack.stop();
      removeDataFolder(root);
    },
  };
}
