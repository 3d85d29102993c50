// What a person may ask of each kind of evaluation; the words are evaluation.<option>_<value> in the locales.
export const KINDS = [
  "water",
  "air",
  "lake",
  "source",
  "black_odour",
  "rural",
  "farmland",
  "survey",
  "trend",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Choice {
  option: "profile" | "by" | "items";
  values: readonly string[]; // the first one is sent as nothing: the server's own
}

const MONTHS: Choice = { option: "by", values: ["year", "quarter", "month"] };
const ITEMS: Choice = { option: "items", values: ["", "5plus_x", "mee22_21"] };

export const CHOICES: Record<Kind, readonly Choice[]> = {
  water: [{ option: "profile", values: ["section-assessment", "station-feed"] }, MONTHS, ITEMS],
  air: [
    { option: "profile", values: ["hj633-daily", "national-feed"] },
    { option: "by", values: ["month", "day", "year"] },
  ],
  lake: [MONTHS, ITEMS],
  source: [MONTHS],
  black_odour: [],
  rural: [],
  farmland: [],
  survey: [],
  trend: [],
};

export interface Asked {
  profile: string;
  by: string;
  items: string;
  year: string;
  base_year: string;
  compare: boolean;
  may_lack: boolean;
}

export const NOTHING_ASKED: Asked = {
  profile: "",
  by: "",
  items: "",
  year: "",
  base_year: "",
  compare: false,
  may_lack: false,
};

/** Single samples and hours are judged one by one: there is no period to choose and nothing to compare. */
export function is_single(asked: Asked): boolean {
  return asked.profile === "station-feed" || asked.profile === "national-feed";
}

/** The choices that make sense beside what is asked already. */
export function choices(kind: Kind, asked: Asked): readonly Choice[] {
  return CHOICES[kind].filter((one) => one.option === "profile" || !is_single(asked));
}

export function takes_year(kind: Kind, asked: Asked): boolean {
  return ["water", "lake", "source", "farmland"].includes(kind) && !is_single(asked);
}

const ANSWERING: readonly Kind[] = ["water", "source", "air", "rural", "farmland", "survey"];

/** Whether a file of that kind can say something of a plan's targets. */
export function is_answering(kind: Kind, asked: Asked): boolean {
  return ANSWERING.includes(kind) && !is_single(asked);
}

/** The query of a file that is held against a plan: periods and years are the plan's. */
export function answer_query(
  kind: Kind,
  asked: Asked,
  file_name: string,
  as_of: string,
): Record<string, string> {
  const query: Record<string, string> = { kind, file_name };
  if (as_of) query.as_of = as_of;
  if (kind === "water" && asked.items) query.items = asked.items;
  return query;
}

/** The query of a request: only what the kind knows, only what differs from the server's own choice. */
export function query_of(kind: Kind, asked: Asked, file_name: string): Record<string, string> {
  const query: Record<string, string> = { kind, file_name };
  for (const one of choices(kind, asked)) if (asked[one.option]) query[one.option] = asked[one.option];
  if (takes_year(kind, asked) && asked.year) query.year = asked.year;
  if (kind === "water" && !is_single(asked) && asked.base_year) query.base_year = asked.base_year;
  if (kind === "air" && !is_single(asked) && asked.compare) query.compare = "1";
  if (kind === "lake" && asked.may_lack) query.may_lack = "1";
  return query;
}
