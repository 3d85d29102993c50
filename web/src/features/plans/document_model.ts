// From plain text and spans to what the document pane draws: blocks, each cut into segments that carry their marks.
// A pure function; spans may nest and overlap in any way.
import type { Plan } from "@/api/types";
import { PlainText } from "@/shared/plain_text";
import type { Entry, Kind } from "./commitments";

export type MarkKind = Kind | "unit" | "diagnostic";

export interface Mark {
  id: string; // of the commitment; "u3" and "x2" for groups and diagnostics
  kind: MarkKind;
  begin: number; // code points
  end: number;
}

export interface Segment {
  text: string;
  begin: number;
  end: number;
  /** Marks over this piece, the innermost (shortest) commitment first, then units and diagnostics. */
  marks: Mark[];
  is_run_in: boolean;
}

export interface TextBlock {
  type: "title" | "heading" | "paragraph" | "item";
  level: number; // of a heading, 1 outermost
  begin: number;
  end: number;
  anchor: string; // key of the outline, "" where none begins here
  segments: Segment[];
}

export interface TableBlock {
  type: "table";
  begin: number;
  end: number;
  anchor: string;
  rows: { is_head: boolean; cells: Segment[][] }[];
}

export type Block = TextBlock | TableBlock;

export function marks_of(plan: Plan, entries: readonly Entry[]): Mark[] {
  const marks: Mark[] = entries.map(({ id, kind, begin, end }) => ({ id, kind, begin, end }));
  let group = 0;
  for (const item of plan.items) {
    for (const one of item.groups) {
      marks.push({ id: `u${group++}`, kind: "unit", begin: one.span.begin, end: one.span.end });
    }
  }
  plan.diagnostics.forEach((one, index) => {
    marks.push({ id: `x${index}`, kind: "diagnostic", begin: one.span.begin, end: one.span.end });
  });
  return marks.filter((mark) => mark.end > mark.begin);
}

const is_side = (mark: Mark) => mark.kind === "unit" || mark.kind === "diagnostic";

/**
 * Cuts [begin, end) at every edge of every mark. `marks` are those that touch the stretch; `run_in_end` is where a run-in
 * heading ends. Each code point lies in exactly one segment, and each mark covers exactly its own code points.
 */
export function segments_of(
  source: PlainText,
  begin: number,
  end: number,
  marks: readonly Mark[],
  run_in_end = begin,
): Segment[] {
  if (end <= begin) return [];
  const edges = new Set<number>([begin, end]);
  if (run_in_end > begin && run_in_end < end) edges.add(run_in_end);
  for (const mark of marks) {
    if (mark.begin > begin && mark.begin < end) edges.add(mark.begin);
    if (mark.end > begin && mark.end < end) edges.add(mark.end);
  }
  const cuts = [...edges].sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const from = cuts[i]!;
    const to = cuts[i + 1]!;
    const over = marks
      .filter((mark) => mark.begin < to && mark.end > from)
      .sort(
        (a, b) =>
          Number(is_side(a)) - Number(is_side(b)) || a.end - a.begin - (b.end - b.begin) || a.begin - b.begin,
      );
    segments.push({
      text: source.slice(from, to),
      begin: from,
      end: to,
      marks: over,
      is_run_in: to <= run_in_end,
    });
  }
  return segments;
}

interface Line {
  begin: number;
  end: number;
  text: string;
}

/** Lines of the text in code points, without their ends and without the blank around them. */
export function lines_of(source: PlainText): Line[] {
  const lines: Line[] = [];
  let point = 0;
  for (const raw of source.text.split("\n")) {
    const length = count_points(raw);
    const head = count_points(raw) - count_points(raw.replace(/^[\s\u3000]+/, ""));
    const trimmed = raw.trim();
    lines.push({ begin: point + head, end: point + head + count_points(trimmed), text: trimmed });
    point += length + 1;
  }
  return lines;
}

function count_points(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}

const is_row = (line: Line) => line.text.length > 1 && line.text.startsWith("|") && line.text.endsWith("|");
const is_ruling = (line: Line) => /^\|(?:\s*:?-{3,}:?\s*\|)+$/.test(line.text);

/** The cells of a printed row `| a | b |`, as ranges in code points without the blank around their text. */
function cells_of(line: Line): { begin: number; end: number }[] {
  const cells: { begin: number; end: number }[] = [];
  const points = Array.from(line.text);
  let from = 1;
  for (let i = 1; i < points.length; i++) {
    if (points[i] !== "|") continue;
    let first = from;
    let last = i;
    while (first < last && /\s/.test(points[first]!)) first++;
    while (last > first && /\s/.test(points[last - 1]!)) last--;
    cells.push({ begin: line.begin + first, end: line.begin + last });
    from = i + 1;
  }
  return cells;
}

export interface Anchor {
  key: string;
  at: number; // code points
}

/** Key of an outline entry, the same for the outline pane and the document. */
export const section_key = (index: number) => `s${index}`;

export function blocks_of(text: string, plan: Plan, entries: readonly Entry[]): Block[] {
  const source = new PlainText(text);
  const marks = marks_of(plan, entries).sort((a, b) => a.begin - b.begin);
  const sections = plan.outline.map((section, index) => ({ section, index })).sort(by_begin);
  const items = [...plan.items].sort((a, b) => a.span.begin - b.span.begin);
  const blocks: Block[] = [];
  const lines = lines_of(source);
  let next_mark = 0;
  let active: Mark[] = [];
  let section = 0;
  let item = 0;

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.end === line.begin) continue;
    // Marks that reach into this line: those still open from before, and those that begin before its end.
    active = active.filter((mark) => mark.end > line.begin);
    while (next_mark < marks.length && marks[next_mark]!.begin < line.end) {
      const mark = marks[next_mark++]!;
      if (mark.end > line.begin) active.push(mark);
    }
    const found = take_heading(line);
    const item_here = take_item(line);
    if (is_row(line)) {
      add_row(line, found?.key ?? item_here?.key ?? "");
    } else if (item_here) {
      const segments = segments_of(source, line.begin, line.end, active, run_in_end(line, item_here.heading));
      blocks.push({
        type: "item",
        level: 0,
        begin: line.begin,
        end: line.end,
        anchor: item_here.key,
        segments,
      });
    } else {
      const is_title = blocks.length === 0 && !found && plan.title !== "" && line.text.includes(plan.title);
      blocks.push({
        type: is_title ? "title" : found ? "heading" : "paragraph",
        level: found?.level ?? 0,
        begin: line.begin,
        end: line.end,
        anchor: found?.key ?? "",
        segments: segments_of(source, line.begin, line.end, active),
      });
    }
  }
  return blocks;

  function take_heading(line: Line): { key: string; level: number } | null {
    let result: { key: string; level: number } | null = null;
    while (section < sections.length && sections[section]!.section.span.begin < line.end) {
      const one = sections[section++]!;
      // A section's span may cover its whole body: only the line in which it begins is its heading.
      if (!result && one.section.span.begin >= line.begin - 2) {
        result = { key: section_key(one.index), level: one.section.level };
      }
    }
    return result;
  }

  function take_item(line: Line): { key: string; heading: string } | null {
    let result: { key: string; heading: string } | null = null;
    while (item < items.length && items[item]!.span.begin < line.end) {
      const one = items[item++]!;
      if (!result && one.span.begin >= line.begin - 2) result = { key: one.id, heading: one.heading };
    }
    return result;
  }

  function run_in_end(line: Line, heading: string): number {
    const place = heading ? line.text.indexOf(heading) : -1;
    if (place < 0 || place > 12) return line.begin;
    const tail = place + heading.length;
    const is_stop = /^[。．.：:、]/.test(line.text.slice(tail));
    return line.begin + count_points(line.text.slice(0, tail + (is_stop ? 1 : 0)));
  }

  function add_row(line: Line, anchor: string): void {
    const last = blocks[blocks.length - 1];
    const is_continued = last?.type === "table" && last.end >= line.begin - 3;
    const table: TableBlock = is_continued
      ? (last as TableBlock)
      : { type: "table", begin: line.begin, end: line.end, anchor, rows: [] };
    if (!is_continued) blocks.push(table);
    table.end = line.end;
    if (is_ruling(line)) {
      const head = table.rows[table.rows.length - 1];
      if (head) head.is_head = true;
      return;
    }
    const cells = cells_of(line).map((cell) =>
      segments_of(
        source,
        cell.begin,
        cell.end,
        active.filter((mark) => mark.begin < cell.end && mark.end > cell.begin),
      ),
    );
    table.rows.push({ is_head: false, cells });
  }
}

function by_begin(
  a: { section: { span: { begin: number } } },
  b: { section: { span: { begin: number } } },
): number {
  return a.section.span.begin - b.section.span.begin;
}

const FIGURE = /(?<![A-Za-z0-9.])\d+(?:\.\d+)?%?(?![A-Za-z])/g;

/** Splits text of a target at its figures, which are printed in bold. */
export function figures_of(text: string): { text: string; is_figure: boolean }[] {
  const parts: { text: string; is_figure: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(FIGURE)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), is_figure: false });
    parts.push({ text: match[0], is_figure: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), is_figure: false });
  return parts;
}
