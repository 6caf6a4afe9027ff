import * as z from "zod/mini";

const Choice = z.object({
  /** What is saved. */
  value: z.string(),
  /** What people know it by. */
  label: z.string(),
  /** What it is, where several kinds are listed together; empty otherwise. */
  group: z.string(),
});
export type Choice = z.infer<typeof Choice>;

/** What a field can be filled with, or why that is not known. */
export const Choices = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("listed"),
    /** Whose list it is. */
    account: z.string(),
    choices: z.array(Choice),
    /** There are more than these. */
    isCut: z.boolean(),
    /** Why a part of them is missing. */
    problem: z.nullable(z.string()),
  }),
  z.object({ status: z.literal("not-connected") }),
  /** Other fields of the operation have to be filled first. */
  z.object({ status: z.literal("needs"), fields: z.array(z.string()) }),
]);
export type Choices = z.infer<typeof Choices>;

/** The choices of a typed text: those whose label or value holds each of its words. All for a text that is one of them. */
export function choicesFor(choices: readonly Choice[], text: string): readonly Choice[] {
  if (choices.some(({ value }) => value === text)) return choices;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ value, label }) => {
    const all = `${label} ${value}`.toLowerCase();
    return words.every((word) => all.includes(word.replace(/^#/, "")));
  });
}
