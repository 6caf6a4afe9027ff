import type { ReactNode } from "react";

/** The one heading of a page, what the page is for, and its main actions. */
export function PageHeader({
  title,
  above,
  children,
  actions,
}: {
  title: string;
  /** The way back to where the page belongs. */
  above?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        {above ? <p className="text-muted mb-2 wrap-anywhere">{above}</p> : null}
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {children ? <p className="text-muted mt-1 max-w-prose">{children}</p> : null}
      </div>
      {actions}
    </div>
  );
}
