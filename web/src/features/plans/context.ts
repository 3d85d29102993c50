// What the parts of the plan page share.
import { inject, type ComputedRef, type InjectionKey, type Ref } from "vue";
import type { Correction, PlanView, Reading, SameTarget, TargetStanding } from "@/api/types";
import type { Entry } from "./commitments";
import type { PageState } from "./filter";

export interface PlanContext {
  view: ComputedRef<PlanView>;
  entries: ComputedRef<Entry[]>;
  by_id: ComputedRef<Map<string, Entry>>;
  readings: ComputedRef<Map<string, Reading[]>>;
  /** What decides a target, where something does; empty on an older version. */
  standings: ComputedRef<Map<string, TargetStanding>>;
  same_targets: ComputedRef<Map<string, SameTarget[]>>;
  corrections: ComputedRef<Map<string, Correction[]>>; // those that apply, by commitment
  state: ComputedRef<PageState>;
  /** False on an older version. */
  can_correct: ComputedRef<boolean>;
  /** The correction that looks for a new sentence, or null. */
  picking: Ref<Correction | null>;
  show: (patch: Partial<PageState>) => void;
  choose: (id: string) => void;
  reload: () => Promise<void>;
}

export const PLAN_CONTEXT: InjectionKey<PlanContext> = Symbol("plan");

export function use_plan(): PlanContext {
  const context = inject(PLAN_CONTEXT);
  if (!context) throw new Error("use_plan() outside a plan page");
  return context;
}

/** Told by a card to its lines: whether it is being corrected as a whole, and whether it lies on the phone's sheet. */
export const CORRECTING: InjectionKey<{ is_on: Ref<boolean>; is_sheet: boolean }> = Symbol("correcting");
