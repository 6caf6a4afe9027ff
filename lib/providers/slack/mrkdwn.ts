/**
 * Text from outside as it may stand in a Slack message: without this, `<!channel>` calls everybody and
 * `<https://…|invoice>` dresses up a link. Pure; a text is escaped once.
 * Source: docs.slack.dev/messaging/formatting-message-text, read 2026-11.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
