// The site of the register that a device's code names.
import { computed, type ComputedRef, type ShallowRef } from "vue";
import { ApiError, get } from "@/api/client";
import type { SiteView } from "@/api/types";
import { use_account } from "@/shared/account";
import { use_fetched } from "@/shared/use_fetched";

export function use_home_site(code: () => string): {
  site: ShallowRef<SiteView | null>;
  is_missing: ComputedRef<boolean>;
} {
  const account = use_account();
  const fetched = use_fetched(code, async (signal) => {
    if (!code() || !account.may("site.read")) return null;
    return await get("/api/v1/sites/{code}", { path: { code: code() }, signal });
  });
  const error = fetched.error;
  return {
    site: fetched.value,
    is_missing: computed(() => error.value instanceof ApiError && error.value.status === 404),
  };
}
