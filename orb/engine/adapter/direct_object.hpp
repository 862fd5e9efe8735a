// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "orb/engine/adapter/active_object.hpp"
#include "orb/engine/invocation/direct_way.hpp"

namespace corbel::adapter {

/// The direct way to the object with a key: open while it is in an active object map and nothing but the call itself
/// need be done for a request. Copies of a reference share it.
class Poa::DirectObject final : public DirectWay {
public:
    /// `environment` gives what Readers of answers are given.
    DirectObject(std::shared_ptr<ObjectAdapter> adapter, ByteView key, const cdr::Encoding& encoding,
                 std::function<void*()> environment);
    ~DirectObject() override;

    bool perform(const void* interface, Upcall upcall) override;

private:
    class Target;
    class Visit;

    const Target* find();
    std::shared_ptr<const Target> look_for() const;
    void give_up(const Target* target) noexcept;

    const std::shared_ptr<ObjectAdapter> adapter_;
    const Octets key_;
    const cdr::Encoding encoding_;
    const std::function<void*()> environment_;
    std::atomic<unsigned> calls_{0};  // that have found no target
    std::atomic<const Target*> target_{nullptr};
    std::mutex mutex_;
    std::shared_ptr<const Target> owned_;  // what target_ points to
};

}  // namespace corbel::adapter
