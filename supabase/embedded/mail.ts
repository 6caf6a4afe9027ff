import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A message as the auth half hands it over. */
export interface OutgoingMail {
  readonly to: string | string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

interface StoredMail extends OutgoingMail {
  /** ISO 8601 in UTC. */
  readonly at: string;
}

const escape = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const page = (title: string, body: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui}body{max-width:44rem;margin:2rem auto;padding:0 1rem}
li{margin:.5rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}small{opacity:.7}</style>
<h1>${escape(title)}</h1>${body}</html>`;

/** The outbox of the local installation: one JSON file per message, and two pages to read them. */
export function mailbox(
  root: string,
  options: { siteUrl: string; onMail(to: string, subject: string): void },
) {
  const folder = path.join(root, "mail");
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  /**
   * The auth half links to its own verify page, which answers with a URL fragment that a server cannot read.
   * Hosted e-mail templates use the token_hash form; so does this.
   */
  const relink = (text: string, to: string) =>
    text.replaceAll(/https?:\/\/[^\s"'<]*\/auth\/v1\/verify\?[^\s"'<]*/g, (link) => {
      const query = new URL(link.replaceAll("&amp;", "&")).searchParams;
      return `${options.siteUrl}/auth/confirm?token_hash=${query.get("token") ?? ""}&type=${query.get("type") ?? ""}&email=${encodeURIComponent(to)}`;
    });

  return {
    driver: {
      send(mail: OutgoingMail): Promise<void> {
        const [to = ""] = [mail.to].flat();
        const stored: StoredMail = {
          to: mail.to,
          subject: mail.subject,
          ...(mail.text ? { text: relink(mail.text, to) } : {}),
          ...(mail.html ? { html: relink(mail.html, to) } : {}),
          at: new Date().toISOString(),
        };
        const name = `${Date.now()}-${randomBytes(3).toString("hex")}.json`;
        writeFileSync(path.join(folder, name), JSON.stringify(stored, null, 1), { mode: 0o600 });
        options.onMail([mail.to].flat().join(", "), mail.subject);
        return Promise.resolve();
      },
    },
    /** HTML for `/mail` and `/mail/<name>`, or null when there is no such page. */
    render(pathname: string): string | null {
      if (pathname === "/mail") {
        const items = readdirSync(folder)
          .filter((name) => name.endsWith(".json"))
          .toSorted()
          .toReversed();
        const rows = items.map((name) => {
          const mail = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as StoredMail;
          return `<li><a href="/mail/${name}">${escape(mail.subject)}</a> <small>to ${escape([mail.to].flat().join(", "))}, ${mail.at}</small></li>`;
        });
        return page(
          "Local mail",
          rows.length > 0
            ? `<ul>${rows.join("")}</ul>`
            : "<p>No mail yet. Reset a password to get one.</p>",
        );
      }
      const name = /^\/mail\/(\d+-[0-9a-f]{6}\.json)$/.exec(pathname)?.[1];
      if (!name || !existsSync(path.join(folder, name))) return null;
      const mail = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as StoredMail;
      const text = escape(
        mail.text ??
          mail.html
            ?.replaceAll(/<a [^>]*href="([^"]*)"[^>]*>/g, "$1 ")
            .replaceAll(/<[^>]+>/g, "") ??
          "",
      ).replaceAll(/https?:\/\/[^\s<]+/g, (link) => `<a href="${link}">${link}</a>`);
      return page(
        mail.subject,
        `<p><small>to ${escape([mail.to].flat().join(", "))}, ${mail.at}</small></p><pre>${text}</pre><p><a href="/mail">All mail</a></p>`,
      );
    },
  };
}
