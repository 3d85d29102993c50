// Lines of limits and a ribbon of ranks on a picture of values. Pure.
export interface PlotLimit {
  from: number; // ms: a stretch in which it holds
  until: number;
  bound: number;
  name: string;
}
export interface PlotRank {
  time: number; // ms of the label
  until?: number; // of a period, which begins at its time
  rank: number;
  name: string;
  colour: string;
  ink: string; // of words on it
}

/**
 * The limits that a picture of these values shows: those among them, and the next one above and below where it is not farther
 * away than the values reach; a line far off would squeeze them.
 */
export function limits_in_sight(
  limits: readonly PlotLimit[],
  least: number,
  greatest: number,
): { shown: PlotLimit[]; above: PlotLimit | null } {
  if (!Number.isFinite(least) || !Number.isFinite(greatest)) return { shown: [], above: null };
  const room = Math.max(greatest - least, Math.abs(greatest) * 0.4);
  const next = Math.min(...limits.map((one) => one.bound).filter((bound) => bound >= greatest));
  const last = Math.max(...limits.map((one) => one.bound).filter((bound) => bound <= least));
  const is_near = (bound: number) =>
    (bound > least && bound < greatest) ||
    (bound === next && bound - greatest <= room) ||
    (bound === last && least - bound <= room);
  const shown = limits.filter((one) => is_near(one.bound));
  const above = limits.find((one) => one.bound === next) ?? null;
  return { shown, above: above && !is_near(above.bound) ? above : null };
}

export const RIBBON_PX = 13; // high
/** A stretch that has no class and no level. */
export interface PlotBlank {
  from: number;
  until: number;
  why: string;
}
export interface RibbonRun {
  from: number;
  until: number;
  rank: number;
  name: string;
  colour: string;
  ink: string;
}
/** Values of one rank that follow each other are one piece; each value fills the stretch that it stands for. */
export function ribbon_runs(ranks: readonly PlotRank[], spacing: number, label: string): RibbonRun[] {
  const runs: RibbonRun[] = [];
  ranks.forEach((one, index) => {
    const names_end = label === "end" && one.until === undefined;
    const begin = names_end ? one.time - spacing : one.time;
    const until = one.until ?? (names_end ? one.time : one.time + spacing);
    const next = ranks[index + 1];
    const end = next && !names_end ? Math.min(until, next.time) : until;
    const last = runs.at(-1);
    const from = last ? Math.max(begin, last.until) : begin;
    if (last && last.rank === one.rank && from - last.until <= spacing * 0.1) last.until = end;
    else {
      const { rank, name, colour, ink } = one;
      runs.push({ from, until: end, rank, name, colour, ink });
    }
  });
  return runs;
}
