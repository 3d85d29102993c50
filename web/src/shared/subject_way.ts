/** Where a record is shown that a notice, a paper or a request is about; "" nowhere. */
export function subject_way(subject: string): string {
  const [kind, id] = subject.split("/", 2);
  if (!id) return "";
  switch (kind) {
    case "case_file":
      return `/cases/${encodeURIComponent(id)}`;
    case "dispatch_round":
      return `/dispatch/${encodeURIComponent(id)}`;
    case "task":
      return `/tasks/${encodeURIComponent(id)}`;
    case "paper":
      return "/approvals?view=papers";
    default:
      return "";
  }
}
