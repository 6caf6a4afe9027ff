import type { NextConfig } from "next";

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  // Arguments of server functions are passwords and keys, and would be printed in development.
  logging: { serverFunctions: false },
  serverExternalPackages: ["pg", "pino"],
  ...(process.env["NEXT_DIST_DIR"] ? { distDir: process.env["NEXT_DIST_DIR"] } : {}),
};
export default config;
