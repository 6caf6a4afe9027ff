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

/** The heading of a part of a page, such as a tab of the settings, and what the part is for. */
export function SectionHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-4">
      <h2 className="text-lg font-semibold wrap-anywhere">{title}</h2>
      {children ? <p className="text-muted mt-0.5 max-w-prose">{children}</p> : null}
    </div>
  );
}
