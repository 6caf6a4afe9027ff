import { installBuiltinWidgets } from "./builtin-widgets";
import { prepareDemo } from "./demo";
import { awaitEmulators } from "./emulators";
import { services } from "./services";
import { onShutdown } from "./shutdown";
import { hearOthers, startWorkerHere } from "./worker";

const KEY = Symbol.for("agentic-dashboard.booted");
interface Holder {
  [KEY]?: true;
}

/** Starts what one server process runs beside its requests. A bad environment ends the process with a sentence. */
export async function boot(): Promise<void> {
  const holder = globalThis as Holder;
  if (holder[KEY]) return;
  holder[KEY] = true;
  await awaitEmulators();
  try {
    services();
  } catch (error) {
    process.stderr.write(
      `\nThe dashboard cannot start. ${error instanceof Error ? error.message : String(error)}\n\n`,
    );
    process.exit(1);
  }
  const all = services();
  await installBuiltinWidgets(all);
  const worker = all.env.worker === "inside" ? startWorkerHere() : null;
  hearOthers(all, worker);
  void prepareDemo(all);
  if (process.env["NEXT_MANUAL_SIG_HANDLE"] === "true")
    onShutdown({
      streams: () => all.hub.end(),
      work: async () => {
        await Promise.all([worker?.stop(), all.hints.stop()]);
        await all.publisher.drain();
        await all.deliveries.flush();
      },
      last: () => all.db.end(),
    });
}
