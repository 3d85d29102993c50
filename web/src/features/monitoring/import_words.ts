// What a person says of how a sheet is to be read, over what its way says.
import type { ImportRequest, SheetPreview } from "@/api/types";

export const COLUMN_KEYS = [
  "site",
  "date",
  "time",
  "hour",
  "year",
  "month",
  "day",
  "factor",
  "value",
  "unit",
  "flag",
] as const;

export interface Said {
  way: string;
  site: string; // of a sheet that names none
  note: string;
  columns: Record<string, string>; // head -> key or factor; "" leaves it out
  units: Record<string, string>; // factor -> unit
  sites: Record<string, string>; // name in the sheet -> code
  is_fresh: boolean; // not as the last sheet of this form was read
  adds_aliases: boolean; // the names in `sites` become other names of the sites
}

export const nothing_said = (way: string): Said => ({
  way,
  site: "",
  note: "",
  columns: {},
  units: {},
  sites: {},
  is_fresh: false,
  adds_aliases: false,
});

const pairs = (words: Record<string, string>, keeps_empty: boolean) =>
  Object.entries(words)
    .filter(([, value]) => keeps_empty || value.trim() !== "")
    .map(([name, value]) => ({ name, value: value.trim() }));

export function request_of(file_name: string, content_base64: string, said: Said): ImportRequest {
  return {
    file_name,
    content_base64,
    way: said.way,
    columns: pairs(said.columns, true),
    units: pairs(said.units, false),
    sites: pairs(said.sites, false),
    site: said.site.trim(),
    note: said.note.trim(),
    is_fresh: said.is_fresh,
    adds_aliases: said.adds_aliases,
  };
}

/** What of the last reading of this form was used again, name by name: a head, a factor's unit, a site's name. */
export const carried_words = (preview: SheetPreview) => [
  ...preview.carried_columns,
  ...preview.carried_units,
  ...preview.carried_sites,
];

export interface ColumnLine {
  head: string;
  key: string; // "" is not read
  key_name: string;
  unit: string;
  unit_origin: string;
  places: string[]; // "Sheet1 C"
  is_factor: boolean;
}

/** The same head of several sheets is one line; heads that were not read stand behind. */
export function column_lines(preview: SheetPreview): ColumnLine[] {
  const lines = new Map<string, ColumnLine>();
  for (const one of preview.columns) {
    const id = [one.head, one.key, one.unit].join("\n");
    const place = [one.sheet, one.column].filter(Boolean).join(" ");
    const known = lines.get(id);
    if (known) known.places.push(place);
    else {
      lines.set(id, {
        head: one.head,
        key: one.key,
        key_name: one.key_name,
        unit: one.unit,
        unit_origin: one.unit_origin,
        places: [place],
        is_factor: one.key !== "" && !(COLUMN_KEYS as readonly string[]).includes(one.key),
      });
    }
  }
  for (const head of preview.unused) {
    if (!head.trim()) continue;
    lines.set(`unused\n${head}`, {
      head,
      key: "",
      key_name: "",
      unit: "",
      unit_origin: "",
      places: [],
      is_factor: false,
    });
  }
  return [...lines.values()];
}

/** What stops an import: a name of a site that nobody knows keeps its rows out, an empty sheet leaves nothing to do. */
export const may_import = (preview: SheetPreview): boolean => preview.values > 0;
