/**
 * Loaded into a worker process before anything else: a request that speaks of the poison ends the process, as a fault in
 * its own code would.
 */
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  if (typeof init?.body === "string" && init.body.includes("POISON")) process.abort();
  return fetch(input, init);
};
