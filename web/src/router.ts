import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";

import { on_signed_out } from "@/api/client";
import { rooms_for } from "@/features/frame/rooms";
import { use_account } from "@/shared/account";

export const routes: RouteRecordRaw[] = [
  { path: "/enter", name: "enter", component: () => import("./features/account/EnterPage.vue") },
  // Leads on to the first room that its person may enter.
  { path: "/", name: "home", component: () => import("./features/frame/MissingPage.vue") },
  { path: "/plans", name: "plans", component: () => import("./features/plans/PlanListPage.vue") },
  { path: "/upload", name: "upload", component: () => import("./features/plans/UploadPage.vue") },
  { path: "/plans/:id", name: "plan", component: () => import("./features/plans/PlanPage.vue"), props: true },
  {
    path: "/plans/:id/units",
    name: "units",
    component: () => import("./features/plans/UnitsPage.vue"),
    props: true,
  },
  {
    path: "/plans/:id/difference",
    name: "difference",
    component: () => import("./features/plans/DifferencePage.vue"),
    props: true,
  },
  { path: "/targets", name: "targets", component: () => import("./features/targets/TargetListPage.vue") },
  {
    path: "/plans/:id/targets/:target",
    name: "target",
    component: () => import("./features/targets/TargetPage.vue"),
    props: true,
  },
  {
    path: "/evaluation",
    name: "evaluation",
    component: () => import("./features/evaluation/EvaluationPage.vue"),
  },
  { path: "/notices", name: "notices", component: () => import("./features/notices/NoticesPage.vue") },
  { path: "/admin", name: "admin", component: () => import("./features/admin/AdminPage.vue") },
  { path: "/tasks", name: "tasks", component: () => import("./features/tasks/TaskListPage.vue") },
  {
    path: "/tasks/:task",
    name: "task",
    component: () => import("./features/tasks/TaskPage.vue"),
    props: true,
  },
  {
    path: "/plans/:id/coverage",
    name: "coverage",
    component: () => import("./features/tasks/CoveragePage.vue"),
    props: true,
  },
  { path: "/dispatch", name: "rounds", component: () => import("./features/dispatch/RoundsPage.vue") },
  {
    path: "/dispatch/:round",
    name: "round",
    component: () => import("./features/dispatch/OfficeRoundPage.vue"),
    props: true,
  },
  {
    path: "/dispatch/:round/units/:unit",
    name: "entries",
    component: () => import("./features/dispatch/UnitEntryPage.vue"),
    props: true,
  },
  {
    path: "/approvals",
    name: "approvals",
    component: () => import("./features/approvals/ApprovalsPage.vue"),
  },
  { path: "/duties", name: "duties", component: () => import("./features/duties/DutiesPage.vue") },
  { path: "/devices", name: "devices", component: () => import("./features/devices/DevicesPage.vue") },
  {
    path: "/devices/:mn",
    name: "device",
    component: () => import("./features/devices/DevicePage.vue"),
    props: true,
  },
  {
    path: "/monitoring",
    name: "monitoring",
    component: () => import("./features/monitoring/MonitoringPage.vue"),
  },
  {
    path: "/monitoring/site/:site",
    name: "observed-site",
    component: () => import("./features/monitoring/SitePage.vue"),
    props: true,
  },
  // Older links: the scheme had a page of its own, and a site stood where any word may stand.
  {
    path: "/monitoring/scheme",
    redirect: (to) => ({ path: "/monitoring", query: { ...to.query, view: "scheme" } }),
  },
  {
    path: "/monitoring/:site",
    redirect: ({ params, query, hash }) => ({ name: "observed-site", params, query, hash }),
  },
  { path: "/cases", name: "cases", component: () => import("./features/cases/CaseListPage.vue") },
  { path: "/cases/new", name: "case-open", component: () => import("./features/cases/CaseOpenPage.vue") },
  {
    path: "/cases/import",
    name: "case-import",
    component: () => import("./features/cases/CaseImportPage.vue"),
  },
  { path: "/cases/:id", name: "case", component: () => import("./features/cases/CasePage.vue"), props: true },
  { path: "/:rest(.*)*", name: "missing", component: () => import("./features/frame/MissingPage.vue") },
];

export const router = createRouter({ history: createWebHistory(), routes });

router.beforeEach(async (to) => {
  const account = use_account();
  try {
    await account.ask();
  } catch {
    return true; // no answer: the page itself tells it
  }
  if (to.name === "enter") return true;
  if (to.name === "home" && account.me) return rooms_for(account.may)[0]?.path ?? "/plans";
  return account.me && !account.me.must_change_password && !account.me.must_use_codes
    ? true
    : { name: "enter", query: { back: to.fullPath } };
});

on_signed_out(() => {
  const here = router.currentRoute.value;
  const account = use_account();
  if (here.name === "enter" || !account.is_known) return;
  account.is_known = false;
  void router.push({ name: "enter", query: { back: here.fullPath } });
});
