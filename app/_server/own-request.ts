import "server-only";
import { headers } from "next/headers";

import { services } from "@/lib/compose/services";
import { clientAddress } from "@/lib/core/server/client-address";
import { isOwnOrigin } from "@/lib/core/server/origin";

export const FOREIGN_REQUEST = "This request does not come from the dashboard's own pages.";

/** True if a form or action was sent by our own pages. Next lets a request without any `Origin` pass; a browser sends one. */
export async function isOwnRequest(): Promise<boolean> {
  return isOwnOrigin(await headers(), services().env.appUrl);
}

/** The network address of the caller, for limits and the security log. */
export async function requestAddress(): Promise<string> {
  return clientAddress(await headers(), services().env.proxyHops);
}
