/** Days as people read them: `Nov 1 – Nov 30`, with the year where it is another one. */
export function daysText({ from, to }: { from: string; to: string }, thisYear: string): string {
  const show = (day: string) =>
    new Intl.DateTimeFormat("en-US", {
      month: "short",
      day: "numeric",
      timeZone: "UTC",
      ...(day.startsWith(thisYear) ? {} : { year: "numeric" as const }),
    }).format(new Date(`${day}T00:00:00Z`));
  return from === to ? show(from) : `${show(from)} – ${show(to)}`;
}
