// The clock and the mark of the bar, and whether the server answers.
import { defineStore } from "pinia";
import { ref } from "vue";
import { get, on_connection } from "@/api/client";
import type { Desk } from "@/api/types";

const REFRESH_MS = 60_000; // how often the as-of time is asked again
const RETRY_MS = 5_000; // while the server does not answer

export const use_desk = defineStore("desk", () => {
  const desk = ref<Desk | null>(null);
  const is_connected = ref(true);
  /** Rises when the connection has come back, so that pages can fetch what they missed. */
  const returns = ref(0);
  let timer = 0;

  on_connection((now) => {
    if (now && !is_connected.value) returns.value++;
    is_connected.value = now;
  });

  async function refresh(): Promise<void> {
    window.clearTimeout(timer);
    try {
      desk.value = await get("/api/v1/desk");
    } catch {
      // The line under the bar tells it; the next turn tries again.
    }
    // A demonstration whose clock runs faster is looked at more often.
    const turn = Math.max(RETRY_MS, REFRESH_MS / (desk.value?.speed ?? 1));
    timer = window.setTimeout(refresh, is_connected.value ? turn : RETRY_MS);
  }

  return { desk, is_connected, returns, refresh };
});
