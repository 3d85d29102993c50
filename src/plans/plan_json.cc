#include "plans/plan_json.h"

#include <string_view>
#include <unordered_map>

#include "base/json.h"

namespace bihuan::plans {
namespace {

std::string_view role_word(Role role) {
  switch (role) {
    case Role::kLead:
      return "lead";
    case Role::kAssist:
      return "assist";
    case Role::kResponsible:
      break;
  }
  return "responsible";
}

std::string_view origin_word(Origin origin) {
  switch (origin) {
    case Origin::kText:
      return "text";
    case Origin::kInherited:
      return "inherited";
    case Origin::kDefault:
      return "default";
    case Origin::kInferred:
      return "inferred";
    case Origin::kCorrected:
      return "corrected";
  }
  return "text";
}

class PlanWriter {
 public:
  explicit PlanWriter(const Plan& plan) : plan_(plan), json_(JsonStyle::kPretty) {
    for (const Item& i : plan.items) numbers_.emplace(i.id, i.no);
  }

  std::string run() {
    json_.begin_object();
    text("title", plan_.title);
    optional_text("issuer", plan_.issuer);
    optional_text("document_number", plan_.document_number);
    number("plan_year", plan_.plan_year);
    number("plan_year_end", plan_.plan_year_end);
    list("outline", plan_.outline, [&](const Section& s) { section(s); });
    list("items", plan_.items, [&](const Item& i) { item(i); });
    list("targets", plan_.targets, [&](const Target& t) { target(t); });
    list("duties", plan_.duties, [&](const Duty& d) { duty(d); });
    list("lists", plan_.lists, [&](const CountedList& l) { counted_list(l); });
    list("deliverables", plan_.deliverables, [&](const Commitment& c) { plain(c); });
    list("ongoing", plan_.ongoing, [&](const Commitment& c) { plain(c); });
    list("qualitative", plan_.qualitative, [&](const Qualitative& q) { qualitative(q); });
    list("prohibitions", plan_.prohibitions, [&](const Commitment& c) { plain(c); });
    list("principles", plan_.principles, [&](const Commitment& c) { plain(c); });
    list("references", plan_.references, [&](const Reference& r) { reference(r); });
    list("diagnostics", plan_.diagnostics, [&](const Diagnostic& d) { diagnostic(d); });
    json_.end_object();
    return json_.take();
  }

 private:
  void text(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.string(value);
  }
  void optional_text(std::string_view key, std::string_view value) {
    json_.key(key);
    if (value.empty()) {
      json_.null();
    } else {
      json_.string(value);
    }
  }
  void number(std::string_view key, std::int64_t value) {
    json_.key(key);
    json_.raw_number(std::to_string(value));
  }
  void decimal(std::string_view key, const std::optional<Decimal>& value) {
    json_.key(key);
    if (value.has_value()) {
      json_.raw_number(to_string(*value));
    } else {
      json_.null();
    }
  }
  void flag(std::string_view key, bool value) {
    json_.key(key);
    json_.boolean(value);
  }
  void pair(Span s) {
    json_.begin_array();
    json_.raw_number(std::to_string(s.begin));
    json_.raw_number(std::to_string(s.end));
    json_.end_array();
  }
  void span(std::string_view key, Span s) {
    json_.key(key);
    pair(s);
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    json_.key(key);
    json_.begin_array();
    for (const std::string& value : values) json_.string(value);
    json_.end_array();
  }
  template <class T, class Write>
  void list(std::string_view key, const std::vector<T>& values, Write write) {
    json_.key(key);
    json_.begin_array();
    for (const T& value : values) {
      json_.begin_object();
      write(value);
      json_.end_object();
    }
    json_.end_array();
  }
  void spans(std::string_view key, const std::vector<Span>& values) {
    json_.key(key);
    json_.begin_array();
    for (const Span& value : values) pair(value);
    json_.end_array();
  }

  void section(const Section& s) {
    text("no", s.no);
    text("heading", s.heading);
    number("level", s.level);
    span("span", s.span);
  }
  void unit(const UnitRef& u) {
    text("name", u.name);
    text("role", role_word(u.role));
    text("origin", origin_word(u.origin));
  }
  void item(const Item& i) {
    text("id", i.id);
    text("no", i.no);
    text("heading", i.heading);
    texts("section", i.section);
    span("span", i.span);
    texts("units", i.units);
    list("groups", i.groups, [&](const Group& g) {
      text("raw", g.raw);
      span("span", g.span);
      texts("units", g.units);
      text("role", g.role);
      list("members", g.members, [&](const UnitRef& u) { unit(u); });
      span("governs", g.governs);
      flag("is_open", g.is_open);
      optional_text("note", g.note);
    });
  }
  void common(const Commitment& c) {
    text("id", c.id);
    span("span", c.span);
    text("text", c.text);
    optional_text("item", c.item);
    const auto found = item_no(c.item);
    optional_text("item_no", found);
    list("units", c.units, [&](const UnitRef& u) { unit(u); });
  }
  std::string_view item_no(std::string_view id) const {
    const auto found = numbers_.find(id);
    return found == numbers_.end() ? std::string_view{} : found->second;
  }
  void deadline(const Commitment& c) {
    optional_text("deadline", c.deadline);
    optional_text("due", c.due);
    text("deadline_origin", origin_word(c.deadline_origin));
    text("strength", c.strength == Strength::kSoft ? "soft" : "hard");
  }
  void target(const Target& t) {
    common(t);
    text("indicator", t.indicator);
    text("comparator", t.comparator);
    decimal("value", t.value);
    if (t.value_high.has_value()) decimal("value_high", t.value_high);
    text("unit", t.unit);
    optional_text("scope", t.scope);
    deadline(t);
    optional_text("period", t.period);
    optional_text("baseline", t.baseline);
    optional_text("direction", t.direction);
    optional_text("part_of", t.part_of);
    json_.key("arithmetic");
    if (t.arithmetic.has_value()) {
      json_.begin_object();
      number("whole", t.arithmetic->whole);
      number("needed", t.arithmetic->needed);
      text("statement", t.arithmetic->statement);
      json_.end_object();
    } else {
      json_.null();
    }
    spans("occurrences", t.occurrences);
  }
  void duty(const Duty& d) {
    common(d);
    text("action", d.action);
    json_.key("min_count");
    if (d.min_count.has_value()) {
      json_.raw_number(std::to_string(*d.min_count));
    } else {
      json_.null();
    }
    text("period", d.period);
    optional_text("object", d.object);
    texts("objects", d.objects);
    optional_text("agent", d.agent);
    optional_text("window_from", d.window_from);
    optional_text("window_to", d.window_to);
    optional_text("quantity", d.quantity);
    text("strength", d.strength == Strength::kSoft ? "soft" : "hard");
  }
  void counted_list(const CountedList& l) {
    text("id", l.id);
    span("span", l.span);
    text("object", l.object);
    json_.key("count");
    if (l.count.has_value()) {
      json_.raw_number(std::to_string(*l.count));
    } else {
      json_.null();
    }
    texts("names", l.names);
    flag("is_open", l.is_open);
    optional_text("item", l.item);
    optional_text("item_no", item_no(l.item));
    spans("occurrences", l.occurrences);
  }
  void plain(const Commitment& c) {
    common(c);
    deadline(c);
  }
  void qualitative(const Qualitative& q) {
    common(q);
    texts("indicators", q.indicators);
    optional_text("comparator", q.comparator);
    optional_text("reference", q.reference);
    deadline(q);
  }
  void reference(const Reference& r) {
    span("span", r.span);
    text("title", r.title);
    optional_text("number", r.number);
  }
  void diagnostic(const Diagnostic& d) {
    span("span", d.span);
    text("code", d.code);
    text("severity", d.severity);
    text("message", d.message);
  }

  const Plan& plan_;
  JsonWriter json_;
  std::unordered_map<std::string_view, std::string_view> numbers_;  // of the items, by id
};

}  // namespace

std::string plan_json(const Plan& plan) { return PlanWriter(plan).run(); }

}  // namespace bihuan::plans
