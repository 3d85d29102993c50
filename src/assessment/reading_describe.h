// src/assessment/reading_describe.h - readings as described structs, so that base/json.h writes and reads them and the
// server makes their schema. The one place that describes them: include it in .cc files only.
#pragma once
#include "assessment/reading.h"
#include "base/json.h"

namespace bihuan::standards {

BOOST_DESCRIBE_ENUM(Compliance, kMet, kNotMet, kNotAssessable)
BOOST_DESCRIBE_STRUCT(LeftOut, (), (where, reason))
BOOST_DESCRIBE_STRUCT(Basis, (),
                      (standard, edition, clauses, knowledge_digest, profile, rounding, wanted, had, used, left_out,
                       confidence, notes))

}  // namespace bihuan::standards

namespace bihuan::assessment {

BOOST_DESCRIBE_ENUM(Verdict, kMet, kOnTrack, kAtRisk, kMissed, kInsufficientData)

// The JSON calls the member quality_class "class", which C++ cannot: these are what BOOST_DESCRIBE_STRUCT would make,
// with that one name changed.
namespace internal {

template <auto kPointer>
struct ClassMember {
  static constexpr auto pointer() noexcept { return kPointer; }
  static constexpr auto name() noexcept { return "class"; }
};

}  // namespace internal

#define BIHUAN_UNPACK(...) __VA_ARGS__
#define BIHUAN_DESCRIBE_WITH_CLASS(Type, before, after)                                                             \
  static_assert(std::is_class_v<Type>);                                                                             \
  BOOST_DESCRIBE_BASES(Type)                                                                                        \
  inline auto boost_public_member_descriptor_fn(Type**) {                                                           \
    return boost::describe::detail::member_descriptor_fn_impl<boost::describe::mod_public>(                         \
        0 BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_MEMBER_IMPL, Type, BIHUAN_UNPACK before),                       \
        internal::ClassMember<&Type::quality_class> {} BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_MEMBER_IMPL, Type, \
                                                                                  BIHUAN_UNPACK after));            \
  }                                                                                                                 \
  BOOST_DESCRIBE_PROTECTED_MEMBERS(Type)                                                                            \
  BOOST_DESCRIBE_PRIVATE_MEMBERS(Type)

BIHUAN_DESCRIBE_WITH_CLASS(ParameterReading, (key, name, unit, mean, rounded),
                           (class3_limit, multiple, decimals, readings_had, readings_used))
BIHUAN_DESCRIBE_WITH_CLASS(MonthReading, (month), (deciding))
BIHUAN_DESCRIBE_WITH_CLASS(SectionReading, (name, river, water_body, exam_level, target_class),
                           (level, colour, compliance, months_wanted, months_had, months_used, main_pollutants,
                            deciding, is_near_limit, reason, parameters, monthly, cells))

#undef BIHUAN_DESCRIBE_WITH_CLASS
#undef BIHUAN_UNPACK

BOOST_DESCRIBE_STRUCT(EvaluationColumn, (), (key, head, is_number))
BOOST_DESCRIBE_STRUCT(EvaluationRow, (), (cells, detail))
BOOST_DESCRIBE_STRUCT(EvaluationTable, (), (key, title, columns, rows))

BOOST_DESCRIBE_STRUCT(Reading, (),
                      (target_id, indicator, indicator_name, verdict, compliance, value, unit, comparator, limit,
                       object, have, needed, whole, allowed_failures, statement, sentence, reason, as_of, period_from,
                       period_to, is_state, source_file, source_digest, members, tables, basis))

}  // namespace bihuan::assessment
