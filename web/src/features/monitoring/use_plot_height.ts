// How high a picture stands: one alone takes what the screen has to give.
import { computed, type ComputedRef } from "vue";
import { use_media } from "@/shared/use_media";

export function use_plot_height(panels: () => number): ComputedRef<number> {
  const is_phone = use_media("(max-width: 640px)");
  const is_tall = use_media("(min-height: 900px)");
  return computed(() => {
    if (is_phone.value) return panels() > 1 ? 170 : 250;
    const whole = is_tall.value ? 620 : 400;
    return Math.max(150, Math.floor(whole / Math.max(1, panels())) - (panels() > 1 ? 26 : 0));
  });
}
