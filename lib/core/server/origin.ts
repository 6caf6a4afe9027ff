/** True if a URL points to this machine. */
export const isLoopback = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

const hostOf = (value: string): URL | null =>
  URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : null;

/**
 * True if a request is addressed to this app by the host of its URL or a loopback name, which protects against DNS
 * rebinding. Behind a proxy that rewrites `Host`, its `X-Forwarded-Host`
 * counts, unless the app is on this machine, where any page could send that header.
 */
export function isOwnHost(headers: Pick<Headers, "get">, appUrl: string): boolean {
  const app = new URL(appUrl);
  const host = hostOf(headers.get("host") ?? "");
  if (host && (host.hostname === app.hostname || isLoopback(host.href))) return true;
  const forwarded = headers.get("x-forwarded-host")?.split(",").at(-1)?.trim() ?? "";
  return !isLoopback(appUrl) && hostOf(forwarded)?.hostname === app.hostname;
}

/**
 * True if a request that changes data comes from our own pages. Browsers set `Sec-Fetch-Site` and `Origin` themselves, so
 * other sites cannot fake them. A request without both does not come from a browser and has no cookies.
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
