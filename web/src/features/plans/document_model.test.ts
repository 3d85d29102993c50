import { describe, expect, it } from "vitest";
import { PlainText } from "@/shared/plain_text";
import { entries_of } from "./commitments";
import {
  blocks_of,
  figures_of,
  lines_of,
  marks_of,
  segments_of,
  type Mark,
  type TableBlock,
  type TextBlock,
} from "./document_model";
import { sample_plan, TEXT } from "./sample";

const mark = (id: string, begin: number, end: number, kind: Mark["kind"] = "target"): Mark => ({
  id,
  kind,
  begin,
  end,
});
const shape = (text: string, marks: Mark[], run_in_end = 0) =>
  segments_of(new PlainText(text), 0, new PlainText(text).length, marks, run_in_end).map(
    (one) => `${one.text}[${one.marks.map((each) => each.id).join(" ")}]`,
  );

describe("segments_of", () => {
  it.each<[string, string, Mark[], string[]]>([
    ["no marks", "甲乙丙", [], ["甲乙丙[]"]],
    ["one in the middle", "甲乙丙", [mark("a", 1, 2)], ["甲[]", "乙[a]", "丙[]"]],
    ["the whole", "甲乙丙", [mark("a", 0, 3)], ["甲乙丙[a]"]],
    ["side by side", "甲乙丙", [mark("a", 0, 1), mark("b", 1, 3)], ["甲[a]", "乙丙[b]"]],
    [
      "one inside another: the inner comes first",
      "甲乙丙",
      [mark("a", 0, 3), mark("b", 1, 2)],
      ["甲[a]", "乙[b a]", "丙[a]"],
    ],
    ["two that overlap", "甲乙丙丁", [mark("a", 0, 3), mark("b", 2, 4)], ["甲乙[a]", "丙[b a]", "丁[b]"]],
    ["the same place twice", "甲乙", [mark("a", 0, 2), mark("b", 0, 2)], ["甲乙[a b]"]],
    ["reaching beyond both ends", "甲乙", [mark("a", -5, 9)], ["甲乙[a]"]],
    ["touching an edge marks nothing", "甲乙", [mark("a", 2, 4), mark("b", -2, 0)], ["甲乙[]"]],
    [
      "a diagnostic stands behind the commitment",
      "甲乙",
      [mark("x", 0, 1, "diagnostic"), mark("a", 0, 2)],
      ["甲[a x]", "乙[a]"],
    ],
    ["outside the basic plane", "𠮷乙𠮷", [mark("a", 1, 3)], ["𠮷[]", "乙𠮷[a]"]],
  ])("%s", (_, text, marks, want) => expect(shape(text, marks)).toEqual(want));

  it("cuts at the end of a run-in heading", () => {
    const parts = segments_of(new PlainText("甲。乙丙"), 0, 4, [mark("a", 1, 4)], 2);
    expect(parts.map((one) => [one.text, one.is_run_in])).toEqual([
      ["甲", true],
      ["。", true],
      ["乙丙", false],
    ]);
  });

  it("covers each code point once and each mark exactly, for all pairs of spans in a small world", () => {
    const text = "甲乙𠮷丁";
    const source = new PlainText(text);
    for (let a = 0; a <= 4; a++)
      for (let b = a; b <= 4; b++)
        for (let c = 0; c <= 4; c++)
          for (let d = c; d <= 4; d++) {
            const parts = segments_of(source, 0, 4, [mark("a", a, b), mark("b", c, d)]);
            expect(parts.map((one) => one.text).join("")).toBe(text);
            for (const [id, begin, end] of [
              ["a", a, b],
              ["b", c, d],
            ] as const) {
              const covered = parts
                .filter((one) => one.marks.some((each) => each.id === id))
                .map((one) => one.text);
              expect(covered.join("")).toBe(source.slice(begin, end));
            }
          }
  });
});

describe("lines_of", () => {
  it("keeps places of trimmed lines in code points", () => {
    const source = new PlainText("𠮷一\n　　甲乙 \n\r\n丙");
    for (const line of lines_of(source)) expect(source.slice(line.begin, line.end)).toBe(line.text);
    expect(lines_of(source).map((line) => line.text)).toEqual(["𠮷一", "甲乙", "", "丙"]);
  });
});

describe("blocks_of", () => {
  const plan = sample_plan();
  const blocks = blocks_of(TEXT, plan, entries_of(plan));

  it("sees title, headings, items and the table", () => {
    expect(blocks.map((block) => [block.type, block.anchor])).toEqual([
      ["title", ""],
      ["heading", "s0"],
      ["item", "i1"],
      ["heading", "s1"],
      ["item", "i2"],
      ["table", ""],
    ]);
  });

  it("prints the run-in heading with its number and stop", () => {
    const item = blocks[2] as TextBlock;
    expect(
      item.segments
        .filter((one) => one.is_run_in)
        .map((one) => one.text)
        .join(""),
    ).toBe("1.改善环境质量。");
  });

  it("marks each commitment's own words", () => {
    const item = blocks[2] as TextBlock;
    const words = (id: string) =>
      item.segments
        .filter((one) => one.marks.some((each) => each.id === id))
        .map((one) => one.text)
        .join("");
    expect(words("t1")).toBe("省考的7个断面水质优良率达到85.7%");
    expect(words("q1")).toBe("力争达到省里要求");
    expect(words("x0")).toBe("达到省里要求");
    expect(words("u0")).toBe("（责任单位：水科、支队）");
  });

  it("draws rows as a table, drops the ruling line and marks inside cells", () => {
    const table = blocks[5] as TableBlock;
    expect(
      table.rows.map((row) => [
        row.is_head,
        ...row.cells.map((cell) => cell.map((one) => one.text).join("")),
      ]),
    ).toEqual([
      [true, "事项", "时限"],
      [false, "编制方案", "6月底"],
    ]);
    expect(table.rows[1]!.cells[0]![0]!.marks.map((one) => one.id)).toEqual(["v2"]);
  });

  it("leaves out marks without extent", () => {
    const empty = {
      ...plan,
      diagnostics: [{ span: { begin: 3, end: 3 }, code: "c", severity: "note", message: "m" }],
    };
    expect(marks_of(empty, []).map((one) => one.id)).toEqual(["u0"]);
  });

  it("stays quick and linear on a document of ten thousand commitments", () => {
    const lines = 10_000;
    const text = Array.from({ length: lines }, () => "甲乙丙丁戊己庚辛壬癸").join("\n");
    const many = Array.from({ length: lines }, (_, i) => ({
      ...entries_of(plan)[0]!,
      id: `c${i}`,
      begin: i * 11 + 2,
      end: i * 11 + 6,
    }));
    const start = performance.now();
    const drawn = blocks_of(text, { ...plan, outline: [], items: [], diagnostics: [] }, many);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(drawn).toHaveLength(lines);
    expect((drawn[9_999] as TextBlock).segments[1]!.marks[0]!.id).toBe("c9999");
  });
});

describe("figures_of", () => {
  it.each([
    ["7个断面达到85.7%", ["7*", "个断面达到", "85.7%*"]],
    ["PM2.5浓度", ["PM2.5浓度"]], // a name, no figure
    ["无数字", ["无数字"]],
  ])("%s", (text, want) => {
    expect(figures_of(text).map((one) => one.text + (one.is_figure ? "*" : ""))).toEqual(want);
  });
});
