import "./globals.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";

import { THEME_COOKIE } from "@/lib/core/server/session-cookie";

/** The letters of most pages. Known from the first line of the page, it is there in time. */
const LATIN = new URL(
  "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  import.meta.url,
).toString();

export const metadata: Metadata = {
  title: { default: "Agentic dashboard", template: "%s · Agentic dashboard" },
  description: "Payments, subscriptions and what follows from them, in one place.",
};
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0c0f" },
  ],
};

/** Reads the nonce, so that no page is built ahead of time: the policy would refuse all of its scripts. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  preload(LATIN, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  const nonce = (await headers()).get("x-nonce") ?? "";
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  return (
    <html lang="en" {...(theme === "light" || theme === "dark" ? { "data-theme": theme } : {})}>
      <body className="bg-canvas text-ink antialiased">
        <CSPProvider nonce={nonce} disableStyleElements>
          {children}
        </CSPProvider>
      </body>
    </html>
  );
}
