// The lines of the outline pane: headings, and items where a heading has no deeper ones. Pure.
import type { Plan } from "@/api/types";
import type { Entry } from "./commitments";
import { section_key } from "./document_model";

export interface OutlineLine {
  key: string; // of the anchor in the document
  at: number; // code points
  no: string;
  heading: string;
  depth: number; // 1 outermost
  count: number; // commitments below it, principles not counted
  holds: string[]; // keys of anchors that stand under this line and have no line of their own
}

const MOST_LINES = 40; // with more lines than this only headings are listed

export function outline_of(plan: Plan, entries: readonly Entry[]): OutlineLine[] {
  const headings: OutlineLine[] = plan.outline
    .map((section, index) => ({
      key: section_key(index),
      at: section.span.begin,
      no: section.no.replace(/[、.．]$/, ""),
      heading: section.heading,
      depth: Math.max(1, section.level),
      count: 0,
      holds: [] as string[],
    }))
    .sort((a, b) => a.at - b.at);
  const items: OutlineLine[] = [...plan.items]
    .sort((a, b) => a.span.begin - b.span.begin)
    .map((item) => ({
      key: item.id,
      at: item.span.begin,
      no: item.no,
      heading: item.heading,
      depth: 3,
      count: 0,
      holds: [],
    }));

  // Items are listed under a heading that has no further headings below it but only few items; elsewhere they would
  // make the outline as long as the document.
  const lines: OutlineLine[] = [];
  let next = 0;
  const take_items = (until: number, parent: OutlineLine | null, is_leaf: boolean) => {
    const mine: OutlineLine[] = [];
    while (next < items.length && items[next]!.at < until) mine.push(items[next++]!);
    if (parent === null || (is_leaf && parent.depth === 1 && mine.length <= 6)) lines.push(...mine);
    else parent.holds.push(...mine.map((item) => item.key));
  };
  take_items(headings[0]?.at ?? Infinity, null, true);
  headings.forEach((heading, index) => {
    const following = headings[index + 1];
    lines.push(heading);
    take_items(following?.at ?? Infinity, heading, !following || following.depth <= heading.depth);
  });

  const counted = entries.filter((entry) => entry.kind !== "principle").map((entry) => entry.begin);
  lines.forEach((line, index) => {
    const end = lines.slice(index + 1).find((other) => other.depth <= line.depth)?.at ?? Infinity;
    line.count = counted.filter((point) => point >= line.at && point < end).length;
  });
  // The outermost headings carry no number where their parts do: the same figure would stand twice.
  lines.forEach((line, index) => {
    if ((lines[index + 1]?.depth ?? 0) > line.depth) line.count = 0;
  });
  return lines.length > MOST_LINES ? lines.filter((line) => line.depth < 3) : lines;
}
