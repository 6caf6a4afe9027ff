import { required, runEmulator } from "../loopback/process.ts";
import { createJiraSandbox } from "./server.ts";

/** Starts the sandbox from `SANDBOX_*` variables; see README.md beside this file. */
runEmulator("Jira", () => {
  const { env } = process;
  return createJiraSandbox({
    port: Number(env["SANDBOX_PORT"] ?? 12_112),
    platform: {
      name: env["SANDBOX_PLATFORM_NAME"] ?? "Agentic Dashboard",
      clientId: required("SANDBOX_CLIENT_ID"),
      clientSecret: required("SANDBOX_CLIENT_SECRET"),
      redirectUris: required("SANDBOX_REDIRECT_URI").split(","),
    },
    searchLagMs: Number(env["SANDBOX_SEARCH_LAG_MS"] ?? 2000),
    reuseMs: Number(env["SANDBOX_REUSE_SECONDS"] ?? 0) * 1000,
    ...(env["SANDBOX_ADMIN_TOKEN"] ? { adminToken: env["SANDBOX_ADMIN_TOKEN"] } : {}),
    ...(env["SANDBOX_SNAPSHOT"] ? { snapshotFile: env["SANDBOX_SNAPSHOT"] } : {}),
  });
});
