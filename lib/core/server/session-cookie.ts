const LIFETIME_SECONDS = 60 * 60 * 24 * 30;

/**
 * Name and options of the session cookie. The name is specific, because cookies ignore ports and all projects on this
 * machine share a host. Scripts cannot read it. With https, `__Host-` binds it to this host.
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

/** Returns the options of a session cookie, because the auth library sets 400 days. Keeps the expiry of a removed cookie. */
export const capLifetime = <Options extends { maxAge?: number | undefined }>(options: Options) => ({
  ...options,
  ...(options.maxAge ? { maxAge: Math.min(options.maxAge, LIFETIME_SECONDS) } : {}),
});

/** Options of other cookies that scripts do not need. Secure with https. */
export const ownCookie = (appUrl: string, maxAge: number) =>
  ({
    httpOnly: true,
    secure: appUrl.startsWith("https:"),
    sameSite: "lax",
    path: "/",
    maxAge,
  }) as const;

/** Stores the last viewed workspace. */
export const WORKSPACE_COOKIE = "dashboard-workspace";
/** `light` or `dark`; absent for the system's theme. */
export const THEME_COOKIE = "dashboard-theme";
/** Stores when a person last viewed the failed runs of a workspace. */
export const failuresCookie = (workspaceId: string) => `dashboard-failures-${workspaceId}`;
/** Signed. Identifies an account that has signed in from this browser before. */
export const DEVICE_COOKIE = "dashboard-device";
/** Signed. Marks a session from a reset link, which may set a password without the current one. */
export const RESET_COOKIE = "dashboard-reset";

export const YEAR_SECONDS = 60 * 60 * 24 * 365;
