// Names for what the server answers. The shapes are generated (schema.d.ts); nothing is described twice here.
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Desk = Schemas["Desk"];
export type Me = Schemas["Me"];
export type AccountSummary = Schemas["AccountSummary"];
export type NoticeItem = Schemas["NoticeItem"];
export type ChannelView = Schemas["ChannelView"];
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
export type Task = Schemas["Task"];
export type UnitMeasure = Schemas["UnitMeasure"];
export type LightCounts = Schemas["LightCounts"];
export type EntryView = Schemas["EntryView"];
export type SheetAnswer = Schemas["SheetAnswer"];
export type UnitEntries = Schemas["UnitEntries"];
export type TaskStanding = Schemas["TaskStanding"];
export type UnitStanding = Schemas["UnitStanding"];
export type RoundProgress = Schemas["RoundProgress"];
export type OpenSubset = Schemas["OpenSubset"];
export type DutyEventView = Schemas["DutyEventView"];
export type Term = Schemas["Term"];
export type OfficialView = Schemas["OfficialView"];
export type OfficialWords = Schemas["OfficialWords"];
export type OfficialRequest = Schemas["OfficialRequest"];
export type StandingValue = Schemas["StandingValue"];
export type TargetStanding = Schemas["TargetStanding"];
export type TargetValues = Schemas["TargetValues"];
export type PaperView = Schemas["PaperView"];
export type AdjustmentView = Schemas["AdjustmentView"];
export type Schedule = Schemas["Schedule"];
export type CaseRow = Schemas["CaseRow"];
export type CaseView = Schemas["CaseView"];
export type CaseEntry = Schemas["CaseEntry"];
export type CaseOffer = Schemas["CaseOffer"];
export type ImportAnswer = Schemas["ImportAnswer"];
export type Evaluation = Schemas["Evaluation"];
export type EvaluationTable = Schemas["EvaluationTable"];
export type EvaluationDetail = Schemas["EvaluationDetail"];
export type FilledLine = Schemas["FilledLine"];
export type DeviceSummary = Schemas["DeviceSummary"];
export type DeviceView = Schemas["DeviceView"];
export type DeviceEvent = Schemas["DeviceEvent"];
export type DeviceAgreement = Schemas["DeviceAgreement"];
export type StrangerView = Schemas["StrangerView"];
export type TransmissionView = Schemas["TransmissionView"];
export type ForwardView = Schemas["ForwardView"];
export type FrameEntry = Schemas["FrameEntry"];
export type FramePiece = Schemas["FramePiece"];
export type FrameView = Schemas["FrameView"];
export type OrderView = Schemas["OrderView"];
export type CommandChoice = Schemas["CommandChoice"];

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: infer R }
  ? R[Extract<keyof R, 200 | 201>] extends { content: { "application/json": infer B } }
    ? B
    : never
  : never;

export type ObservedSite = Schemas["ObservedSite"];
export type ObservedValue = Schemas["ObservedValue"];
export type SeriesView = Schemas["SeriesView"];
export type SeriesValues = Schemas["SeriesValues"];
export type RollupRow = Schemas["RollupRow"];
export type RollupList = Schemas["RollupList"];
export type PointView = Schemas["PointView"];
export type RevisionView = Schemas["RevisionView"];
export type MarkView = Schemas["MarkView"];
export type CompletenessView = Schemas["CompletenessView"];
export type ImportWay = Schemas["ImportWay"];
export type ImportRequest = Schemas["ImportRequest"];
export type ImportView = Schemas["ImportView"];
export type ImportResult = Schemas["ImportResult"];
// By their places: two structs of the server carry a name alike.
export type CasePreview = Answer<"/api/v1/cases/import/preview", "post">;
export type SheetPreview = Answer<"/api/v1/imports/preview", "post">;
