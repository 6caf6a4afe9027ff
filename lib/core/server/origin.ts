/** Whether a URL leads to this very machine. */
export const isLoopback = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

/**
 * Whether a request that changes something comes from our own pages. Browsers send `Sec-Fetch-Site` and `Origin`
 * themselves, so a page elsewhere cannot fake them; a request with neither is no browser's and carries no cookies of one.
 */
export function isOwnOrigin(headers: Pick<Headers, "get">, appUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return site === "same-origin";
  const app = new URL(appUrl);
  const loopback = ["localhost", "127.0.0.1"];
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.origin === app.origin) return true;
  return (
    loopback.includes(app.hostname) &&
    loopback.includes(from.hostname) &&
    from.port === app.port &&
    from.protocol === app.protocol
  );
}
