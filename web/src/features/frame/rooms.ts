// The rooms of the desk in the order of the rail: where each begins, who may enter, which pages lie in it.
export interface Room {
  id: string; // word: nav.<id>
  path: string;
  rights: string[]; // any of them opens it
  pages: string[]; // names of routes
}

export const ROOMS: Room[] = [
  {
    id: "plans",
    path: "/plans",
    rights: ["plan.read"],
    pages: ["plans", "plan", "upload", "units", "difference"],
  },
  { id: "targets", path: "/targets", rights: ["plan.read"], pages: ["targets", "target"] },
  { id: "tasks", path: "/tasks", rights: ["task.read"], pages: ["tasks", "task", "coverage"] },
  { id: "dispatch", path: "/dispatch", rights: ["dispatch.read"], pages: ["rounds", "round", "entries"] },
  {
    id: "cases",
    path: "/cases",
    rights: ["case.read"],
    pages: ["cases", "case", "case-open", "case-import"],
  },
  {
    id: "approvals",
    path: "/approvals",
    rights: ["paper.read", "adjustment.read"],
    pages: ["approvals"],
  },
  { id: "devices", path: "/devices", rights: ["device.read"], pages: ["devices", "device"] },
  {
    id: "monitoring",
    path: "/monitoring",
    rights: ["observation.read", "observation.kept"],
    pages: ["monitoring", "observed-site"],
  },
  { id: "duties", path: "/duties", rights: ["duty.read"], pages: ["duties"] },
  { id: "evaluation", path: "/evaluation", rights: ["evaluation.run"], pages: ["evaluation"] },
  { id: "notices", path: "/notices", rights: ["notice.read", "channel.read"], pages: ["notices"] },
  {
    id: "admin",
    path: "/admin",
    rights: ["account.read", "organisation.write", "journal.read"],
    pages: ["admin"],
  },
];

/** The rooms that somebody with these rights may enter. */
export function rooms_for(may: (right: string) => boolean): Room[] {
  return ROOMS.filter((room) => room.rights.some(may));
}

/** Where a page lies; "" for one that lies nowhere. */
export function room_of(page: string): string {
  return ROOMS.find((room) => room.pages.includes(page))?.id ?? "";
}
