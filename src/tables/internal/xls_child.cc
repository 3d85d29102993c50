#include "tables/internal/xls_child.h"

#include <fcntl.h>
#include <freexl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>

#include "tables/internal/memory_file.h"
#include "tables/internal/number_format.h"

// In the child a sanitizer must not call back into a fuzzer that lives in the parent.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace bihuan::tables {
namespace {

constexpr int kPatienceMs = 30'000;  // for the next piece of what the child says
constexpr rlim_t kCpuSeconds = 60;
constexpr const char* kDamaged = "工作簿已损坏，读不出来；请用 WPS 或 Excel 打开后另存为 xlsx";

// --- what goes through the pipe: tags, lengths in the order of the machine -------------------------------------------

enum class Tag : std::uint8_t { kSheet = 1, kCell, kEnd, kRefused };

class Pen {
 public:
  explicit Pen(int descriptor) : descriptor_(descriptor) {}
  template <class T>
  void put(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const char* bytes = reinterpret_cast<const char*>(&value);
    buffer_.append(bytes, sizeof value);
    if (buffer_.size() > 60'000) flush();
  }
  void put_text(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    buffer_ += text;
  }
  void flush() {
    const char* at = buffer_.data();
    std::size_t left = buffer_.size();
    while (left > 0) {
      const ssize_t written = ::write(descriptor_, at, left);
      if (written <= 0) _exit(3);
      at += written;
      left -= static_cast<std::size_t>(written);
    }
    buffer_.clear();
  }

 private:
  int descriptor_;
  std::string buffer_;
};

class Eye {
 public:
  explicit Eye(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  std::optional<T> take() {
    if (rest_.size() < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::optional<std::string> take_text() {
    const std::optional<std::uint32_t> size = take<std::uint32_t>();
    if (!size || *size > rest_.size()) return std::nullopt;
    std::string text(rest_.substr(0, *size));
    rest_.remove_prefix(*size);
    return text;
  }

 private:
  std::string_view rest_;
};

// --- the child -------------------------------------------------------------------------------------------------------

void set_number(Cell& cell, double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  cell.stored.assign(buffer.data(), end);
  if (auto plain = plain_decimal(cell.stored)) {
    cell.kind = CellKind::kNumber;
    cell.value = std::move(*plain);
  } else {
    cell.kind = CellKind::kError;  // not a number
    cell.value = "#NUM!";
    cell.stored.clear();
  }
}

void set_text(Cell& cell, const char* text) {
  const std::string_view view = text == nullptr ? std::string_view() : std::string_view(text);
  if (view.empty()) return;
  constexpr std::string_view kErrors[] = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#N/A!"};
  cell.kind = std::ranges::find(kErrors, view) != std::end(kErrors) ? CellKind::kError : CellKind::kText;
  cell.value = view == "#N/A!" ? std::string_view("#N/A") : view;
}

Cell to_cell(const FreeXL_CellValue& value, CellAddress at) {
  Cell cell;
  cell.at = at;
  switch (value.type) {
    case FREEXL_CELL_INT:
      set_number(cell, value.value.int_value);
      break;
    case FREEXL_CELL_DOUBLE:
      set_number(cell, value.value.double_value);
      break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
      set_text(cell, value.value.text_value);
      break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
      cell.kind = CellKind::kDate;
      cell.value = value.value.text_value;
      if (value.type == FREEXL_CELL_DATETIME && cell.value.size() > 10) {
        cell.shown_text = cell.value;
        cell.value[10] = 'T';
      }
      break;
    default:
      break;
  }
  return cell;
}

void write_sheet(Pen& pen, const void* workbook, unsigned short index) {
  unsigned rows = 0;
  unsigned short columns = 0;
  const bool is_read = freexl_select_active_worksheet(workbook, index) == FREEXL_OK &&
                       freexl_worksheet_dimensions(workbook, &rows, &columns) == FREEXL_OK;
  pen.put(Tag::kSheet);
  pen.put(static_cast<std::uint8_t>(is_read ? 1 : 0));
  pen.put(static_cast<std::uint32_t>(is_read ? rows : 0));
  pen.put(static_cast<std::uint32_t>(is_read ? columns : 0));
  for (unsigned r = 0; is_read && r < rows; ++r) {
    for (unsigned short c = 0; c < columns; ++c) {
      FreeXL_CellValue value{};
      if (freexl_get_cell_value(workbook, r, c, &value) != FREEXL_OK) continue;
      const Cell cell = to_cell(value, {static_cast<int>(r) + 1, static_cast<int>(c) + 1});
      if (cell.kind == CellKind::kEmpty) continue;
      pen.put(Tag::kCell);
      pen.put(static_cast<std::int32_t>(cell.at.row));
      pen.put(static_cast<std::int32_t>(cell.at.column));
      pen.put(static_cast<std::uint8_t>(cell.kind));
      pen.put_text(cell.value);
      pen.put_text(cell.stored);
      pen.put_text(cell.shown_text);
    }
  }
}

// Never returns. Only this thread is here: nothing that another one of the parent may hold is asked for but memory,
// which the C library keeps sound over a fork.
[[noreturn]] void be_child(const std::string& path, std::size_t sheets, int out) {
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(nullptr);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGINT, SIGALRM, SIGXCPU, SIGPIPE}) {
    ::signal(signal, SIG_DFL);
  }
  const rlimit none{0, 0}, processor{kCpuSeconds, kCpuSeconds};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  setrlimit(RLIMIT_CPU, &processor);
  const int silence = ::open("/dev/null", O_RDWR);
  if (silence >= 0) {
    for (const int stream : {0, 1, 2}) ::dup2(silence, stream);
  }
  Pen pen(out);
  const void* workbook = nullptr;
  const int status = freexl_open(path.c_str(), &workbook);
  unsigned count = 0;
  if (status != FREEXL_OK || freexl_get_info(workbook, FREEXL_BIFF_SHEET_COUNT, &count) != FREEXL_OK ||
      count != sheets) {
    pen.put(Tag::kRefused);
    pen.put(static_cast<std::int32_t>(status));
    pen.flush();
    _exit(0);
  }
  for (unsigned i = 0; i < count; ++i) write_sheet(pen, workbook, static_cast<unsigned short>(i));
  pen.put(Tag::kEnd);
  pen.flush();
  _exit(0);
}

// --- the parent ------------------------------------------------------------------------------------------------------

std::unexpected<Error> refuse(std::string message) { return fail(Code::kInvalidInput, std::move(message), ""); }

// All that the child says; nothing where it says more than `most` bytes or is silent for too long.
std::optional<std::string> listen_to(int in, std::size_t most) {
  std::string all;
  std::array<char, 65536> piece;
  while (true) {
    pollfd wait{in, POLLIN, 0};
    if (::poll(&wait, 1, kPatienceMs) <= 0) return std::nullopt;
    const ssize_t got = ::read(in, piece.data(), piece.size());
    if (got < 0) return std::nullopt;
    if (got == 0) return all;
    all.append(piece.data(), static_cast<std::size_t>(got));
    if (all.size() > most) return std::nullopt;
  }
}

Result<std::vector<XlsCells>> understand(std::string_view said) {
  Eye eye(said);
  std::vector<XlsCells> sheets;
  while (true) {
    const std::optional<Tag> tag = eye.take<Tag>();
    if (!tag) return refuse(kDamaged);
    if (*tag == Tag::kEnd) return sheets;
    if (*tag == Tag::kRefused) {
      const std::optional<std::int32_t> status = eye.take<std::int32_t>();
      if (status && *status == FREEXL_OK) {
        return refuse("工作表的数目前后不符，文件已损坏，请用 WPS 或 Excel 打开后另存为 xlsx");
      }
      return refuse("工作簿读不出来（FreeXL " + std::to_string(status.value_or(0)) +
                    "），请用 WPS 或 Excel 打开后另存为 xlsx");
    }
    if (*tag == Tag::kSheet) {
      const auto is_read = eye.take<std::uint8_t>();
      const auto rows = eye.take<std::uint32_t>(), columns = eye.take<std::uint32_t>();
      if (!is_read || !rows || !columns) return refuse(kDamaged);
      sheets.push_back({*is_read != 0, *rows, *columns, {}});
      continue;
    }
    const auto row = eye.take<std::int32_t>(), column = eye.take<std::int32_t>();
    const auto kind = eye.take<std::uint8_t>();
    auto value = eye.take_text(), stored = eye.take_text(), shown = eye.take_text();
    if (*tag != Tag::kCell || sheets.empty() || !row || !column || !kind || !value || !stored || !shown ||
        *kind > static_cast<std::uint8_t>(CellKind::kError)) {
      return refuse(kDamaged);
    }
    Cell cell;
    cell.at = {*row, *column};
    cell.kind = static_cast<CellKind>(*kind);
    cell.value = *std::move(value);
    cell.stored = *std::move(stored);
    cell.shown_text = *std::move(shown);
    sheets.back().cells.push_back(std::move(cell));
  }
}

}  // namespace

Result<std::vector<XlsCells>> read_xls_cells(std::string_view bytes, std::size_t sheets, const Limits& limits) {
  BIHUAN_TRY(const MemoryFile file, MemoryFile::create(bytes));
  const std::string path = file.path();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Code::kUnavailable, "系统不能再打开管道，请稍后再试", "");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    be_child(path, sheets, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return fail(Code::kUnavailable, "系统不能再启动进程，请稍后再试", "");
  }
  constexpr std::size_t kCellOverhead = 32;
  const std::optional<std::string> said = listen_to(ends[0], 2 * limits.text_bytes + kCellOverhead * limits.cells);
  ::close(ends[0]);
  if (!said) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!said || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return refuse(kDamaged);
  return understand(*said);
}

}  // namespace bihuan::tables
