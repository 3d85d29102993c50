import { createI18n } from "vue-i18n";
import en from "./en";
import zh_cn from "./zh_cn";

export type LocaleName = "zh-CN" | "en";

export const i18n = createI18n({
  legacy: false,
  locale: "zh-CN",
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": zh_cn, en },
});
