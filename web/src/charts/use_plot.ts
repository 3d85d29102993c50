// What pictures of values over time share: the box with its axes, limits with their names, a ribbon of ranks, published figures.
import { computed, ref, useId, type ComputedRef, type Ref } from "vue";
import { text_width } from "./axis";
import { plot_frame, type PlotFrame } from "./frame";
import { Taken, named_limits, type NamedLimit } from "./limit_names";
import {
  RIBBON_PX,
  limits_in_sight,
  type PlotBlank,
  type PlotLimit,
  type PlotRank,
  type RibbonRun,
} from "./limits";
import { FIGURE_HALF, figure_marks, figures_in_sight, type FigureMark, type PlotFigure } from "./official";
import { use_width } from "./use_width";

export interface PlotProps {
  from: number;
  until: number;
  label: string;
  height?: number;
  limits?: PlotLimit[]; // of the first line
  ranks?: PlotRank[];
  blanks?: PlotBlank[]; // stretches that have no rank
  figures?: PlotFigure[]; // published ones
}
/** What differs between the pictures. */
export interface PlotContent {
  range: () => { least: number; greatest: number };
  lanes: () => number; // px below the time axis
  ribbon: (ranks: readonly PlotRank[]) => RibbonRun[];
  /** What names must not cover. */
  draw: (taken: Taken, frame: PlotFrame) => void;
}
export interface Plot {
  box: Ref<HTMLElement | null>;
  hatch: string; // id of the pattern for what is missing
  frame: ComputedRef<PlotFrame>;
  below: ComputedRef<number>; // px from the time axis to its words
  ribbon: ComputedRef<RibbonRun[]>;
  limits: ComputedRef<NamedLimit[]>;
  figures: ComputedRef<FigureMark[]>;
  beyond: ComputedRef<PlotFigure[]>; // published, outside the scale
}

export function use_plot(props: PlotProps, content: PlotContent): Plot {
  const box = ref<HTMLElement | null>(null);
  const width = use_width(box);
  const sight = computed(() => {
    const { least, greatest } = content.range();
    return limits_in_sight(props.limits ?? [], least, greatest).shown;
  });
  const ribbon = computed(() => content.ribbon(props.ranks ?? []));
  const below = computed(() => {
    const has_ribbon = ribbon.value.length > 0 || (props.blanks?.length ?? 0) > 0;
    return content.lanes() + (has_ribbon ? RIBBON_PX + 3 : 0);
  });
  const frame = computed(() => {
    const { least, greatest } = content.range();
    const bounds = sight.value.map((one) => one.bound);
    return plot_frame(
      { width: width.value, height: props.height ?? 200, below: below.value + 24 },
      props,
      Math.min(least, ...bounds),
      Math.max(greatest, ...bounds),
    );
  });
  const published = computed(() => figures_in_sight(props.figures ?? [], props, frame.value.axis));
  const figures = computed(() => figure_marks(published.value.shown, frame.value));
  const limits = computed(() => {
    if (!sight.value.length) return [];
    const taken = new Taken();
    content.draw(taken, frame.value);
    for (const one of figures.value) {
      taken.box(one.left, one.right, one.y - 1, one.y + 1);
      taken.box(one.x - FIGURE_HALF, one.x + FIGURE_HALF, one.y - FIGURE_HALF, one.y + FIGURE_HALF);
      taken.box(one.text_x, one.text_x + text_width(one.one.text), one.text_y - 11, one.text_y + 3);
    }
    return named_limits(sight.value, frame.value, taken);
  });
  return {
    box,
    hatch: useId(),
    frame,
    below,
    ribbon,
    limits,
    figures,
    beyond: computed(() => published.value.beyond),
  };
}
