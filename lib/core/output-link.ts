/** A page for people that shows what a step made. */
export interface StepLink {
  readonly text: string;
  readonly url: string;
}

const PAGES = ["hosted_invoice_url", "receipt_url", "permalink", "html_url", "web_url", "url"];

/** Finds a web page for people in a step's output. */
export function linkIn(output: unknown): StepLink | null {
  if (typeof output !== "object" || output === null) return null;
  for (const name of PAGES) {
    const url: unknown = Reflect.get(output, name);
    if (typeof url === "string" && url.startsWith("https://") && URL.canParse(url))
      return { text: `Open ${new URL(url).hostname}`, url };
  }
  return null;
}
