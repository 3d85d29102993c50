// Draws blocks of the document. Written as a render function: there may be tens of thousands of segments, and none of them
// changes once drawn. What is lit, chosen or filtered out is an attribute that the pane sets on the elements.
import { defineComponent, h, type PropType, type VNode } from "vue";
import { figures_of, type Block, type Segment } from "./document_model";

function draw_text(segment: Segment): (VNode | string)[] | string {
  if (!segment.marks.some((mark) => mark.kind === "target")) return segment.text;
  return figures_of(segment.text).map((part) => (part.is_figure ? h("b", part.text) : part.text));
}

function draw_segment(segment: Segment): VNode | string {
  const first = segment.marks[0];
  if (!first && !segment.is_run_in) return segment.text;
  const classes: string[] = [];
  if (segment.is_run_in) classes.push("run");
  if (first) classes.push("m", `m-${first.kind}`);
  if (first?.kind !== "diagnostic" && segment.marks.some((mark) => mark.kind === "diagnostic")) {
    classes.push("m-diagnostic");
  }
  const data = first ? { "data-c": segment.marks.map((mark) => mark.id).join(" "), "data-p": first.id } : {};
  return h("span", { class: classes, ...data }, draw_text(segment));
}

const TAGS = { title: "h1", heading: "h3", item: "p", paragraph: "p" } as const;

function draw_block(block: Block): VNode {
  const data = { "data-anchor": block.anchor || undefined, "data-begin": block.begin };
  if (block.type === "table") {
    const rows = block.rows.map((row) =>
      h(
        "tr",
        row.cells.map((cell) => h(row.is_head ? "th" : "td", cell.map(draw_segment))),
      ),
    );
    return h("div", { class: "grid", tabindex: 0, ...data }, [h("table", [h("tbody", rows)])]);
  }
  const tag = block.type === "heading" && block.level > 1 ? "h4" : TAGS[block.type];
  return h(tag, data, block.segments.map(draw_segment));
}

export default defineComponent({
  name: "DocumentText",
  props: { blocks: { type: Array as PropType<Block[]>, required: true } },
  setup: (props) => () => props.blocks.map(draw_block),
});
