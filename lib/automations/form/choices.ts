import * as z from "zod/mini";

const Choice = z.object({
  /** Saved value. */
  value: z.string(),
  /** Label for people. */
  label: z.string(),
  /** Heading if several kinds are listed together; otherwise empty. */
  group: z.string(),
});
export type Choice = z.infer<typeof Choice>;

/** Choices of a field, or the reason why they are not known. */
export const Choices = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("listed"),
    /** Label of the account. */
    account: z.string(),
    choices: z.array(Choice),
    /** True if the provider has more choices. */
    isCut: z.boolean(),
    /** Reason why some choices are missing. */
    problem: z.nullable(z.string()),
  }),
  z.object({ status: z.literal("not-connected") }),
  /** Other fields of the operation must be filled first. */
  z.object({ status: z.literal("needs"), fields: z.array(z.string()) }),
]);
export type Choices = z.infer<typeof Choices>;

/** Returns the choices whose label or value contains every typed word; all choices if the text equals one of them. */
export function choicesFor(choices: readonly Choice[], text: string): readonly Choice[] {
  if (choices.some(({ value }) => value === text)) return choices;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ value, label }) => {
    const all = `${label} ${value}`.toLowerCase();
    return words.every((word) => all.includes(word.replace(/^#/, "")));
  });
}
