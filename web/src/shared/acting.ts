// A step of a person: one at a time, and what the server refused stands at the place of the step.
import "element-plus/theme-chalk/el-message.css";
import { ElMessage } from "element-plus/es/components/message/index.mjs";
import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { ApiError } from "@/api/client";

export interface Acting {
  told: Ref<string>;
  place: Ref<string>; // of what was refused, where the server names one
  is_busy: Ref<boolean>;
  act: <T>(work: () => Promise<T>, done?: (got: T) => string) => Promise<T | undefined>;
}

export function use_acting(): Acting {
  const { t } = useI18n();
  const told = ref("");
  const place = ref("");
  const is_busy = ref(false);
  async function act<T>(work: () => Promise<T>, done?: (got: T) => string): Promise<T | undefined> {
    if (is_busy.value) return undefined;
    is_busy.value = true;
    told.value = place.value = "";
    try {
      const got = await work();
      if (done) ElMessage({ message: done(got), grouping: true });
      return got;
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      told.value = known ? known.message || t("state.unreachable") : String(error);
      place.value = known?.where ?? "";
      return undefined;
    } finally {
      is_busy.value = false;
    }
  }
  return { told, place, is_busy, act };
}
