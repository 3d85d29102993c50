// A thin typed client: paths, parameters and answers come from the generated schema.
import type { paths } from "./schema";

type Method = "get" | "post";
type Operation<P extends keyof paths, M extends Method> = paths[P][M];
type PathWith<M extends Method> = {
  [P in keyof paths]: Operation<P, M> extends { responses: unknown } ? P : never;
}[keyof paths];
type Body<R> = R extends { content: { "application/json": infer B } } ? B : never;
type Success<O> = O extends { responses: infer R } ? Body<R[Extract<keyof R, 200 | 201>]> : never;
type Sent<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : Blob;

export interface Parameters {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | undefined>;
  revision?: number; // of the record that is changed, as it was seen (If-Match)
  key?: string; // Idempotency-Key: sent again, the request is done once
  signal?: AbortSignal;
}

/** What the server refused, or why it could not be reached. `message` is a sentence for the person at the desk. */
export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    readonly code: string,
    message: string,
    readonly where: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
  get is_connection(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }
  /** Somebody else changed the record meanwhile: fetch it again. */
  get is_stale(): boolean {
    return this.status === 412;
  }
}

/** What went wrong, whatever it was, as a page shows it. */
export const api_error = (reason: unknown): ApiError =>
  reason instanceof ApiError ? reason : new ApiError(-1, "internal", String(reason), "");

/** Fills {name} parts and appends the query; undefined and "" are left out. */
export function address(pattern: string, parameters: Parameters = {}): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters.path?.[name];
    if (value === undefined) throw new Error(`address(${pattern}) lacks ${name}`);
    return encodeURIComponent(String(value));
  });
  const query = Object.entries(parameters.query ?? {})
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
  return query ? `${path}?${query}` : path;
}

type Listener = (is_connected: boolean) => void;
const listeners = new Set<Listener>();

/** Tells whether the last request reached the server. Returns the function that ends it. */
export function on_connection(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let csrf = "";
/** The token that every write of this session carries. */
export function use_csrf(token: string): void {
  csrf = token;
}

const leavers = new Set<() => void>();
/** Tells when a request found nobody signed in. Returns the function that ends it. */
export function on_signed_out(listener: () => void): () => void {
  leavers.add(listener);
  return () => leavers.delete(listener);
}

async function send(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, headers: { Accept: "application/json", ...init.headers } });
    text = await response.text(); // may break off in the middle
  } catch (error) {
    if (init.signal?.aborted) throw error;
    listeners.forEach((listener) => listener(false));
    throw new ApiError(0, "unavailable", "", "");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const error = error_of(response.status, value, response.ok);
  listeners.forEach((listener) => listener(!error?.is_connection));
  if (["unauthenticated", "password_change_required", "codes_required"].includes(error?.code ?? ""))
    leavers.forEach((listener) => listener());
  if (error) throw error;
  return value;
}

function error_of(status: number, value: unknown, is_ok: boolean): ApiError | null {
  if (is_ok && value !== undefined) return null;
  const told = (value as { error?: { code?: string; message?: string; where?: string } } | undefined)?.error;
  return new ApiError(is_ok ? 0 : status, told?.code ?? "internal", told?.message ?? "", told?.where ?? "");
}

export function get<P extends PathWith<"get">>(
  pattern: P,
  parameters: Parameters = {},
): Promise<Success<Operation<P, "get">>> {
  const init: RequestInit = parameters.signal ? { signal: parameters.signal } : {};
  return send(address(pattern, parameters), init) as Promise<Success<Operation<P, "get">>>;
}

function posting(body: unknown, parameters: Parameters): RequestInit {
  const is_raw = body instanceof Blob;
  return {
    method: "POST",
    headers: {
      "Content-Type": is_raw ? "application/octet-stream" : "application/json",
      ...(csrf ? { "X-CSRF-Token": csrf } : {}),
      ...(parameters.revision === undefined ? {} : { "If-Match": `"${parameters.revision}"` }),
      ...(parameters.key ? { "Idempotency-Key": parameters.key } : {}),
    },
    body: is_raw ? body : JSON.stringify(body),
    ...(parameters.signal ? { signal: parameters.signal } : {}),
  };
}

export function post<P extends PathWith<"post">>(
  pattern: P,
  body: Sent<Operation<P, "post">>,
  parameters: Parameters = {},
): Promise<Success<Operation<P, "post">>> {
  return send(address(pattern, parameters), posting(body, parameters)) as Promise<
    Success<Operation<P, "post">>
  >;
}

/** Posts something whose answer is a file, and hands that to the browser under the name that the server gives it. */
export async function save_posted(
  pattern: keyof paths,
  body: unknown,
  parameters: Parameters = {},
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address(pattern, parameters), posting(body, parameters));
  } catch {
    throw new ApiError(0, "unavailable", "", "");
  }
  if (!response.ok) {
    const told: unknown = await response.json().catch(() => undefined);
    throw error_of(response.status, told, false);
  }
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = decodeURIComponent(name);
  link.click();
  URL.revokeObjectURL(link.href);
}
