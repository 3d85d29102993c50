import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en";
import zh_cn from "./zh_cn";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === "string") all.set(name, value);
    else for (const [inner, text] of flat(value, name)) all.set(inner, text);
  }
  return all;
}

const chinese = flat(zh_cn as unknown as Tree);
const english = flat(en as unknown as Tree);
const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(vue|ts)$/.test(path) && !/(\.test\.ts|schema\.d\.ts)$/.test(path) ? [path] : [];
  });
}
const code = sources(join(__dirname, ".."))
  .filter((path) => !path.includes("locales"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

describe("catalogues", () => {
  it("have the same keys", () => expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort()));

  it("have the same parameters in both", () => {
    for (const [key, text] of chinese)
      expect(parameters(english.get(key) ?? ""), key).toEqual(parameters(text));
  });

  it("have no empty and no untranslated words", () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe("");
      // The switch itself names the other language in that language; roles are written as the server reads them.
      if (key.startsWith("bar.language") || key === "correction.assist_hint") continue;
      expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it("hold every key that the pages ask for by name", () => {
    const asked = [...code.matchAll(/\$?\bt\(\s*["']([a-z_0-9]+(?:\.[a-z_0-9]+)+)["']/g)].map(
      (match) => match[1]!,
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it("hold no key that nothing asks for", () => {
    const is_asked = (key: string) => {
      const group = key.slice(0, key.lastIndexOf("."));
      // Keys made at run time are asked for by their group: t(`kind.${...}`), "plan.by_${...}".
      const last = key.slice(key.lastIndexOf(".") + 1);
      return (
        code.includes(`"${key}"`) ||
        code.includes(`'${key}'`) ||
        code.includes(`${group}.\${`) ||
        (last.includes("_") && code.includes(`${group}.${last.slice(0, last.indexOf("_") + 1)}\${`))
      );
    };
    expect([...chinese.keys()].filter((key) => !is_asked(key))).toEqual([]);
  });
});
