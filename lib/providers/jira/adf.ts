import { shorten } from "../../core/text";

/** Rich text as Jira Cloud stores it. Source: developer.atlassian.com/cloud/jira/platform/apis/document/structure, read 2026-11. */
export interface AdfDocument {
  readonly type: "doc";
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly AdfNode[];
}

const MAX_DEPTH = 40;
/** Node types after which a line break is added when a document is converted to text. */
const BLOCKS = new Set(["paragraph", "heading", "codeBlock", "listItem", "tableRow", "rule"]);

function lineNodes(line: string): readonly AdfNode[] {
  return line === "" ? [] : [{ type: "text", text: line }];
}

function paragraph(block: string): AdfNode {
  const content = block
    .split("\n")
    .flatMap((line, at) => [...(at === 0 ? [] : [{ type: "hardBreak" }]), ...lineNodes(line)]);
  return { type: "paragraph", content };
}

/** Converts plain text to a document. Blank lines separate paragraphs, single ones are line breaks. Nothing is markup. */
export function toAdf(text: string): AdfDocument {
  const blocks = text.replaceAll("\r\n", "\n").split(/\n{2,}/);
  return { type: "doc", version: 1, content: blocks.map(paragraph) };
}

/** Returns the name of a mention or the character of an emoji. */
function shownText(attrs: unknown): string {
  if (attrs === null || typeof attrs !== "object" || !("text" in attrs)) return "";
  return typeof attrs.text === "string" ? attrs.text : "";
}

function textOf(node: unknown, depth: number): string {
  if (node === null || typeof node !== "object" || depth > MAX_DEPTH) return "";
  const { type, text, content, attrs } = node as Readonly<Record<string, unknown>>; // an object by the line above
  if (type === "text") return typeof text === "string" ? text : "";
  if (type === "hardBreak") return "\n";
  if (type === "mention" || type === "emoji") return shownText(attrs);
  const inner = Array.isArray(content)
    ? content.map((child) => textOf(child, depth + 1)).join("")
    : "";
  return BLOCKS.has(String(type)) ? `${inner}\n` : inner;
}

/** Converts a document, or the plain text of webhooks, to text; `null` if it is empty. */
export function fromAdf(value: unknown, maxLength = 4_000): string | null {
  const text = typeof value === "string" ? value : textOf(value, 0);
  const clean = text.trim();
  if (clean === "") return null;
  return shorten(clean, maxLength);
}
