import { describe, expect, it } from "vitest";
import { PlainText } from "./plain_text";

describe("PlainText", () => {
  it.each([
    ["plain text is cut as it is", "水质达到100%", 2, 4, "达到"],
    ["a rare ideograph counts once", "𠮷林市水质", 1, 3, "林市"],
    ["two of them in a row", "𠮷𠮷水", 1, 2, "𠮷"],
    ["an end beyond the text is the end", "水质", 1, 9, "质"],
    ["a begin before the text is its begin", "水质", -3, 1, "水"],
    ["an empty cut", "水质", 1, 1, ""],
  ])("%s", (_, text, begin, end, want) => {
    expect(new PlainText(text).slice(begin, end)).toBe(want);
  });

  it("agrees with an array of code points at every cut", () => {
    const text = "a𠮷b水😀质𠮷";
    const points = Array.from(text);
    const plain = new PlainText(text);
    expect(plain.length).toBe(points.length);
    for (let begin = 0; begin <= points.length; begin++) {
      for (let end = begin; end <= points.length; end++) {
        expect(plain.slice(begin, end)).toBe(points.slice(begin, end).join(""));
      }
    }
  });
});
