#include "base/large_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory_resource>
#include <vector>

namespace bihuan {
namespace {

TEST(LargePages, PiecesLieApartAndAligned) {
  LargePages pages;
  std::vector<std::pair<std::uint64_t*, std::size_t>> pieces;
  for (std::size_t i = 1; i <= 400; ++i) {
    const std::size_t count = i % 97 == 0 ? 9'000'000 : i * 37;  // some larger than a block
    auto* piece = static_cast<std::uint64_t*>(pages.allocate(count * sizeof(std::uint64_t), i % 2 == 0 ? 64 : 8));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % (i % 2 == 0 ? 64 : 8), 0U);
    piece[0] = piece[count - 1] = i;
    pieces.emplace_back(piece, count);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].first[0], i + 1);
    EXPECT_EQ(pieces[i].first[pieces[i].second - 1], i + 1);
  }
}

TEST(LargePages, ServesAVector) {
  LargePages pages;
  std::pmr::vector<int> grown(&pages);
  for (int i = 0; i < 100'000; ++i) grown.push_back(i);
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(grown[static_cast<std::size_t>(i)], i);
}

TEST(LargePages, AdviceOnAnyMemory) {
  std::vector<char> small(100);
  advise_large_pages(small.data(), small.size());  // holds no large page: nothing happens
  std::vector<char> large(std::size_t{8} << 20, 'x');
  advise_large_pages(large.data(), large.size());
  EXPECT_EQ(large.back(), 'x');
}

}  // namespace
}  // namespace bihuan
