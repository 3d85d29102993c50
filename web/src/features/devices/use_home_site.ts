// The site of the register that a device's code names.
import { computed, type ComputedRef } from "vue";
import { get } from "@/api/client";
import type { SiteView } from "@/api/types";
import { use_account } from "@/shared/account";
import { use_fetched } from "@/shared/use_fetched";

export function use_home_site(code: () => string): {
  site: ComputedRef<SiteView | null>;
  is_missing: ComputedRef<boolean>;
} {
  const account = use_account();
  const { value } = use_fetched(code, async (signal) => {
    if (!code() || !account.may("site.read")) return null;
    // Asked for as a text: that a code is nobody's is an answer here, not an error.
    const query = { text: code(), active: "all", limit: 500 };
    return (await get("/api/v1/sites", { query, signal })).sites;
  });
  const site = computed(() => value.value?.find((one) => one.code === code()) ?? null);
  return { site, is_missing: computed(() => value.value !== null && site.value === null) };
}
