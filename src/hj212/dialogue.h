// src/hj212/dialogue.h - who answers what: requests of the host, and the answers 9011 to 9014 of either side.
//
// The exchange is kept together by QN: an answer repeats the QN, PW and MN of what it answers, has ST=91, and a Flag
// that wants no answer. In 2005 answers have no QN in the header; it stands in the data area. No timing here: see
// gateway. Source: HJ 212-2017 6.1, 6.5.1 and annex C; HJ/T 212-2005 annex C.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "hj212/encode.h"
#include "hj212/vocabulary.h"

namespace bihuan::hj212 {

// Whom the host talks to.
struct Counterpart {
  Edition edition = Edition::k2017;
  std::string st;
  std::string pw;
  std::string mn;
};

// Flag: the edition's bits, D for packets, A where an answer is wanted.
int make_flag(Edition edition, bool wants_answer, bool is_split = false);

// A request or notification of the host. A command that wants an answer has Flag A set.
Draft host_command(const Counterpart& device, std::string qn, std::string_view cn,
                   std::vector<std::vector<Pair>> groups = {});

// The same, after looking into the tables. Errors: kNotCovered the device's edition does not have the command;
// kInvalidInput a field that this command does not carry, listing those that it does.
Result<Draft> checked_command(const Vocabulary& vocabulary, const Counterpart& device, std::string qn,
                              std::string_view cn, std::vector<std::vector<Pair>> groups = {});

// "YYYYMMDDhhmmss" both, inclusive: begin = end asks for exactly one period. cn: 2031, 2041, 2051, 2061 ...
Draft history_request(const Counterpart& device, std::string qn, std::string_view cn, std::string begin,
                      std::string end);

enum class RequestReturn {
  kAccepted = 1,
  kRefused = 2,
  kWrongPw = 3,
  kWrongMn = 4,
  kWrongSt = 5,
  kWrongFlag = 6,
  kWrongQn = 7,
  kWrongCn = 8,
  kWrongCrc = 9,
  kUnknown = 100
};
enum class ExecutionReturn {
  kDone = 1,
  kFailed = 2,
  kWrongConditions = 3,
  kTimeout = 4,
  kBusy = 5,
  kSystemFault = 6,
  kNoData = 100
};

Draft answer_request(const Message& request, RequestReturn code);   // 9011
Draft answer_result(const Message& request, ExecutionReturn code);  // 9012
Draft answer_notification(const Message& notification);             // 9013
Draft answer_data(const Message& data);                             // 9014; in 2005 it names CN, PNO and PNUM

// A response that carries data under the request's own CN and QN (parameters, times).
Draft answer_with(const Message& request, std::vector<std::vector<Pair>> groups);

// What `answer` of kind 9011 or 9012 says; none where it is no such message or carries no code.
std::optional<int> return_code(const Message& answer);

}  // namespace bihuan::hj212
