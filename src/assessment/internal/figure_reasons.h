// src/assessment/internal/figure_reasons.h - the likely reasons of a difference: facts, and the conditions on them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "assessment/official.h"

namespace bihuan::assessment::internal {

// What is known of two values that differ, by the names of knowledge/office/official-figures.toml. What is not known is
// absent.
using Facts = std::map<std::string, std::string>;

// {name} becomes the fact's value; a fact that is absent leaves its braces.
std::string with_facts(const std::string& text, const Facts& facts);

// All conditions hold. One on a fact that is absent does not. Numbers compare as numbers, other texts only by = and !=.
bool holds(const std::vector<records::FigureCondition>& when, const Facts& facts);

// Those whose conditions hold, in the order of the rules; never empty.
std::vector<LikelyReason> likely_reasons(const records::OfficialRules& rules, const Facts& facts);

}  // namespace bihuan::assessment::internal
