import { ENGINES, type EngineName } from "./engines.ts";

/** Executes the runs of an engine until the bench ends this process. */
const [name = "", url = "", address = ""] = process.argv.slice(2);
await ENGINES[name as EngineName].work(url, address);
process.send?.("ready");
