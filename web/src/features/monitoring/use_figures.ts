// What was published of the sites and factors of series: marks for their pictures.
import { useI18n } from "vue-i18n";
import { get } from "@/api/client";
import type { SeriesFigure, SeriesView } from "@/api/types";
import type { PlotFigure } from "@/charts/official";
import { use_account } from "@/shared/account";
import { use_fetched } from "@/shared/use_fetched";
import { plot_figures } from "./official_rows";

export function use_figures(
  chosen: () => readonly SeriesView[],
): (series: readonly SeriesView[]) => PlotFigure[] {
  const { t } = useI18n();
  const account = use_account();
  const fetched = use_fetched(
    () =>
      chosen()
        .map((one) => one.series)
        .join(","),
    async (signal) => {
      if (!account.may("official.read")) return null;
      const lists = await Promise.all(
        chosen().map(({ series }) => get("/api/v1/series/figures", { query: { series }, signal })),
      );
      return new Map(chosen().map(({ series }, index) => [series, lists[index]?.figures ?? []]));
    },
    { keeps_old: true },
  );
  const words = (about: SeriesView, names_factor: boolean) => {
    const factor = names_factor ? `${about.factor_name} ` : "";
    const told = ({ figure, value }: SeriesFigure) =>
      t("monitoring.official_told", {
        period: figure.period,
        value: `${factor}${value} ${about.unit}`,
        terms: [figure.terms_name, figure.status_name].filter(Boolean).join("，"),
      });
    return {
      mark: ({ value }: SeriesFigure) => t("monitoring.official_mark", { value: `${factor}${value}` }),
      told,
    };
  };
  return (series) =>
    series.flatMap((about) =>
      plot_figures(fetched.value.value?.get(about.series) ?? [], words(about, series.length > 1)),
    );
}
