#include "base/large_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>

namespace bihuan {
namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20;
constexpr std::size_t kBlock = 16 * kLargePage;

}  // namespace

void advise_large_pages(void* begin, std::size_t size) {
  const auto first = (reinterpret_cast<std::uintptr_t>(begin) + kLargePage - 1) & ~(kLargePage - 1);
  const auto last = (reinterpret_cast<std::uintptr_t>(begin) + size) & ~(kLargePage - 1);
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // NOLINT: an address
}

LargePages::~LargePages() {
  for (const Block& block : blocks_) ::munmap(block.begin, block.size);
}

void* LargePages::do_allocate(std::size_t bytes, std::size_t alignment) {
  void* at = next_;
  if (at == nullptr || std::align(alignment, bytes, at, left_) == nullptr) {
    // A page more than asked for, so that whole large pages lie inside wherever the block begins.
    const std::size_t size = std::max(kBlock, (bytes + 2 * kLargePage - 1) & ~(kLargePage - 1)) + kLargePage;
    void* block = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) throw std::bad_alloc();
    blocks_.push_back({block, size});
    advise_large_pages(block, size);
    const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(block) + kLargePage - 1) & ~(kLargePage - 1);
    at = reinterpret_cast<void*>(begin);  // NOLINT: an address
    left_ = size - (begin - reinterpret_cast<std::uintptr_t>(block));
  }
  next_ = static_cast<std::byte*>(at) + bytes;
  left_ -= bytes;
  return at;
}

}  // namespace bihuan
