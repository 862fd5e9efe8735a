// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/encoded_value.hpp"

#include <algorithm>
#include <ostream>

#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/types/label.hpp"
#include "orb/engine/types/value.hpp"
#include "orb/mapping/cpp11/print_dynamic.hpp"
#include "orb/mapping/cpp11/value.hpp"

namespace corbel {
namespace {

// A few bytes that refer to a large value make a large copy: 16 MiB of them in a message are enough.
constexpr std::size_t bytes_per_charge = 256;

}  // namespace

void encode_whole(cdr::Writer& out, const std::shared_ptr<const CORBA::ValueBase>& value) {
    if (out.in_chunks()) return encode_value(out, value);
    cdr::Writer alone{out.encoding()};
    alone.origin(out.alignment_offset());
    encode_value(alone, value);
    out.bytes(alone.contiguous());
}

EncodedValue::EncodedValue(Octets bytes, cdr::Encoding encoding, std::size_t origin, std::shared_ptr<Invoker> invoker)
    : bytes_{std::move(bytes)}, encoding_{encoding}, origin_{origin}, invoker_{std::move(invoker)} {}

std::shared_ptr<const EncodedValue> EncodedValue::take(cdr::Reader& in, const types::TypeCode& type) {
    const auto start = in.mark();
    const auto origin = in.alignment_offset();
    const auto values = cdr::ValueTargets{in};
    types::skip(in, type);
    auto* environment = static_cast<Invoker*>(in.environment());
    auto invoker = environment ? environment->weak_from_this().lock() : nullptr;
    if (in.seamless(start.position) && !values.lead_before(start.position)) {
        auto taken = std::make_shared<EncodedValue>(to_octets(in.since(start.position)), in.encoding(), origin,
                                                    std::move(invoker));
        taken->has_values_ = values.met() || in.in_chunks();
        taken->chunks_ = start.chunks;
        taken->chunks_.end -= std::min(taken->chunks_.end, start.position);
        return taken;
    }
    const auto end = in.mark();
    in.reset(start);
    cdr::Writer copy{in.encoding()};
    types::transcode(in, copy, type);
    in.reset(end);
    in.charge(1 + copy.size() / bytes_per_charge);
    auto taken = std::make_shared<EncodedValue>(copy.copy(), in.encoding(), 0, std::move(invoker));
    taken->has_values_ = values.met();
    return taken;
}

cdr::Reader EncodedValue::reader() const {
    cdr::Reader in{bytes_, encoding_, origin_};
    in.environment(invoker_.get());
    in.reset({0, chunks_, 0, 0});
    return in;
}

void EncodedValue::encode(cdr::Writer& out, const types::TypeCode& type) const {
    const bool as_it_is = !has_values_ || (chunks_.level == 0 && !out.in_chunks());
    if (as_it_is && out.encoding() == encoding_ && out.alignment_offset() == origin_) return out.bytes(bytes_);
    auto in = reader();
    if (type.resolved().kind() == types::TCKind::tk_value &&
        type.resolved().type_modifier() == types::ValueModifier::custom)
        return encode_whole(out, decode_value(in, nullptr));
    types::transcode(in, out, type);
}

void EncodedValue::read(const types::TypeCode&, FunctionRef<void(cdr::Reader&)> decode) const {
    auto in = reader();
    decode(in);
}

void EncodedValue::print(std::ostream& out, const types::TypeCode& type) const {
    dynamic::Values value(1);
    const dynamic::LastUse last{value};
    try {
        auto in = reader();
        value.front() = dynamic::decode(in, type);
    } catch (const SystemError&) {
        return print(out);
    }
    print_dynamic(out, type, value.front());
}

void EncodedValue::print(std::ostream& out) const { out << bytes_.size() << " octets"; }

CORBA::Any any_of_ordinal(const types::TypeCodePtr& type, std::int64_t value) {
    cdr::Writer out;
    types::write_label(out, type->resolved().kind(), value);
    return {type, std::make_shared<const EncodedValue>(out.copy(), out.encoding(), 0, nullptr)};
}

}  // namespace corbel
