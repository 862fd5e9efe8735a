// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>
#include <utility>

namespace corbel {

template <class Signature>
class FunctionRef;

/// A callable that somebody else owns: two words, no allocation. It must not outlive the callable it was made from.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
public:
    template <class Callable>
        requires(!std::is_same_v<std::remove_cvref_t<Callable>, FunctionRef> &&
                 std::is_invocable_r_v<Result, Callable&, Arguments...>)
    FunctionRef(Callable&& callable) noexcept  // NOLINT: converts on purpose
        : object_{const_cast<void*>(static_cast<const void*>(__builtin_addressof(callable)))},
          call_{&call<Callable>} {}

    Result operator()(Arguments... arguments) const { return call_(object_, std::forward<Arguments>(arguments)...); }

private:
    template <class Callable>
    [[gnu::hot]] static Result call(void* object, Arguments... arguments) {
        return (*static_cast<std::add_pointer_t<Callable>>(object))(std::forward<Arguments>(arguments)...);
    }

    void* object_;
    Result (*call_)(void*, Arguments...);
};

}  // namespace corbel
