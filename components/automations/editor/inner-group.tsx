import type { ReactNode } from "react";

/** A list of steps inside a card. On a narrow screen it uses the card's margin. */
export function InnerGroup({
  id,
  label,
  title,
  tools,
  children,
}: {
  id: string;
  label: string;
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      aria-label={label}
      className="border-accent -mx-3 grid grid-cols-[minmax(0,1fr)] gap-3 border-l-2 pl-2 sm:mx-0 sm:pl-4"
    >
      <div className="flex min-h-6 flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-semibold">{title}</p>
        {tools}
      </div>
      {children}
    </div>
  );
}
