import "../../scripts/alias.ts";

/** A process that counts attempts under one key, as many as its parent says, and answers how many were within the limit. */
const { createDatabase } = await import("../../lib/db/database.ts");
const { createRateLimits } = await import("../../lib/db/rate-limits.ts");

const limits = createRateLimits(createDatabase(process.env["DATABASE_URL"] ?? ""));
const limit = { name: "test:shared", points: 10, seconds: 60 };

process.on("message", (count: number) => {
  void Promise.all(
    Array.from({ length: count }, () => limits.spend([{ limit, key: "ada@example.com" }])),
  ).then((waits) => process.send?.(waits.filter((wait) => wait === 0).length));
});
process.send?.("ready");
