// A series as it is drawn: runs that may be joined, gaps that may not, points that carry a mark. Nothing is rounded or filled in.
import { DAY_MS, HOUR_MS } from "./beijing";

export interface PlotValue {
  time: number; // ms of the label
  value: number | null;
  state: string;
  state_name: string;
  verdict: string; // valid, suspect, under_review, invalid; "" where nobody says
}

export interface Gap {
  from: number; // of the first that is not there
  until: number; // of the last
  n: number;
  state: string; // "" where nothing came at all
  state_name: string;
}

export interface PlotLine {
  runs: PlotValue[][];
  gaps: Gap[];
  marked: PlotValue[]; // of another verdict than valid
  below: PlotValue[]; // below the detection limit: drawn hollow, at the limit
  least: number;
  greatest: number;
}

const SPACINGS: Record<string, number> = {
  minute: 60_000,
  ten_minutes: 600_000,
  hour: HOUR_MS,
  four_hours: 4 * HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
  quarter: 92 * DAY_MS,
  year: 366 * DAY_MS,
};

/** The longest distance between values that follow each other; 0 where they come on no grid (taken at an instant). */
export const spacing_of = (averaging: string): number => SPACINGS[averaging] ?? 0;

/** Values that follow each other without one missing between them. */
function follow(one: number, next: number, spacing: number): boolean {
  return spacing === 0 || next - one <= spacing * 1.4;
}

/** How many are missing between two that came; 0 where they follow each other. */
export function missing_between(one: number, next: number, averaging: string): number {
  const spacing = spacing_of(averaging);
  return follow(one, next, spacing) ? 0 : Math.max(1, Math.round((next - one) / spacing) - 1);
}

export function plot_line(values: readonly PlotValue[], averaging: string): PlotLine {
  const spacing = spacing_of(averaging);
  const line: PlotLine = { runs: [], gaps: [], marked: [], below: [], least: Infinity, greatest: -Infinity };
  let run: PlotValue[] = [];
  let before: PlotValue | null = null;
  const end_run = () => {
    if (run.length) line.runs.push(run);
    run = [];
  };
  for (const one of values) {
    const n = before ? missing_between(before.time, one.time, averaging) : 0;
    if (before && n > 0) {
      end_run();
      const step = (one.time - before.time) / (n + 1);
      line.gaps.push({ from: before.time + step, until: one.time - step, n, state: "", state_name: "" });
    }
    before = one;
    if (one.value === null) {
      end_run();
      add_missing(line.gaps, one, spacing);
      continue;
    }
    line.least = Math.min(line.least, one.value);
    line.greatest = Math.max(line.greatest, one.value);
    if (one.verdict && one.verdict !== "valid") line.marked.push(one);
    if (one.state === "below_limit") line.below.push(one);
    // What is void does not carry the line.
    if (one.verdict === "invalid") end_run();
    else run.push(one);
  }
  end_run();
  return line;
}

function add_missing(gaps: Gap[], one: PlotValue, spacing: number): void {
  const last = gaps.at(-1);
  if (last && last.state === one.state && follow(last.until, one.time, spacing)) {
    last.until = one.time;
    last.n += 1;
  } else {
    gaps.push({ from: one.time, until: one.time, n: 1, state: one.state, state_name: one.state_name });
  }
}

export interface ThinValue {
  time: number;
  value: number;
}

/** First, least, greatest and last of equal pieces: joined within a stretch in which no whole piece is empty. */
export function thin_runs(
  values: readonly ThinValue[],
  from: number,
  until: number,
  most: number,
  averaging: string,
): ThinValue[][] {
  const piece = (4 * (until - from)) / most;
  const longest = Math.max(2 * piece, 1.4 * spacing_of(averaging));
  const runs: ThinValue[][] = [];
  let run: ThinValue[] = [];
  for (const one of values) {
    const last = run.at(-1);
    if (last && one.time - last.time > longest) {
      runs.push(run);
      run = [];
    }
    run.push(one);
  }
  if (run.length) runs.push(run);
  return runs;
}

/** Between runs nothing came; how many are missing is not known of thinned values. */
export function thin_gaps(runs: readonly ThinValue[][]): Gap[] {
  return runs.slice(1).map((run, index) => ({
    from: runs[index]!.at(-1)!.time,
    until: run[0]!.time,
    n: 0,
    state: "",
    state_name: "",
  }));
}

/** The place of the value that is nearest in time; -1 of none. Times ascend. */
export function nearest(times: readonly number[], at: number): number {
  if (!times.length) return -1;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - times[low - 1]! <= times[low]! - at ? low - 1 : low;
}

export interface Period {
  begin: number;
  end: number;
  mean: number | null;
  minimum: number | null;
  maximum: number | null;
  completeness: number | null; // percent
}

export interface PeriodRun {
  band: Period[]; // with least and greatest
  line: Period[]; // with a mean
}

/** Periods that follow each other and have values; one without ends the run. */
export function period_runs(periods: readonly Period[]): PeriodRun[] {
  const runs: PeriodRun[] = [];
  let run: Period[] = [];
  const end_run = () => {
    if (run.length) runs.push({ band: run, line: run.filter((one) => one.mean !== null) });
    run = [];
  };
  for (const one of periods) {
    if (one.minimum === null || one.maximum === null) {
      end_run();
      continue;
    }
    if (run.length && one.begin > run.at(-1)!.end) end_run();
    run.push(one);
  }
  end_run();
  return runs;
}

const PERIOD_MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };

/** Where a period ends that begins at `begin`. */
export function period_end(begin: number, kind: string): number {
  const months = PERIOD_MONTHS[kind];
  if (!months) return begin + (kind === "hour" ? HOUR_MS : DAY_MS);
  const clock = new Date(begin + 8 * HOUR_MS);
  return Date.UTC(clock.getUTCFullYear(), clock.getUTCMonth() + months, 1) - 8 * HOUR_MS;
}
