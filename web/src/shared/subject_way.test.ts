import { describe, expect, it } from "vitest";
import { subject_way } from "./subject_way";

describe("subject_way", () => {
  it("leads to the record's page", () => {
    expect(subject_way("case_file/k000001")).toBe("/cases/k000001");
    expect(subject_way("dispatch_round/r000001")).toBe("/dispatch/r000001");
    expect(subject_way("task/p0001-t1")).toBe("/tasks/p0001-t1");
    expect(subject_way("paper/f000001")).toBe("/approvals?view=papers");
  });
  it("leads nowhere from what has no page", () => {
    for (const one of ["", "task", "erasure/journal/12", "case_file/"]) expect(subject_way(one)).toBe("");
  });
});
