# shellcheck shell=bash disable=SC2154
# Steps shared by ./run and ./test. Sourced, not run.

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() { printf '错误：%s\n' "$*" >&2; exit 3; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "安装软件包需要管理员权限：请以 root 运行，或先安装 sudo"
  fi
}

# ensure_packages LIST...: installs the Debian packages named in the lists that are not there yet.
ensure_packages() {
  local wanted missing=() state
  wanted=$(sed -e 's/#.*//' "$@" | tr -s '[:space:]' '\n' | sed '/^$/d')
  state=$(dpkg-query -W -f '${binary:Package} ${db:Status-Abbrev}\n' 2>/dev/null | sed -e 's/:[a-z0-9]* / /')
  local name
  for name in $wanted; do
    # Node.js and npm may also have been installed by other means.
    if { [ "$name" = nodejs ] && command -v node >/dev/null; } || { [ "$name" = npm ] && command -v npm >/dev/null; }; then
      continue
    fi
    grep -q "^$name ii" <<<"$state" || missing+=("$name")
  done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null || die "没有 apt-get：请在 Debian 12 上运行，或自行安装：${missing[*]}"
  say "安装 ${#missing[@]} 个 Debian 软件包（installing packages）"
  note "${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >"$root/build/apt.log" 2>&1 || { tail -20 "$root/build/apt.log" >&2; die "软件包安装失败，详见 build/apt.log"; }
}

# ensure_node_modules FOLDER [npm options]: installs what the lock file pins, once per lock file.
ensure_node_modules() {
  local folder=$1 stamp
  shift
  stamp=$(cat "$folder/package-lock.json" "$folder/package.json" | sha256sum | cut -d' ' -f1)
  [ "$(cat "$folder/node_modules/.stamp" 2>/dev/null)" = "$stamp" ] && return 0
  say "安装 ${folder#"$root"/} 的 npm 包（npm ci）"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error "$@") >"$root/build/npm.log" 2>&1 \
    || { tail -20 "$root/build/npm.log" >&2; die "npm 安装失败，详见 build/npm.log"; }
  echo "$stamp" >"$folder/node_modules/.stamp"
}

# build PRESET [TARGET...]: configures when needed and builds; quiet when nothing changes.
build() {
  local preset=$1
  shift
  if [ ! -f "$root/build/$preset/build.ninja" ] || [ "$root/CMakePresets.json" -nt "$root/build/$preset/build.ninja" ]; then
    say "配置 $preset（configure）"
    (cd "$root" && cmake --preset "$preset") >"$root/build/$preset-configure.log" 2>&1 \
      || { tail -30 "$root/build/$preset-configure.log" >&2; die "配置失败，详见 build/$preset-configure.log"; }
  fi
  if ninja -C "$root/build/$preset" -n "$@" | grep -q 'no work to do'; then return 0; fi
  say "编译 $preset（build）"
  if [ -t 1 ]; then ninja -C "$root/build/$preset" "$@"
  else ninja -C "$root/build/$preset" "$@" >"$root/build/$preset-build.log" 2>&1 || { grep -E 'error|FAILED' -A5 "$root/build/$preset-build.log" | head -60 >&2; die "编译失败，详见 build/$preset-build.log"; }
  fi
}

# build_web PRESET: makes web/dist when a source of it, or the interface of that build's server, has changed.
build_web() {
  local stamp
  "$root/build/$1/src/cli/bihuan" openapi >"$root/build/openapi.json" || die "不能生成 openapi.json"
  stamp=$(cd "$root" && { find web e2e -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -name 'schema.d.ts' \
    -not -path 'e2e/shots/*' -not -path 'e2e/test-results/*' -print0 | sort -z | xargs -0 sha256sum; sha256sum build/openapi.json; } | sha256sum | cut -d' ' -f1)
  [ -f "$root/web/dist/index.html" ] && [ "$(cat "$root/build/web.stamp" 2>/dev/null)" = "$stamp" ] && return 0
  say "构建网页（web build）"
  (cd "$root/web" && npm run --silent api:types -- "$root/build/openapi.json" && npm run --silent build) >"$root/build/web.log" 2>&1 \
    || { tail -30 "$root/build/web.log" >&2; die "网页构建失败，详见 build/web.log"; }
  echo "$stamp" >"$root/build/web.stamp"
}
