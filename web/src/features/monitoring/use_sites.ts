// The sites to choose from: fetched once for a pane.
import { computed } from "vue";
import { get } from "@/api/client";
import { use_fetched } from "@/shared/use_fetched";

export function use_sites() {
  const fetched = use_fetched(
    () => 0,
    (signal) => get("/api/v1/observed-sites", { signal }),
  );
  const sites = computed(() => fetched.value.value?.sites ?? []);
  return {
    fetched,
    sites,
    with_values: computed(() => sites.value.filter((one) => one.series > 0)),
    registered: computed(() => sites.value.filter((one) => one.is_registered)),
    name_of: (code: string) => sites.value.find((one) => one.site === code)?.name ?? "",
  };
}
