// What a form of a site holds, and what of it the server is told.
import type { SiteContent, SiteView } from "@/api/types";

export const LEVELS = ["none", "national", "provincial", "municipal", "county"] as const;

export interface SiteDraft {
  code: string;
  name: string;
  kind: SiteContent["kind"];
  water: string;
  place: string;
  unit_id: string;
  longitude: string;
  latitude: string;
  aliases: string; // 、 between; 港口@national is a name in sheets of this source only
  terms: {
    from: string;
    until: string;
    level: SiteContent["terms"][number]["level"];
    target_class: string;
    note: string;
  }[];
  note: string;
  is_active: boolean;
  why: string;
}

export function draft_of(site?: SiteView): SiteDraft {
  return {
    code: site?.code ?? "",
    name: site?.name ?? "",
    kind: site?.kind ?? "river_section",
    water: site?.water ?? "",
    place: site?.place ?? "",
    unit_id: site?.unit_id ?? "",
    longitude: site?.longitude?.toString() ?? "",
    latitude: site?.latitude?.toString() ?? "",
    aliases: (site?.aliases ?? [])
      .map((one) => (one.source ? `${one.name}@${one.source}` : one.name))
      .join("、"),
    terms: (site?.terms ?? []).map((one) => ({
      from: one.from,
      until: one.until ?? "",
      level: one.level,
      target_class: one.target_class,
      note: one.note,
    })),
    note: site?.note ?? "",
    is_active: site?.is_active ?? true,
    why: "",
  };
}

/** A figure of a field; what is none goes as it is typed, and the server says what would be right. */
function figure(text: string): number | null {
  const word = text.trim();
  if (!word) return null;
  const value = Number(word);
  return Number.isNaN(value) ? (word as unknown as number) : value;
}

export function content_of(draft: SiteDraft): SiteContent {
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    water: draft.water.trim(),
    place: draft.place.trim(),
    unit_id: draft.unit_id,
    longitude: figure(draft.longitude),
    latitude: figure(draft.latitude),
    aliases: draft.aliases
      .split(/[、,，;；]/)
      .map((one) => one.trim())
      .filter(Boolean)
      .map((one) => {
        const at = one.lastIndexOf("@");
        return at < 0
          ? { name: one, source: "" }
          : { name: one.slice(0, at).trim(), source: one.slice(at + 1).trim() };
      }),
    terms: [...draft.terms]
      .sort((a, b) => (a.from < b.from ? -1 : 1))
      .map((one) => ({ ...one, until: one.until || null, target_class: one.target_class.trim() })),
    note: draft.note.trim(),
  };
}
