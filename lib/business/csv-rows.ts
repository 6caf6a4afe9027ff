/** Header of an export that says how many rows the file will have. */
export const ROWS_HEADER = "x-total-rows";

/** Counts the rows of a CSV file, without its header, as its parts arrive. A line break within quotes ends no row. */
export class CsvRows {
  #lines = 0;
  #isQuoted = false;

  /** Reads the next part. Returns the rows so far. */
  add(text: string): number {
    for (const char of text) {
      if (char === '"') this.#isQuoted = !this.#isQuoted;
      else if (char === "\n" && !this.#isQuoted) this.#lines += 1;
    }
    return Math.max(0, this.#lines - 1);
  }
}
