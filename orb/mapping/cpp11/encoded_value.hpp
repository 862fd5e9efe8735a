// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "orb/mapping/cpp11/any.hpp"

namespace corbel {

class Invoker;

/// A value in an Any as the bytes of one encoding: received, or made from a TypeCode.
class EncodedValue final : public AnyValue {
public:
    /// `origin`: the alignment offset of the first byte where it was read. `invoker`: what object references in it
    /// belong to, or null.
    EncodedValue(Octets bytes, cdr::Encoding encoding, std::size_t origin, std::shared_ptr<Invoker> invoker);

    /// The value of type `type` at the reader's position, checked; the reader is moved behind it.
    static std::shared_ptr<const EncodedValue> take(cdr::Reader& in, const types::TypeCode& type);

    void encode(cdr::Writer& out, const types::TypeCode& type) const override;
    void read(const types::TypeCode& type, FunctionRef<void(cdr::Reader&)> decode) const override;
    void print(std::ostream& out) const override;
    /// By its TypeCode; a value that this does not describe (a custom valuetype) as a number of octets.
    void print(std::ostream& out, const types::TypeCode& type) const;

private:
    cdr::Reader reader() const;

    Octets bytes_;
    cdr::Encoding encoding_;
    std::size_t origin_;
    std::shared_ptr<Invoker> invoker_;
    cdr::Chunks chunks_;          // that the first byte stood among
    bool has_values_ = false;     // valuetypes, or chunks of one around it
};

/// The value of type `type` at the reader's position, checked; nothing but the type for null and void. A valuetype
/// whose state the TypeCode does not describe is made by its registered factory.
CORBA::Any take_any(cdr::Reader& in, types::TypeCodePtr type);

/// An Any of an integer, char, boolean or enum type, `value` being its number or ordinal.
CORBA::Any any_of_ordinal(const types::TypeCodePtr& type, std::int64_t value);

/// Writes a value with all its repository ids, so that it can be taken out of the message without being understood;
/// among chunks as encode_value() does.
void encode_whole(cdr::Writer& out, const std::shared_ptr<const CORBA::ValueBase>& value);

}  // namespace corbel
