import type { ReactNode } from "react";

import { Logo } from "@/components/shell/logo";

const FIGURES = [62, 48, 55, 70, 40, 36, 58, 66, 64, 72, 78, 46, 40, 60, 68, 64, 82, 88];
const LINE = FIGURES.map((value, at) => `${at * 22},${100 - value}`).join(" ");

/** A drawing of what the product shows. It is decoration and says nothing to a screen reader. */
function Preview() {
  return (
    <div aria-hidden="true" className="grid w-full max-w-110 gap-6">
      <div className="border-line bg-surface rounded-card grid gap-2 border p-4">
        <p className="text-base font-semibold">Gross volume</p>
        <p className="figures text-2xl font-semibold">$48,920.50</p>
        <svg viewBox="0 0 374 100" preserveAspectRatio="none" className="h-24 w-full">
          <polygon points={`0,100 ${LINE} 374,100`} className="fill-accent-soft" />
          <polyline points={LINE} fill="none" strokeWidth="2" className="stroke-accent" />
        </svg>
      </div>
      <ul className="border-line bg-surface rounded-card divide-line divide-y border">
        <li className="flex justify-between p-4">
          <span>
            Ada Whitfield paid <strong className="font-semibold">$240.00</strong>.
          </span>
          <span className="text-muted text-xs">now</span>
        </li>
        <li className="flex justify-between p-4">
          <span>Onboard new payments opened ONB-214 in Jira.</span>
          <span className="text-muted text-xs">now</span>
        </li>
      </ul>
    </div>
  );
}

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-2">
      <main className="grid grid-rows-[auto_1fr] px-4 py-8 md:px-12">
        <Logo />
        <div className="mx-auto w-full max-w-84 place-self-center py-8">{children}</div>
      </main>
      <div className="border-line bg-rail hidden place-items-center border-l p-12 lg:grid">
        <Preview />
      </div>
    </div>
  );
}
