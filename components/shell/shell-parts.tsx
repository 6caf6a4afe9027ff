"use client";

import { SearchKeys, type SearchProps } from "@/components/search/search-keys";

import { OfflineGuard } from "./offline-guard";

/** The guard against links that are followed offline, and what opens the search. */
export function ShellParts({ search }: { search: SearchProps }) {
  return (
    <>
      <OfflineGuard />
      <SearchKeys {...search} />
    </>
  );
}
