// What a person sets for this browser: theme, language, hatching. Kept in local storage where it is open.
import { defineStore } from "pinia";
import { computed, ref, watchEffect } from "vue";
import { i18n, type LocaleName } from "@/locales";

export type Theme = "system" | "light" | "dark";

function read(key: string): string {
  try {
    return localStorage.getItem(`bihuan.${key}`) ?? "";
  } catch {
    return ""; // storage is closed in some private modes: the defaults hold
  }
}

function write(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(`bihuan.${key}`, value);
    else localStorage.removeItem(`bihuan.${key}`);
  } catch {
    // As above: the setting then lives as long as the page.
  }
}

export const use_settings = defineStore("settings", () => {
  const stored_theme = read("theme");
  const theme = ref<Theme>(stored_theme === "light" || stored_theme === "dark" ? stored_theme : "system");
  const locale = ref<LocaleName>(read("locale") === "en" ? "en" : "zh-CN");
  const hatching = ref(read("hatching") === "on");

  const media = window.matchMedia?.("(prefers-color-scheme: dark)");
  const system_dark = ref(media?.matches ?? false);
  media?.addEventListener("change", (event) => (system_dark.value = event.matches));
  const is_dark = computed(() => theme.value === "dark" || (theme.value === "system" && system_dark.value));

  watchEffect(() => {
    document.documentElement.dataset.theme = is_dark.value ? "dark" : "light";
    document.documentElement.classList.toggle("dark", is_dark.value);
    write("theme", theme.value === "system" ? "" : theme.value);
  });
  watchEffect(() => {
    i18n.global.locale.value = locale.value;
    document.documentElement.lang = locale.value;
    write("locale", locale.value);
  });
  watchEffect(() => {
    document.documentElement.classList.toggle("hatched", hatching.value);
    write("hatching", hatching.value ? "on" : "");
  });

  return { theme, locale, hatching, is_dark };
});
