// src/base/text_memory.h - what was found out about texts that come again and again: names, days, words of a long table.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace bihuan {

// Forgets all when it holds 65,536 texts, so that a hostile file cannot fill the memory.
template <class Value>
class TextMemory {
 public:
  // The value of `text`; find_out(text) is asked where it is not known. The reference is valid until the next call.
  template <class FindOut>
  const Value& of(std::string_view text, const FindOut& find_out) {
    if (last_ != nullptr && last_->first == text) return last_->second;
    auto found = known_.find(text);
    if (found == known_.end()) {
      if (known_.size() == kMost) known_.clear();
      found = known_.emplace(std::string(text), find_out(text)).first;
    }
    last_ = &*found;
    return last_->second;
  }

 private:
  static constexpr std::size_t kMost = 1u << 16;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> known_;
  const std::pair<const std::string, Value>* last_ = nullptr;  // mostly asked for again
};

}  // namespace bihuan
