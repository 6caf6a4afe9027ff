import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  serverExternalPackages: ["pg", "stripe", "@supabase/stripe-sync-engine"],
};
export default config;
