import http from "node:http";

import type { RunningApp } from "./app";

/** A browser without scripts: it keeps cookies, follows no redirects, and sends forms as they stand in the page. */
export interface PlainBrowser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends the first form of a page that has all these fields. */
  submit(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

const unescape = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&");

/** The hidden inputs of a form, by which Next knows the action. */
function hiddenFields(form: string): [string, string][] {
  return [...form.matchAll(/<input type="hidden"([^>]*)>/g)].flatMap(([, attributes = ""]) => {
    const name = /name="([^"]*)"/.exec(attributes)?.[1];
    const value = /value="([^"]*)"/.exec(attributes)?.[1] ?? "";
    return name === undefined ? [] : [[unescape(name), unescape(value)] as [string, string]];
  });
}

/** `address`: what a reverse proxy would write into `X-Forwarded-For`. */
export function plainBrowser(app: RunningApp, address: string): PlainBrowser {
  const cookies = new Map<string, string>();
  async function call(
    path: string,
    init: { method?: string; body?: FormData; headers?: Record<string, string> },
  ): Promise<Response> {
    const response = await fetch(`${app.url}${path}`, {
      ...init,
      redirect: "manual",
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        "x-forwarded-for": address,
        ...init.headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0\b|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
  return {
    cookies,
    get: (path, headers = {}) => call(path, { headers }),
    async submit(path, fields, headers = { origin: app.url }) {
      const html = await (await call(path, {})).text();
      const forms = [...html.matchAll(/<form[^>]*>([\s\S]*?)<\/form>/g)].map(
        ([, inner = ""]) => inner,
      );
      const form = forms.find((inner) =>
        Object.keys(fields).every((name) => inner.includes(`name="${name}"`)),
      );
      if (form === undefined) throw new Error(`No such form on ${path}: ${html.slice(0, 500)}`);
      const body = new FormData();
      for (const [name, value] of hiddenFields(form)) body.append(name, value);
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return call(path, { method: "POST", body, headers });
    },
  };
}

/** A request with any header, `Host` included, which fetch would not send. Resolves with status and body. */
export function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string> },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    request.end();
  });
}
