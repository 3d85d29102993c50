// Words of the address: several are set at once, and "" is left out of it.
import { useRoute, useRouter } from "vue-router";

export interface QueryWords {
  asked: (name: string) => string; // "" where it is not there
  set: (wanted: Record<string, string>) => void;
}

export function use_query_words(): QueryWords {
  const route = useRoute();
  const router = useRouter();
  return {
    asked: (name) => (typeof route.query[name] === "string" ? route.query[name] : ""),
    set: (wanted) => {
      const query: Record<string, string> = {};
      for (const [name, value] of Object.entries({ ...route.query, ...wanted }))
        if (typeof value === "string" && value) query[name] = value;
      void router.replace({ query });
    },
  };
}
