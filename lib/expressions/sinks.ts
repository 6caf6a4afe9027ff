/** Where rendered text lands, which decides how a value from outside is made harmless there. */
export const SINKS = ["plain", "line", "slack-mrkdwn", "jira-adf", "sms", "url"] as const;
export type Sink = (typeof SINKS)[number];

// oxlint-disable-next-line no-control-regex -- these are what is removed
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g;

const withoutControls = (text: string) => text.replaceAll(CONTROLS, "");
const oneLine = (text: string) => withoutControls(text).replaceAll(/\s+/g, " ").trim();

/** Slack reads `&`, `<` and `>` as markup: mentions and links. Source: docs.slack.dev/messaging/formatting-message-text, read 2026-11. */
const slack = (text: string) =>
  withoutControls(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const ESCAPES: Readonly<Record<Sink, (text: string) => string>> = {
  plain: withoutControls,
  line: oneLine,
  "slack-mrkdwn": slack,
  "jira-adf": withoutControls, // becomes the text of a node, in which nothing is markup
  sms: oneLine,
  url: (text) => encodeURIComponent(withoutControls(text)),
};

export const isSink = (value: unknown): value is Sink => SINKS.some((sink) => sink === value);

/** The text as it may stand in the sink. It is never read as a template again. */
export function escapeFor(sink: Sink, text: string): string {
  return ESCAPES[sink](text);
}
