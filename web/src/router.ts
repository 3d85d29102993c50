import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/", redirect: "/plans" },
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
  { path: "/:rest(.*)*", name: "missing", component: () => import("./features/frame/MissingPage.vue") },
];

export const router = createRouter({ history: createWebHistory(), routes });
