// Words of the measured values in the language of the desk; what the server alone knows stays as it says it.
import { computed } from "vue";
import { useI18n } from "vue-i18n";
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
    verdict: (one: string) => (one ? word(`monitoring.verdict_${one}`, one) : ""),
  };
}
