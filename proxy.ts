import { createServerClient } from "@supabase/ssr";
import { NextResponse, type NextRequest } from "next/server";

import { env } from "@/lib/core/server/env";
import { isOwnHost } from "@/lib/core/server/origin";
import { capLifetime, sessionCookie } from "@/lib/core/server/session-cookie";

const PUBLIC = [
  /^\/login$/,
  /^\/signup$/,
  /^\/reset$/,
  /^\/auth\//,
  /^\/invite\//,
  /^\/api\/health$/,
  /^\/api\/worker$/,
  /^\/api\/v1\//,
  /^\/api\/auth\/[a-z-]+\/callback$/,
];
/** Called by machines under whatever name leads here; they use no cookies. */
const ANY_HOST = [/^\/api\/health$/, /^\/api\/worker$/, /^\/api\/v1\//];
const AFTER_SIGN_IN_POINTLESS = [/^\/login$/, /^\/signup$/];

function contentSecurityPolicy(nonce: string): string {
  const development = process.env["NODE_ENV"] !== "production";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // The development overlay adds styles without a nonce, and a nonce would switch 'unsafe-inline' off.
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function setSecurityHeaders(headers: Headers, policy: string, appUrl: string): void {
  headers.set("content-security-policy", policy);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "strict-origin-when-cross-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (appUrl.startsWith("https:")) headers.set("strict-transport-security", "max-age=31536000");
}

const refused = (status: number, message: string): NextResponse =>
  NextResponse.json({ error: { code: "invalid", message } }, { status });

/** True if an address has an escape that stands for no character, such as `%E0%A4%A`. */
function isMalformed(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return false;
  } catch {
    return true;
  }
}

function signedOut(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  if (pathname.startsWith("/api/"))
    return NextResponse.json(
      { error: { code: "unauthenticated", message: "Sign in first." } },
      { status: 401 },
    );
  const to = request.nextUrl.clone();
  to.pathname = "/login";
  to.search = pathname === "/" ? "" : new URLSearchParams({ next: pathname }).toString();
  return NextResponse.redirect(to);
}

/** One address for each page; webhooks do not pass here. */
function withoutTrailingSlash(request: NextRequest): NextResponse | null {
  const { pathname } = request.nextUrl;
  if (pathname === "/" || !pathname.endsWith("/")) return null;
  const to = new URL(request.url); // a NextURL would keep the slash
  to.pathname = `/${pathname.replaceAll(/^\/+|\/+$/g, "")}`;
  return NextResponse.redirect(to, 308);
}

/** The answer to a request that must not reach a page; `null` to go on. */
function refusal(request: NextRequest, appUrl: string): NextResponse | null {
  const { pathname } = request.nextUrl;
  if (!isOwnHost(request.headers, appUrl) && !ANY_HOST.some((path) => path.test(pathname)))
    return refused(421, "This host name does not belong to the dashboard.");
  if (isMalformed(pathname)) return refused(400, "The address has an escape that is not valid.");
  return withoutTrailingSlash(request);
}

/** Refreshes the session, sends people without one to sign in, and sets the policy that pages live under. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { appUrl, supabase } = env();
  const { pathname } = request.nextUrl;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const answer = refusal(request, appUrl);
  if (answer) {
    setSecurityHeaders(answer.headers, policy, appUrl);
    return answer;
  }
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  let response = NextResponse.next({ request: { headers } });
  const client = createServerClient(supabase.url, supabase.publishableKey, {
    cookieOptions: sessionCookie(appUrl),
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll(all, cacheHeaders) {
        for (const { name, value } of all) request.cookies.set(name, value);
        headers.set("cookie", request.cookies.toString()); // the page must see the new token in this very request
        response = NextResponse.next({ request: { headers } });
        for (const { name, value, options } of all)
          response.cookies.set(name, value, capLifetime(options));
        for (const [name, value] of Object.entries(cacheHeaders ?? {}))
          response.headers.set(name, value);
      },
    },
  });
  // The library throws at a token whose header it does not expect: nobody is signed in with it.
  const { data } = await client.auth.getClaims().catch(() => ({ data: null }));
  const refreshed = response;
  if (!data && !PUBLIC.some((path) => path.test(pathname))) response = signedOut(request);
  else if (data && AFTER_SIGN_IN_POINTLESS.some((path) => path.test(pathname)))
    response = NextResponse.redirect(new URL("/", request.url));
  // A dead session's cookies must go even on a redirect.
  if (response !== refreshed)
    for (const cookie of refreshed.cookies.getAll()) response.cookies.set(cookie);
  setSecurityHeaders(response.headers, policy, appUrl);
  return response;
}

/** Webhooks stay outside: the proxy would clone their bodies, and they carry a signature instead of a session. */
export const config = {
  matcher: [
    "/((?!_next/static|_next/image|favicon.ico|icon.svg|robots.txt|manifest.webmanifest|api/webhooks/).*)",
  ],
};
