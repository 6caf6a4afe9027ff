/** What an emulator's entry starts. */
type Running = { url: string; close: () => Promise<void> };

/** A variable that the entry cannot do without. Throws an Error that names it. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing.`);
  return value;
}

/**
 * Runs an emulator as a process of its own: tells a parent that forked it `{ ready: { url } }`, and ends on
 * SIGTERM, on SIGINT, or when the parent goes away.
 */
export function runEmulator(name: string, start: () => Promise<Running>): void {
  const fail = (error: unknown): void => {
    process.stderr.write(
      `${name} sandbox: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  };
  const main = async (): Promise<void> => {
    const sandbox = await start();
    let closing = false;
    const stop = (): void => {
      if (closing) return;
      closing = true;
      sandbox.close().then(() => process.exit(0), fail);
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    if (process.send) {
      process.on("disconnect", stop);
      process.send({ ready: { url: sandbox.url } });
    } else process.stdout.write(`${name} sandbox (not ${name}) at ${sandbox.url}\n`);
  };
  main().catch(fail);
}
