/** Runs once per server process: the environment is checked whole, then the long-running half starts. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { boot } = await import("./lib/compose/boot");
  await boot();
}
