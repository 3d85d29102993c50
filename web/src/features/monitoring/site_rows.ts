// The list of sites: found by a word, in groups by kind, those with data first.
import type { ObservedSite } from "@/api/types";

export const KINDS = [
  "air_station",
  "river_section",
  "lake",
  "source",
  "groundwater",
  "wastewater_outlet",
  "gas_outlet",
  "noise",
  "other",
] as const;

export interface SiteGroup {
  kind: string; // "" of devices that belong to no registered site
  name: string;
  sites: ObservedSite[];
}

export function matches(site: ObservedSite, words: string): boolean {
  const all = [site.name, site.site, site.water, site.place].join("\n").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

export function groups_of(sites: readonly ObservedSite[]): SiteGroup[] {
  const groups = new Map<string, SiteGroup>();
  for (const site of sites) {
    const known = groups.get(site.kind);
    if (known) known.sites.push(site);
    else groups.set(site.kind, { kind: site.kind, name: site.kind_name, sites: [site] });
  }
  const place = (kind: string) => {
    const index = (KINDS as readonly string[]).indexOf(kind);
    return index < 0 ? KINDS.length : index;
  };
  for (const group of groups.values()) {
    group.sites.sort(
      (a, b) =>
        Number(b.series > 0) - Number(a.series > 0) ||
        a.water.localeCompare(b.water, "zh-CN") ||
        a.name.localeCompare(b.name, "zh-CN"),
    );
  }
  return [...groups.values()].sort((a, b) => place(a.kind) - place(b.kind));
}
