/** One deliberate mistake in the source, and the tests that have to notice it. */
export interface Mutant {
  /** The protection that is taken away, as a sentence. */
  readonly name: string;
  /** Path from the root of the checkout. */
  readonly file: string;
  /** A piece of the source that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files, of which at least one must fail. */
  readonly killedBy: readonly string[];
  /** A part of the names of the tests to run; all tests of the files when it is left out. */
  readonly test?: string;
}

/** Puts the mistake into the source. Throws when the piece to replace does not occur exactly once. */
export function applyMutant(source: string, { file, find, replace }: Mutant): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`Not exactly once in ${file}: ${find}`);
  return `${before}${replace}${after}`;
}

/** Selects the mutants whose names contain one of these texts, or all of them when no text is given. */
export const selectMutants = (
  mutants: readonly Mutant[],
  texts: readonly string[],
): readonly Mutant[] =>
  texts.length === 0
    ? mutants
    : mutants.filter(({ name }) =>
        texts.some((text) => name.toLowerCase().includes(text.toLowerCase())),
      );
