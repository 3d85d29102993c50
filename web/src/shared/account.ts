// Who is signed in, as the server tells it.
import { defineStore } from "pinia";
import { ref } from "vue";
import { ApiError, get, post, use_csrf } from "@/api/client";
import type { Me } from "@/api/types";

export const use_account = defineStore("account", () => {
  const me = ref<Me | null>(null);
  const is_known = ref(false); // the server was asked

  function take(answer: Me | null): void {
    me.value = answer;
    is_known.value = true;
    use_csrf(answer?.csrf_token ?? "");
  }
  /** Asks the server once who is here. */
  async function ask(): Promise<void> {
    if (is_known.value) return;
    try {
      take(await get("/api/v1/me"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) take(null);
      else throw error;
    }
  }
  async function enter(login_name: string, password: string, code: string): Promise<void> {
    take(await post("/api/v1/session", { login_name, password, code }));
  }
  async function enter_by_link(token: string): Promise<void> {
    take(await post("/api/v1/session/link", { token }));
  }
  async function leave(): Promise<void> {
    await post("/api/v1/session/end", {});
    take(null);
  }
  async function change_password(old_password: string, new_password: string): Promise<void> {
    await post("/api/v1/me/password", { old_password, new_password });
    is_known.value = false;
    await ask();
  }
  const may = (right: string): boolean => me.value?.rights.includes(right) ?? false;

  return { me, is_known, take, ask, enter, enter_by_link, leave, change_password, may };
});

/** Where to go after signing in: only a path of this site. */
export function safe_back(back: unknown): string {
  return typeof back === "string" && /^\/(?![/\\])/.test(back) && !back.startsWith("/enter") ? back : "/";
}
