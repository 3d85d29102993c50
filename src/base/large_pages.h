// src/base/large_pages.h - memory by the tens of megabytes: in large pages, where the kernel has them.
//
// A page is paid for when it is first touched. On virtual machines that costs microseconds, so that filling 40 MB in
// small pages takes longer than reading it from the disk; in large ones (2 MiB) it does not show.
#pragma once
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace bihuan {

// Asks the system for large pages in memory that is about to be filled for the first time. Only the whole large pages
// inside are meant. Advice only: where it is not taken, all goes on with small ones.
void advise_large_pages(void* begin, std::size_t size);

// Hands out memory piece by piece from blocks of large pages; nothing is given back before it is destroyed. Not thread
// safe.
class LargePages : public std::pmr::memory_resource {
 public:
  ~LargePages() override;

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  struct Block {
    void* begin;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace bihuan
