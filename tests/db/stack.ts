import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Pool } from "pg";
import { inject } from "vitest";

import { createDatabase, type Database } from "@/lib/db/database";
import { startStack, type LocalStack } from "@/supabase/embedded/stack";

/** A local stack of its own for one test file, and clients to look behind the curtain. */
export interface TestStack {
  readonly stack: LocalStack;
  readonly root: string;
  /** As the app logs in. */
  readonly db: Database;
  /** As the migrations' owner, which row-level security does not stop. */
  readonly admin: Pool;
  /** Makes an account by the auth service. Returns its claims and its personal workspace. */
  signUp(name: string): Promise<TestUser>;
  /** Ends it. `keep` leaves the data folder for another start. */
  stop(options?: { keep: boolean }): Promise<void>;
}

export interface TestUser {
  readonly sub: string;
  readonly email: string;
  readonly workspace: string;
  readonly accessToken: string;
}

/** A data folder as a first start leaves it, with the owners that Postgres asks for. */
function freshData(): string {
  const root = mkdtempSync(path.join(tmpdir(), "dashboard-test-"));
  execFileSync("cp", ["-a", `${inject("dataTemplate")}/.`, root]);
  return root;
}

/** Starts on fresh data, or again on data that was kept. */
export async function startTestStack(root = freshData()): Promise<TestStack> {
  const stack = await startStack({ root, siteUrl: "http://localhost:3000", log: () => {} });
  const admin = new Pool({ connectionString: stack.adminUrl, max: 4 });
  admin.on("error", () => {}); // a test may stop the server under it
  const db = createDatabase(stack.env["DATABASE_URL"] ?? "", { max: 10 });
  return {
    stack,
    root,
    db,
    admin,
    async signUp(name) {
      const email = `${name}@example.com`;
      const response = await fetch(`${stack.env["SUPABASE_URL"]}/auth/v1/signup`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          apikey: stack.env["SUPABASE_PUBLISHABLE_KEY"] ?? "",
        },
        body: JSON.stringify({ email, password: "correct horse", data: { name } }),
      });
      const { user, access_token } = (await response.json()) as {
        user: { id: string };
        access_token: string;
      };
      const { rows } = await admin.query<{ workspace_id: string }>(
        "select workspace_id from public.memberships where user_id = $1",
        [user.id],
      );
      return {
        sub: user.id,
        email,
        workspace: rows[0]?.workspace_id ?? "",
        accessToken: access_token,
      };
    },
    async stop({ keep } = { keep: false }) {
      await db.end();
      await admin.end();
      await stack.stop();
      if (!keep) rmSync(root, { recursive: true, force: true });
    },
  };
}
