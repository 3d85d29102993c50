import { onScopeDispose, ref, type Ref } from "vue";

/** Whether a media query holds, kept up to date. */
export function use_media(query: string): Ref<boolean> {
  const list = window.matchMedia?.(query);
  const holds = ref(list?.matches ?? false);
  const listen = (event: MediaQueryListEvent) => (holds.value = event.matches);
  list?.addEventListener("change", listen);
  onScopeDispose(() => list?.removeEventListener("change", listen));
  return holds;
}
