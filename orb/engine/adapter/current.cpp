// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/current.hpp"

#include "orb/engine/adapter/poa.hpp"

namespace corbel::adapter {
namespace {
thread_local const UserCode* innermost_user_code = nullptr;
}

UserCode::UserCode(const ObjectAdapter& adapter) noexcept : adapter_{adapter}, outer_{innermost_user_code} {
    innermost_user_code = this;
}

UserCode::~UserCode() { innermost_user_code = outer_; }

bool UserCode::is_in(const ObjectAdapter& adapter) noexcept {
    for (const auto* each = innermost_user_code; each; each = each->outer_)
        if (&each->adapter_ == &adapter) return true;
    return false;
}

bool Upcall::is_in(const ObjectAdapter& adapter) noexcept {
    for (const auto* each = innermost_; each; each = each->outer_)
        if (&each->poa_.adapter() == &adapter) return true;
    return false;
}

bool Upcall::is_in(const Poa& poa, ByteView object_id) noexcept {
    for (const auto* each = innermost_; each; each = each->outer_)
        if (&each->poa_ == &poa && as_text(each->object_id_) == as_text(object_id)) return true;
    return false;
}

}  // namespace corbel::adapter
