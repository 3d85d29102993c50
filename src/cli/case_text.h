// src/cli/case_text.h - cases as a terminal shows them.
#pragma once
#include <string>

namespace bihuan::server::api {
struct CaseBoard;
struct CaseList;
struct CaseView;
struct ImportAnswer;
struct ImportPreview;
}  // namespace bihuan::server::api

namespace bihuan::cli {

std::string text_of(const server::api::CaseList& list);
std::string text_of(const server::api::CaseBoard& board);
// Head, parts, requests, timeline; and the steps that may be taken, where `shows_steps`.
std::string text_of(const server::api::CaseView& view, bool shows_steps);
std::string text_of(const server::api::ImportPreview& preview);
std::string text_of(const server::api::ImportAnswer& answer);
// One line: "k000001 待签收 …", after a step.
std::string line_of(const server::api::CaseView& view);

}  // namespace bihuan::cli
