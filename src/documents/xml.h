// src/documents/xml.h - an XML document read into a compact read-only tree, under limits.
//
// No DTD is accepted, so there are no entities beyond the five of XML and no external ones. Names are canonical: each
// known namespace has a fixed prefix ("w:p"), whatever prefix the file uses; unknown namespaces become "other:".
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::documents {

struct XmlLimits {
  std::int64_t bytes = std::int64_t{64} << 20;
  int depth = 256;                 // nested elements
  std::int64_t nodes = 3'000'000;  // elements and pieces of text
  int attributes = 256;            // of one element
};

struct XmlNamespace {
  std::string_view uri;
  std::string_view prefix;
};

namespace internal {
struct XmlTree;
}

// A light handle to an element or a piece of text; empty when there is none. Valid as long as its XmlDocument.
class XmlNode {
 public:
  XmlNode() = default;
  explicit operator bool() const { return tree_ != nullptr; }
  bool is_element() const;
  // Canonical name of an element, "" for text.
  std::string_view name() const;
  // Text of a piece of text (never split by entities or CDATA), "" for an element.
  std::string_view text() const;
  // Value of the attribute with this canonical name; "" when it is absent. has_attribute tells these apart.
  std::string_view attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;
  XmlNode first_child() const;
  XmlNode next_sibling() const;
  // First child element with this name.
  XmlNode child(std::string_view name) const;
  // All text below this node, in document order.
  std::string deep_text() const;

  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  friend bool operator==(const XmlNode&, const XmlNode&) = default;

 private:
  friend class XmlDocument;
  XmlNode(const internal::XmlTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
  const internal::XmlTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

class XmlNode::Iterator {
 public:
  explicit Iterator(XmlNode node) : node_(node) {}
  XmlNode operator*() const { return node_; }
  Iterator& operator++() {
    node_ = node_.next_sibling();
    return *this;
  }
  friend bool operator==(const Iterator&, const Iterator&) = default;

 private:
  XmlNode node_;
};

inline XmlNode::Iterator XmlNode::begin() const { return Iterator(first_child()); }
inline XmlNode::Iterator XmlNode::end() const { return Iterator(XmlNode()); }

class XmlDocument {
 public:
  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;
  XmlDocument(const XmlDocument&) = delete;
  XmlDocument& operator=(const XmlDocument&) = delete;
  ~XmlDocument();

  XmlNode root() const;

 private:
  friend Result<XmlDocument> parse_xml(std::string_view, std::span<const XmlNamespace>, const XmlLimits&,
                                       const std::string&);
  explicit XmlDocument(std::unique_ptr<internal::XmlTree> tree);
  std::unique_ptr<internal::XmlTree> tree_;
};

// Parses `bytes`. `where` names the part in errors; line and column are added to it.
// Errors: kInvalidInput  not well formed, not in UTF-8 or UTF-16, a DTD, or over a limit
Result<XmlDocument> parse_xml(std::string_view bytes, std::span<const XmlNamespace> namespaces, const XmlLimits& limits,
                              const std::string& where);

// Returns `text` for use between tags or inside a quoted attribute. Characters that XML cannot carry (control
// characters, broken UTF-8) become U+FFFD.
std::string escape_xml(std::string_view text);

}  // namespace bihuan::documents
