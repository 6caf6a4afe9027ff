import { COLOURS, type ColourName, type Mark } from "./mark";

const isColour = (name: string): name is ColourName => Object.hasOwn(COLOURS, name);

/** Replaces the name of a colour by the colour: a CSS variable of the page, or the colour itself for a file. */
export function attributeText(value: string | number, inFile: boolean): string | number {
  if (typeof value !== "string" || !value.startsWith("$")) return value;
  const name = value.slice(1);
  if (!isColour(name)) throw new Error(`There is no colour “${name}”.`);
  return inFile ? COLOURS[name].plain : `var(${COLOURS[name].variable})`;
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0) ?? 0};`);

/** Writes a picture as SVG text for a file, with colours in it. */
export function toSvgText({ tag, attributes, children }: Mark): string {
  const font = tag === "svg" ? ` font-family="Inter, system-ui, sans-serif"` : "";
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(String(attributeText(value, true)))}"`)
    .join("");
  const inner = children
    .map((child) => (typeof child === "string" ? escaped(child) : toSvgText(child)))
    .join("");
  return `<${tag}${written}${font}>${inner}</${tag}>`;
}
