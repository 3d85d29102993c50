// Names for what the server answers. The shapes are generated (schema.d.ts); nothing is described twice here.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Desk = Schemas["Desk"];
export type Me = Schemas["Me"];
export type AccountSummary = Schemas["AccountSummary"];
export type JournalProof = Schemas["JournalProof"];
export type PlanSummary = Schemas["PlanSummary"];
export type Counts = Schemas["Counts"];
export type PlanView = Schemas["PlanView"];
export type Plan = Schemas["Plan"];
export type Span = Schemas["Span"];
export type Section = Schemas["Section"];
export type Item = Schemas["Item"];
export type Commitment = Schemas["Commitment"];
export type Target = Schemas["Target"];
export type Duty = Schemas["Duty"];
export type Qualitative = Schemas["Qualitative"];
export type UnitRef = Schemas["UnitRef"];
export type Diagnostic = Schemas["Diagnostic"];
export type Correction = Schemas["Correction"];
export type UnitAnswer = Schemas["UnitAnswer"];
export type SameTarget = Schemas["SameTarget"];
export type Reading = Schemas["Reading"];
export type SectionReading = Schemas["SectionReading"];
export type MonthReading = Schemas["MonthReading"];
export type ParameterReading = Schemas["ParameterReading"];
export type Basis = Schemas["Basis"];
export type Difference = Schemas["Difference"];
export type DifferenceEntry = Schemas["DifferenceEntry"];
export type Preview = Schemas["Preview"];
export type PlanVersion = Schemas["PlanVersion"];
export type CorrectionRequest = Schemas["CorrectionRequest"];
