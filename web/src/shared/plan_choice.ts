// Which plan a page of the office is about: the one in the address, else the newest.
import { computed, type ComputedRef, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { get } from "@/api/client";
import type { PlanSummary } from "@/api/types";
import { use_fetched, type Fetched } from "./use_fetched";

export interface PlanChoice {
  list: ComputedRef<PlanSummary[]>;
  id: ComputedRef<string>;
  title: ComputedRef<string>;
  year: ComputedRef<number>;
  fetched: Fetched<{ plans: PlanSummary[] }>;
}

export function use_plan_choice(): PlanChoice {
  const route = useRoute();
  const fetched = use_fetched(
    () => 0,
    (signal) => get("/api/v1/plans", { signal }),
  );
  const list = computed(() => fetched.value.value?.plans ?? []);
  const id = computed(() =>
    typeof route.query.plan === "string" ? route.query.plan : (list.value.at(-1)?.id ?? ""),
  );
  const chosen = computed(() => list.value.find((one) => one.id === id.value));
  return {
    list,
    id,
    title: computed(() => chosen.value?.title ?? ""),
    year: computed(() => chosen.value?.plan_year ?? 0),
    fetched,
  };
}

/** A word of the address as a value that can be set; "" is left out of the address. */
export function use_query_word(name: string): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query[name] === "string" ? route.query[name] : ""),
    set: (value: string) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
  });
}
