import type { NextConfig } from "next";

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  // A redirect would lose webhooks whose address was pasted with a slash at the end; proxy.ts redirects pages.
  skipTrailingSlashRedirect: true,
  // Arguments of server functions are passwords and keys, and would be printed in development.
  logging: { serverFunctions: false },
  // The server reads them when an operation of Stripe is first used.
  outputFileTracingIncludes: { "/**": ["lib/providers/stripe/api/*.gen.json"] },
  serverExternalPackages: ["@resvg/resvg-js", "pg", "pino", "rate-limiter-flexible"],
  // The check of types before the build covers more than the build's own, and takes as long.
  typescript: { ignoreBuildErrors: process.env["TYPES_ARE_CHECKED"] === "1" },
  ...(process.env["NEXT_DIST_DIR"] ? { distDir: process.env["NEXT_DIST_DIR"] } : {}),
};
export default config;
