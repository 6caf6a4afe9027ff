import { buttonClass } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center px-4 text-center">
      <div className="grid justify-items-center gap-3">
        <h1 className="text-xl font-semibold">This page does not exist</h1>
        <p className="text-muted text-sm">
          The address may be mistyped, or what it showed was removed.
        </p>
        {/* oxlint-disable-next-line next/no-html-link-for-pages -- part of every page: the router's link would be loaded by all */}
        <a href="/" className={buttonClass({ variant: "primary" })}>
          Go to the dashboard
        </a>
      </div>
    </main>
  );
}
