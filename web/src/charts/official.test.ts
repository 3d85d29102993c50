import { expect, it } from "vitest";
import { figures_in_sight, type PlotFigure } from "./official";

const figure = (id: string, from: number, until: number, value: number): PlotFigure => ({
  id,
  from,
  until,
  value,
  text: id,
  told: id,
});

it("figures of the window are drawn as far as the axis reaches, and the axis is not made for them", () => {
  const all = [
    figure("before", 0, 10, 5),
    figure("reaches in", 0, 11, 5),
    figure("at the top", 12, 14, 8),
    figure("beyond", 12, 14, 8.1),
    figure("after", 20, 30, 5),
  ];
  const { shown, beyond } = figures_in_sight(all, { from: 10, until: 20 }, { from: 0, until: 8 });
  expect(shown.map((one) => one.id)).toEqual(["reaches in", "at the top"]);
  expect(beyond.map((one) => one.id)).toEqual(["beyond"]);
});
