// src/records/official_describe.h - published values as described structs for base/json.h: include it in .cc files
// only.
#pragma once
#include "base/json.h"
#include "records/official_figures.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(FigureAction, kEntered, kRevised, kWithdrawn)
BOOST_DESCRIBE_ENUM(FigureKind, kNumber, kWords)
BOOST_DESCRIBE_STRUCT(FigureTerm, (), (dimension, value))

}  // namespace bihuan::records
