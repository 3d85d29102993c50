import { describe, expect, it } from "vitest";
import { text_width } from "./axis";
import { plot_frame } from "./frame";
import { NAME_UP, Taken, named_limits, unnamed } from "./limit_names";

// 0 to 100 in time and 0 to 4 in value on 300 by 200 px: 40 px a unit at most.
const frame = plot_frame({ width: 300, height: 200, below: 30 }, { from: 0, until: 100 }, 0, 4);
const limit = (bound: number, until = 100) => ({ from: 0, until, bound, name: "Ⅲ" });
const named = (bounds: readonly number[], taken = new Taken()) =>
  named_limits(
    bounds.map((bound) => limit(bound)),
    frame,
    taken,
  );
const place = (time: number, value: number) => ({ x: frame.x(time), y: frame.y(value) });

describe("names of limits", () => {
  it("stand at the right end where nothing is", () => {
    const [one] = named([2]);
    expect(one).toMatchObject({ words: "Ⅲ 2", y: frame.y(2), right: frame.right, name_end: frame.right });
  });
  it("end where the stretch of the limit ends", () =>
    expect(named_limits([limit(2, 50)], frame, new Taken())[0]!.name_end).toBeCloseTo(frame.x(50)));
  it("go left of a line that runs there", () => {
    const taken = new Taken();
    taken.stroke([place(80, 1), place(100, 3)]);
    const [one] = named([2], taken);
    // The line crosses the name's height from 2.1 to 2.4, that is at times 91 to 94.
    expect(one!.name_end).toBeLessThan(frame.x(92));
    expect(one!.name_end).toBeGreaterThan(frame.x(80));
  });
  it("keep away from each point of a dense line, and have no place where it lies along the limit", () => {
    const taken = new Taken();
    taken.stroke(Array.from({ length: 500 }, (_, n) => place(n / 5, 2.15 + (n % 2) / 10)));
    const lines = named([2], taken);
    expect(lines[0]!.name_end).toBeNull();
    expect(unnamed(lines)).toEqual(["Ⅲ\u00a02"]);
  });
  it("of lines that are close are told from the lowest up, but for those that have room", () => {
    const lines = named([0.4, 0.3, 0.02, 0.1, 0.2]);
    expect(lines.map((one) => one.name_end !== null)).toEqual([true, false, false, false, false]);
    expect(unnamed(lines)).toEqual(["Ⅲ\u00a00.02", "Ⅲ\u00a00.1", "Ⅲ\u00a00.2", "Ⅲ\u00a00.3"]);
  });
  it("never cover one another", () => {
    // Two stretches of one bound, as of two editions of a standard, and a line a little above.
    const lines = named_limits([limit(2), limit(2), limit(2.5)], frame, new Taken());
    const boxes = lines
      .filter((one) => one.name_end !== null)
      .map(({ name_end, words, y }) => ({
        left: name_end! - text_width(words),
        right: name_end!,
        y: y - NAME_UP,
      }));
    expect(boxes.length).toBe(3);
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(index + 1))
        expect(one.right <= other.left || other.right <= one.left || Math.abs(one.y - other.y) >= 11).toBe(
          true,
        );
  });
  it("say once what two stretches share", () => {
    const taken = new Taken();
    taken.box(0, 300, 0, 200);
    expect(unnamed(named([2, 2], taken))).toEqual(["Ⅲ\u00a02"]);
  });
});

describe("what is taken", () => {
  it("is a line between its points, steep ones too", () => {
    const taken = new Taken();
    taken.stroke([
      { x: 10, y: 10 },
      { x: 12, y: 110 },
      { x: 12, y: 50 },
    ]);
    expect(taken.is_free(10, 12, 55, 65)).toBe(false);
    expect(taken.is_free(20, 30, 55, 65)).toBe(true);
    expect(taken.is_free(10, 12, 120, 130)).toBe(true);
  });
});
