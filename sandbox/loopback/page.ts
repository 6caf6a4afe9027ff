import type { Reply } from "./server.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const CSS = `
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--ink:#161a2b;--soft:#5a6178;--line:#dfe2ea;--accent:#4a43d6;--accent-ink:#fff;--warn:#7a4b00;--warn-bg:#fff0cf}
@media(prefers-color-scheme:dark){:root{--bg:#10121b;--card:#191c29;--ink:#eceef6;--soft:#a3a9bf;--line:#2d3245;--accent:#8d87ff;--accent-ink:#12122b;--warn:#ffcf70;--warn-bg:#3a2c0a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.banner{padding:8px 16px;background:var(--warn-bg);color:var(--warn);text-align:center;font-size:14px;font-weight:600}
main{max-width:760px;margin:0 auto;padding:32px 20px 64px}
h1{margin:0 0 12px;font-size:26px;line-height:1.25}h2{margin:0 0 12px;font-size:17px}form+h2,ol+h2{margin-top:24px}
p{margin:0 0 12px}.soft{color:var(--soft)}.small{font-size:14px}
code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px 24px;margin-bottom:16px}
ol.log{list-style:none;margin:0;padding:0}ol.log li{padding:10px 0;border-top:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}ol.log li:first-child{border-top:0}
ul.plain{list-style:none;margin:0 0 12px;padding:0}
.choice{display:flex;gap:12px;padding:12px 14px;border:1px solid var(--line);border-radius:10px;margin-bottom:8px}
label{display:block;font-size:14px;color:var(--soft);margin-bottom:4px}
input[type=text],select{width:100%;font:inherit;padding:9px 12px;border-radius:10px;border:1px solid var(--line);background:var(--bg);color:var(--ink);margin-bottom:12px}
ol.log form{margin-top:8px}.actions{display:flex;flex-wrap:wrap;gap:10px}form+p{margin:16px 0 0}
button{font:inherit;font-weight:600;overflow-wrap:normal;padding:10px 18px;border-radius:10px;border:1px solid var(--line);background:var(--card);color:var(--ink);cursor:pointer}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** A whole page under the sandbox's banner; `body` is HTML. `formTargets` are the origins that a form may end up at. */
export function page(options: {
  /** Whom it stands in for, e.g. `Slack`. */
  provider: string;
  title: string;
  body: string;
  status?: number;
  formTargets?: readonly string[];
}): Reply {
  const targets = ["'self'", ...(options.formTargets ?? [])].join(" ");
  const provider = escapeHtml(options.provider);
  return {
    status: options.status ?? 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`,
      // Without a referrer a browser calls the origin of a form “null”, which the server would refuse.
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(options.title)} · ${provider} sandbox</title>
<style>${CSS}</style>
</head>
<body>
<header class="banner">SANDBOX – not ${provider}. Runs on this machine only; nothing leaves it.</header>
<main>
${options.body}
</main>
</body>
</html>
`,
  };
}
