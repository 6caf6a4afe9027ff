const LIFETIME_SECONDS = 60 * 60 * 24 * 30;

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
    maxAge: LIFETIME_SECONDS,
  } as const;
}

/** Options for a session cookie: the auth library sets 400 days over ours. A cookie that is being removed stays removed. */
export const capLifetime = <Options extends { maxAge?: number | undefined }>(options: Options) => ({
  ...options,
  ...(options.maxAge ? { maxAge: Math.min(options.maxAge, LIFETIME_SECONDS) } : {}),
});

/** Options of the app's other cookies that scripts need not see. Secure on https. */
export const ownCookie = (appUrl: string, maxAge: number) =>
  ({
    httpOnly: true,
    secure: appUrl.startsWith("https:"),
    sameSite: "lax",
    path: "/",
    maxAge,
  }) as const;

/** Remembers which workspace a person looked at last. */
export const WORKSPACE_COOKIE = "dashboard-workspace";
/** `light`, `dark`, or absent for the system's choice. */
export const THEME_COOKIE = "dashboard-theme";
/** Remembers when a person last looked at the failed runs of a workspace. */
export const failuresCookie = (workspaceId: string) => `dashboard-failures-${workspaceId}`;
/** Signed: an account that has signed in from this browser before. */
export const DEVICE_COOKIE = "dashboard-device";
/** Signed: the session that a reset link opened, which may choose a password without the current one. */
export const RESET_COOKIE = "dashboard-reset";

export const YEAR_SECONDS = 60 * 60 * 24 * 365;
