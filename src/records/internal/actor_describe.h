// src/records/internal/actor_describe.h - roles and posts as words. Included by .cc files only.
#pragma once
#include "base/json.h"
#include "records/actor.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(DeskRole, kOffice, kSection, kStation, kBranch, kEnforcement, kLeader, kReader, kSystemAdmin,
                    kSecurityAdmin, kAuditAdmin)
BOOST_DESCRIBE_ENUM(Post, kClerk, kHead, kSupervisor)

}  // namespace bihuan::records
