// Factors to choose from: those of the sheet, and those of which there are values already.
import { computed, type ComputedRef } from "vue";
import { get } from "@/api/client";
import { use_fetched } from "@/shared/use_fetched";

export interface Factor {
  code: string;
  name: string;
}

export function use_factors(of_sheet: () => Factor[]): ComputedRef<Factor[]> {
  const fetched = use_fetched(
    () => 0,
    (signal) => get("/api/v1/series", { signal }),
  );
  return computed(() => {
    const known = new Map<string, string>();
    for (const one of fetched.value.value?.series ?? []) known.set(one.factor, one.factor_name);
    for (const one of of_sheet()) known.set(one.code, one.name);
    return [...known].map(([code, name]) => ({ code, name })).sort((a, b) => (a.code < b.code ? -1 : 1));
  });
}
