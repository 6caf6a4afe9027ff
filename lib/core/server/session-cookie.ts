/**
 * How the session travels: its own name, since cookies ignore ports and every project on this machine shares a host,
 * and out of reach of scripts. `__Host-` binds it to this very host where https allows it.
 */
export function sessionCookie(appUrl: string) {
  const secure = appUrl.startsWith("https:");
  return {
    name: secure ? "__Host-dashboard-session" : "dashboard-session",
    httpOnly: true,
    secure,
    sameSite: "lax",
    path: "/",
    maxAge: 60 * 60 * 24 * 30,
  } as const;
}

/** Remembers which workspace a person looked at last. */
export const WORKSPACE_COOKIE = "dashboard-workspace";
/** `light`, `dark`, or absent for the system's choice. */
export const THEME_COOKIE = "dashboard-theme";
/** Remembers when a person last looked at the failed runs of a workspace. */
export const failuresCookie = (workspaceId: string) => `dashboard-failures-${workspaceId}`;
