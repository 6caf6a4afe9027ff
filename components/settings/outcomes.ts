/** The outcome of a consent page, as a sentence that a person understands. */
const SENTENCES: Readonly<Record<string, string>> = {
  access_denied: "You declined, so nothing was connected. You can connect whenever you like.",
  invalid_state:
    "This authorisation is unknown or was used before. Start the connection again from here.",
  expired_state: "The authorisation took longer than ten minutes and has expired. Start again.",
  other_session: "This authorisation was started in another session. Start it again from this one.",
  other_workspace:
    "This authorisation was started for another workspace. Switch back to it, or start again here.",
  foreign_start: "The connection was started from another site. Start it from here.",
  no_code: "The provider sent no authorisation code. Start again.",
  invalid_grant:
    "The provider no longer accepts this authorisation: its code has expired or was used before. Start again.",
  invalid_client:
    "The provider does not know this installation. Check its client id and secret key.",
  mode_mismatch:
    "The account was authorised in another mode (test or live) than this installation uses.",
  identify_failed: "The provider did not say whose account this is. Nothing was saved. Try again.",
  not_configured: "This provider is not configured on this installation yet.",
  too_many_attempts:
    "Too many connection attempts in the last hour. Wait a little, then try again.",
  unreachable: "The provider could not be reached. Nothing was saved. Try again.",
  forbidden: "Only admins and owners of the workspace can connect accounts.",
  provider_error: "The provider reported a problem and nothing was connected. Try again.",
};

export interface Outcome {
  readonly tone: "success" | "danger" | "info";
  readonly message: string;
}

/** Reads the address bar's words; unknown ones get a general sentence and are never shown themselves. */
export function outcomeOf(
  query: { success?: unknown; error?: unknown },
  providerNames: Readonly<Record<string, string>>,
): Outcome | null {
  if (typeof query.success === "string") {
    const name = Object.hasOwn(providerNames, query.success)
      ? providerNames[query.success]
      : undefined;
    return name ? { tone: "success", message: `${name} is connected.` } : null;
  }
  if (typeof query.error !== "string") return null;
  const known = Object.hasOwn(SENTENCES, query.error) ? SENTENCES[query.error] : undefined;
  return {
    tone: query.error === "access_denied" ? "info" : "danger",
    message:
      known ??
      "The connection was not made. Start again; if it keeps failing, look at the server's log.",
  };
}
