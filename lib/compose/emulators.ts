import { readFile } from "node:fs/promises";

const PAUSE_MS = 25;

/**
 * In development the app starts beside its local database and sandbox, whose addresses come later. Waits for the file
 * that `EMULATORS_FILE` names (JSON, written whole by `scripts/dev.ts`) and takes its variables into the environment.
 */
export async function awaitEmulators(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const file = env["EMULATORS_FILE"];
  while (file) {
    const text = await readFile(file, "utf8").catch(() => null); // not there yet
    if (text !== null) {
      Object.assign(env, JSON.parse(text));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
