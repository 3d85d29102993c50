// What a person is told of a request that failed.
import { ApiError } from "@/api/client";

type Words = (key: string, named?: Record<string, unknown>) => string;

/** The server's own sentence; where no answer came, that it cannot be reached. */
export function told_of(error: unknown, t: Words): string {
  return error instanceof ApiError ? error.message || t("state.unreachable") : String(error);
}

/** The same with the place that is wrong: the row and cell of a file, a field. */
export function told_with_place(error: unknown, t: Words): string {
  const place = error instanceof ApiError && error.where;
  return told_of(error, t) + (place ? `　${t("state.at", { where: place })}` : "");
}
