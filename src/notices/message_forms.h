// src/notices/message_forms.h - a delivery in the form of its channel, and what the answer to it means. Pure.
// Format: docs/formats/notices.md.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "notices/notice_rules.h"
#include "notices/transport.h"
#include "records/notice_outbox.h"

namespace bihuan::notices {

// The same for each attempt of a delivery: by it a receiver drops doubles. "o000001-1727654400".
std::string key_of(const records::Delivery& delivery);

// `at`: by the clock of the machine; mails, robots and webhooks carry it (a signature is good for an hour).
// Errors: kInvalidInput  the delivery has no notices, or no address where its channel wants one
Result<Message> compose(const NoticeRules& rules, const records::ClaimedDelivery& claimed, Instant at);

// Whether the other side took it. Robots answer 200 and say in errcode whether they did.
// Errors: kUnavailable   a status of 429 or from 500 on, a robot's refusal (mostly: too often): the channel rests
//         kInvalidInput  any other refusal, with what the other side said: the next message may pass
Status judge(const records::Channel& channel, const Reply& reply);

// A text as a part of a JSON string, of a form field, of XML.
std::string json_escape(std::string_view text);
std::string percent_encode(std::string_view text);
std::string xml_escape(std::string_view text);

}  // namespace bihuan::notices
