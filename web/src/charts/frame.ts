// The box of a picture with its two axes: where a time and a value stand in it.
import { time_ticks, value_axis, type TimeTick, type ValueAxis } from "./axis";

export interface PlotFrame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number; // y of the time axis
  from: number;
  until: number;
  axis: ValueAxis;
  times: TimeTick[];
  x: (time: number) => number;
  y: (value: number) => number;
  time_at: (x: number) => number;
}

const LEAST_LEFT = 46;
const DIGIT = 7.2; // width of a figure at 12 px
const TICK_ROOM = 68; // of one time tick with its words

export function plot_frame(
  size: { width: number; height: number; below: number },
  window: { from: number; until: number },
  least: number,
  greatest: number,
): PlotFrame {
  const axis = value_axis(least, greatest, size.height < 150 ? 4 : 5);
  const longest = Math.max(...axis.ticks.map((tick) => tick.toFixed(axis.decimals).length));
  // Pictures that stand one above the other share their times.
  const left = Math.max(LEAST_LEFT, Math.ceil(longest * DIGIT) + 10);
  const right = size.width - 10;
  const top = 14;
  const bottom = size.height - size.below;
  const span = Math.max(1, window.until - window.from);
  const reach = axis.until - axis.from || 1;
  return {
    width: size.width,
    height: size.height,
    left,
    right,
    top,
    bottom,
    from: window.from,
    until: window.until,
    axis,
    times: time_ticks(window.from, window.until, Math.max(2, Math.floor((right - left) / TICK_ROOM))),
    x: (time) => left + ((time - window.from) / span) * (right - left),
    y: (value) => bottom - ((value - axis.from) / reach) * (bottom - top),
    time_at: (x) => window.from + ((x - left) / (right - left)) * span,
  };
}

export interface Point {
  x: number;
  y: number;
}

/** "M1.0 2.0L3.0 4.0": a line through points. */
export function path_of(points: readonly Point[]): string {
  return points.map((one, index) => `${index ? "L" : "M"}${one.x.toFixed(1)} ${one.y.toFixed(1)}`).join("");
}
