// Where the names of limits stand: over their line at its right end; where something is drawn there, farther left. Pure.
import { text_width } from "./axis";
import type { PlotFrame, Point } from "./frame";
import type { PlotLimit } from "./limits";

/** What is drawn already, as the stretches that it takes of each column of pixels. */
export class Taken {
  private readonly columns = new Map<number, [top: number, bottom: number][]>();

  box(left: number, right: number, top: number, bottom: number): void {
    for (let x = Math.floor(left); x <= Math.floor(right); x++) {
      const column = this.columns.get(x);
      if (column) column.push([top, bottom]);
      else this.columns.set(x, [[top, bottom]]);
    }
  }
  /** A line through points, in order of x, with its width and its dots. */
  stroke(points: readonly Point[], half = 3): void {
    points.forEach((to, index) => {
      const from = points[Math.max(0, index - 1)]!;
      const slope = to.x > from.x ? (to.y - from.y) / (to.x - from.x) : 0;
      for (let x = Math.floor(from.x); x <= Math.floor(to.x); x++) {
        const ends = slope
          ? [Math.max(x, from.x), Math.min(x + 1, to.x)].map((at) => from.y + slope * (at - from.x))
          : [from.y, to.y];
        this.box(x, x, Math.min(...ends) - half, Math.max(...ends) + half);
      }
    });
  }
  is_free(left: number, right: number, top: number, bottom: number): boolean {
    for (let x = Math.floor(left); x <= Math.floor(right); x++)
      if (this.columns.get(x)?.some((one) => one[0] < bottom && one[1] > top)) return false;
    return true;
  }
}

export interface NamedLimit {
  limit: PlotLimit;
  words: string;
  left: number; // of the line
  right: number;
  y: number;
  name_end: number | null; // x; null: there is no place for the name
}

export const NAME_UP = 4; // from the line to the foot of the letters
const NAME_HIGH = 11;
const ROOM = 3; // beside a name
const STEP = 6;

/** The lines of limits with their names, so that these cover nothing that is drawn, no other line and no other name. */
export function named_limits(limits: readonly PlotLimit[], frame: PlotFrame, taken: Taken): NamedLimit[] {
  const lines = limits.map((limit) => ({
    limit,
    words: `${limit.name} ${limit.bound}`,
    left: Math.max(frame.left, frame.x(limit.from)),
    right: Math.min(frame.right, frame.x(limit.until)),
    y: frame.y(limit.bound),
  }));
  for (const { left, right, y } of lines) taken.box(left, right, y, y);
  return lines.map((line) => {
    const width = text_width(line.words);
    const [top, bottom] = [line.y - NAME_UP - NAME_HIGH, line.y - 1];
    for (let end = line.right; end - width >= line.left; end -= STEP) {
      if (!taken.is_free(end - width - ROOM, end + ROOM, top, bottom)) continue;
      taken.box(end - width - ROOM, end + ROOM, top, bottom);
      return { ...line, name_end: end };
    }
    return { ...line, name_end: null };
  });
}

/** The names that have no place, from the lowest line up. */
export const unnamed = (lines: readonly NamedLimit[]): string[] => [
  ...new Set(
    lines
      .filter((one) => one.name_end === null)
      .sort((a, b) => a.limit.bound - b.limit.bound)
      .map((one) => one.words.replaceAll(" ", "\u00a0")),
  ),
];
