import type { ReactNode } from "react";

/** A part of an object's page under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line grid grid-cols-1 gap-3 border-t pt-5 first:border-t-0 first:pt-0">
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}
