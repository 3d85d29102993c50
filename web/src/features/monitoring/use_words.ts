// Words of the measured values in the language of the desk; what the server alone knows stays as it says it.
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import type { SchemeCounts } from "@/api/types";
import { use_desk } from "@/shared/desk";

export function use_words() {
  const { t, te, locale } = useI18n();
  const desk = use_desk();
  const year = computed(() => Number(desk.desk?.now.slice(0, 4) ?? 0));
  const word = (key: string, told: string) => (te(key) ? t(key) : told);
  return {
    year,
    locale,
    kind: (kind: string, told: string) =>
      kind ? word(`monitoring.kind_${kind}`, told) : t("monitoring.unregistered"),
    averaging: (one: string, told: string) => word(`monitoring.averaging_${one}`, told),
    source: (one: string, told: string) => word(`monitoring.source_${one}`, told),
    state: (one: string, told: string) => (one === "value" ? "" : word(`monitoring.state_${one}`, told)),
    scheme_state: (one: string) => t(`scheme.state_${one}`),
    scheme_counts: (counts: SchemeCounts) =>
      [
        t("scheme.planned_n", { n: counts.planned }),
        ...(["due_done", "partly", "excused", "missing", "ahead"] as const)
          .filter((one) => counts[one] > 0)
          .map((one) => `${t(`scheme.state_${one === "due_done" ? "done" : one}`)} ${counts[one]}`),
      ].join("　"),
    verdict: (one: string) => (one ? word(`monitoring.verdict_${one}`, one) : ""),
  };
}
