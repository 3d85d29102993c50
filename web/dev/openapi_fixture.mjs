// Development only: a stand-in for the server's /openapi.json while there is none.
import { writeFileSync } from "node:fs";
const S = {
  Health: "status:string version:string started_at:string",
  Desk: "now:string is_demonstration:bool bureau:string has_oidc:bool speed:number",
  Counts:
    "items:int groups:int targets:int deliverables:int duties:int qualitative:int ongoing:int prohibitions:int principles:int lists:int references:int diagnostics:int",
  PlanSummary:
    "id:string title:string issuer:string plan_year:int plan_year_end:int document_number:string version:int versions:int file_name:string digest:string stored_at:string characters:int understood_characters:int counts:Counts open_questions:int",
  PlanList: "plans:PlanSummary[]",
  Span: "begin:int end:int",
  UnitRef: "name:string role:string origin:string",
  Group:
    "raw:string span:Span units:string[] role:string members:UnitRef[] governs:Span is_open:bool note:string",
  Item: "id:string no:string heading:string section:string[] span:Span units:string[] groups:Group[]",
  Commitment:
    "id:string kind:string span:Span text:string item:string deadline:string deadline_origin:string strength:string units:UnitRef[]",
  Arithmetic: "whole:int needed:int statement:string",
  Target:
    "@Commitment indicator:string comparator:string value:number? value_high:number? unit:string scope:string period:string baseline:string direction:string part_of:string arithmetic:Arithmetic?",
  Duty: "@Commitment action:string min_count:int? period:string object:string objects:string[] agent:string window_from:string window_to:string quantity:string",
  CountedList: "id:string span:Span object:string count:int? names:string[] is_open:bool item:string",
  Qualitative: "@Commitment indicators:string[] comparator:string reference:string",
  Reference: "span:Span title:string number:string",
  Diagnostic: "span:Span code:string severity:string message:string",
  Section: "no:string heading:string level:int span:Span",
  Plan: "title:string issuer:string document_number:string plan_year:int plan_year_end:int outline:Section[] items:Item[] targets:Target[] duties:Duty[] lists:CountedList[] deliverables:Commitment[] ongoing:Commitment[] qualitative:Qualitative[] prohibitions:Commitment[] principles:Commitment[] references:Reference[] diagnostics:Diagnostic[]",
  Correction:
    "id:string commitment_id:string field:string before:string after:string who:string why:string at:string state:string anchor_text:string candidate_id:string reason:string",
  UnitAnswer:
    "name:string is_known:bool is_collective:bool subset_unknown:bool members:string[] leads:int assists:int responsible:int commitments:string[]",
  SameTarget:
    "target_id:string other_plan_id:string other_plan_title:string other_target_id:string other_text:string agrees:bool statement:string",
  ParameterReading:
    "key:string name:string unit:string mean:number rounded:number class:string class3_limit:number multiple:number? decimals:int readings_had:int readings_used:int",
  MonthReading: "month:int class:string deciding:string",
  SectionReading:
    "name:string river:string water_body:string exam_level:string target_class:string class:string level:string colour:string compliance:string months_wanted:int months_had:int months_used:int main_pollutants:string deciding:string is_near_limit:bool reason:string parameters:ParameterReading[] monthly:MonthReading[] cells:string",
  LeftOut: "where:string reason:string",
  Basis:
    "standard:string edition:string clauses:string[] knowledge_digest:string profile:string rounding:string wanted:int had:int used:int left_out:LeftOut[] confidence:string notes:string[]",
  Reading:
    "target_id:string indicator:string indicator_name:string compliance:string reason:string verdict:string value:number? unit:string comparator:string limit:number? have:int needed:int whole:int allowed_failures:int statement:string sentence:string as_of:string period_from:string period_to:string source_file:string source_digest:string members:SectionReading[] basis:Basis",
  PlanView:
    "summary:PlanSummary version:int text:string plan:Plan corrections:Correction[] readings:Reading[] units:UnitAnswer[] same_targets:SameTarget[]",
  PlanVersion: "version:int file_name:string digest:string stored_at:string note:string",
  VersionList: "versions:PlanVersion[]",
  DifferenceEntry:
    "change:string kind:string before_id:string after_id:string before_text:string after_text:string field:string before_value:string after_value:string statement:string is_alarm:bool",
  DifferenceCounts:
    "added:int dropped:int raised:int lowered:int handed_over:int reworded:int moved:int kind_changed:int",
  Difference: "from_title:string to_title:string entries:DifferenceEntry[] counts:DifferenceCounts",
  Replaces: "plan_id:string title:string version:int",
  Carried: "applies:int asks:int orphan:int",
  Preview:
    "token:string file_name:string format:string encoding:string digest:string title:string plan_year:int issuer:string counts:Counts diagnostics:Diagnostic[] replaces:Replaces? difference:Difference? carried:Carried same_targets:SameTarget[]",
  AcceptRequest: "token:string plan_id:string",
  CorrectionRequest: "commitment_id:string field:string after:string who:string why:string",
  WithdrawRequest: "who:string why:string",
  ConfirmRequest: "who:string commitment_id:string",
};
const prim = {
  string: { type: "string" },
  int: { type: "integer" },
  number: { type: "number" },
  bool: { type: "boolean" },
};
const type = (t) => {
  if (t.endsWith("[]")) return { type: "array", items: type(t.slice(0, -2)) };
  if (t.endsWith("?")) return { anyOf: [type(t.slice(0, -1)), { type: "null" }] };
  return prim[t] ?? { $ref: `#/components/schemas/${t}` };
};
const fields = (d) =>
  d.split(" ").flatMap((f) => (f.startsWith("@") ? fields(S[f.slice(1)]) : [f.split(":")]));
const schemas = Object.fromEntries(
  Object.entries(S).map(([k, d]) => {
    const fs = fields(d);
    return [
      k,
      {
        type: "object",
        required: fs.map((f) => f[0]),
        properties: Object.fromEntries(fs.map(([n, t]) => [n, type(t)])),
      },
    ];
  }),
);
const json = (t) => ({ content: { "application/json": { schema: type(t) } } });
const op = (res, { body, query = [], path = [], code = 200, raw } = {}) => ({
  parameters: [
    ...path.map((name) => ({ name, in: "path", required: true, schema: prim.string })),
    ...query.map((name) => ({ name, in: "query", required: false, schema: prim.string })),
  ],
  ...(body
    ? { requestBody: { required: true, ...json(body) } }
    : raw
      ? {
          requestBody: {
            required: true,
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
        }
      : {}),
  responses: { [code]: { description: "ok", ...json(res) } },
});
const paths = {
  "/healthz": { get: op("Health") },
  "/api/v1/desk": { get: op("Desk") },
  "/api/v1/plans": { get: op("PlanList"), post: op("PlanSummary", { body: "AcceptRequest", code: 201 }) },
  "/api/v1/plans/preview": { post: op("Preview", { raw: true, query: ["file_name", "plan_id"] }) },
  "/api/v1/plans/{id}": { get: op("PlanView", { path: ["id"], query: ["version"] }) },
  "/api/v1/plans/{id}/versions": { get: op("VersionList", { path: ["id"] }) },
  "/api/v1/plans/{id}/difference": { get: op("Difference", { path: ["id"], query: ["from", "to"] }) },
  "/api/v1/plans/{id}/corrections": {
    post: op("Correction", { path: ["id"], body: "CorrectionRequest", code: 201 }),
  },
  "/api/v1/plans/{id}/corrections/{cid}/withdraw": {
    post: op("Correction", { path: ["id", "cid"], body: "WithdrawRequest" }),
  },
  "/api/v1/plans/{id}/corrections/{cid}/confirm": {
    post: op("Correction", { path: ["id", "cid"], body: "ConfirmRequest" }),
  },
};
writeFileSync(
  new URL("../openapi.json", import.meta.url),
  JSON.stringify(
    { openapi: "3.1.0", info: { title: "bihuan", version: "0" }, paths, components: { schemas } },
    null,
    1,
  ),
);
