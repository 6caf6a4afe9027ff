const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export type Page = { status: number; html: string; headers: Record<string, string> };

const CSS = `
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--ink:#161a2b;--soft:#5a6178;--line:#dfe2ea;--accent:#4a43d6;--accent-ink:#fff;--tint:#eeedfc;--good:#11734b;--good-bg:#e2f5ec;--bad:#b3261e;--bad-bg:#fdeaea;--warn:#7a4b00;--warn-bg:#fff0cf}
@media(prefers-color-scheme:dark){:root{--bg:#10121b;--card:#191c29;--ink:#eceef6;--soft:#a3a9bf;--line:#2d3245;--accent:#8d87ff;--accent-ink:#12122b;--tint:#26264a;--good:#6fd8a8;--good-bg:#12352a;--bad:#ff9d94;--bad-bg:#3d1b1d;--warn:#ffcf70;--warn-bg:#3a2c0a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.banner{padding:8px 16px;background:var(--warn-bg);color:var(--warn);text-align:center;font-size:14px;font-weight:600;border-bottom:1px solid var(--line)}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
main.narrow{max-width:480px;padding-top:48px}
h1{margin:0 0 4px;font-size:26px;line-height:1.25;letter-spacing:-.01em}
h2{margin:0 0 12px;font-size:17px}
p{margin:0 0 12px}
.soft{color:var(--soft)}.small{font-size:14px}
code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:24px;box-shadow:0 1px 2px rgb(0 0 0/5%)}
.pair{display:flex;align-items:center;justify-content:center;gap:14px;margin-bottom:20px;color:var(--soft)}
.mark{width:52px;height:52px;border-radius:14px;display:grid;place-items:center;font-weight:700;font-size:22px;background:var(--tint);color:var(--accent)}
.center{text-align:center}
ul.rights{margin:0 0 20px;padding:14px 16px 14px 34px;background:var(--bg);border-radius:10px;font-size:15px}
fieldset{border:0;margin:0 0 20px;padding:0}
legend{padding:0;margin-bottom:8px;font-weight:600}
.choice{display:flex;gap:12px;align-items:flex-start;padding:12px 14px;border:1px solid var(--line);border-radius:10px;margin-bottom:8px;cursor:pointer}
.choice:has(input:checked){border-color:var(--accent);background:var(--tint)}
.choice input{margin:5px 0 0;accent-color:var(--accent)}
.choice strong,.choice span{display:block}.choice .badge{display:inline-block;margin-left:6px}.choice strong{color:var(--ink);font-size:15px}
.actions{display:flex;gap:10px}
button{font:inherit;font-weight:600;padding:10px 18px;border-radius:10px;border:1px solid var(--line);background:var(--card);color:var(--ink);cursor:pointer}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
button:hover{filter:brightness(1.06)}
.actions button{flex:1}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
nav{display:flex;gap:8px;flex-wrap:wrap;margin:20px 0}
nav a{padding:8px 14px;border-radius:999px;border:1px solid var(--line);text-decoration:none;color:var(--ink);background:var(--card)}
nav a[aria-current]{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
.grid{display:grid;grid-template-columns:minmax(0,1fr) 320px;gap:20px;align-items:start}
@media(max-width:820px){.grid{grid-template-columns:minmax(0,1fr)}main{padding:24px 14px 48px}.card{padding:18px}}
.stack{display:grid;gap:16px}
.notice{padding:12px 16px;border-radius:10px;margin-bottom:20px;background:var(--good-bg);color:var(--good)}
.notice.bad{background:var(--bad-bg);color:var(--bad)}
.scroll{overflow-x:auto}.scroll table{min-width:30rem}
table{width:100%;border-collapse:collapse;font-size:15px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;padding:0 10px 8px 0}
td{padding:10px 10px 10px 0;border-top:1px solid var(--line);vertical-align:top}
.num{font-variant-numeric:tabular-nums;white-space:nowrap;font-weight:600}
.badge{display:inline-block;padding:1px 9px;border-radius:999px;font-size:13px;font-weight:600;white-space:nowrap;background:var(--tint);color:var(--accent)}
.badge.good{background:var(--good-bg);color:var(--good)}.badge.bad{background:var(--bad-bg);color:var(--bad)}.badge.warn{background:var(--warn-bg);color:var(--warn)}
label{display:block;font-size:14px;color:var(--soft);margin-bottom:4px}
input[type=text],select{width:100%;font:inherit;padding:9px 12px;border-radius:10px;border:1px solid var(--line);background:var(--bg);color:var(--ink)}
.row{display:grid;grid-template-columns:1fr 96px;gap:10px;margin-bottom:12px}
.field{margin-bottom:12px}
form button{width:100%}
`;

/** A whole page under the sandbox's banner. `formTargets` are the origins that a form may end up at. */
export function page(options: {
  title: string;
  body: string;
  narrow?: boolean;
  status?: number;
  formTargets?: string[];
}): Page {
  const targets = ["'self'", ...(options.formTargets ?? [])].join(" ");
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(options.title)} · Stripe sandbox</title>
<style>${CSS}</style>
</head>
<body>
<header class="banner">SANDBOX – not Stripe. Runs on this machine only. No money moves.</header>
<main${options.narrow ? ' class="narrow"' : ""}>
${options.body}
</main>
</body>
</html>
`;
  return {
    status: options.status ?? 200,
    html,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": `default-src 'none'; style-src 'unsafe-inline'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  };
}

/** A page that explains why a request was refused. */
export function refusal(status: number, title: string, message: string): Page {
  return page({
    title,
    status,
    narrow: true,
    body: `<div class="card"><h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(message)}</p></div>`,
  });
}
