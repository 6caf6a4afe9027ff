/** JSON to read, in a region that scrolls by keys too. */
export function JsonBlock({ label, value }: { label: string; value: unknown }) {
  return (
    <section
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
      tabIndex={0}
      className="bg-sunken max-h-80 overflow-auto rounded-md p-3"
    >
      <pre className="text-xs">{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
