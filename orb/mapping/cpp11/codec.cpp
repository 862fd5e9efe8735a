// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/codec.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"

namespace corbel {
namespace {

[[noreturn]] void bound_exceeded(Error error, const char* kind, std::size_t length, std::uint32_t bound) {
    const std::string bounded{kind};
    throw SystemError{error, minor::bound_exceeded,
                      "a " + bounded + " of length " + std::to_string(length) + " exceeds its bound: the IDL says " +
                          bounded + (bounded == "sequence" ? "<..., " : "<") + std::to_string(bound) + ">"};
}

}  // namespace

void enum_out_of_range(std::uint32_t value, std::uint32_t count) {
    throw SystemError{Error::marshal, minor::enum_out_of_range,
                      "an enum of " + std::to_string(count) + " enumerators has the value " + std::to_string(value)};
}

void bound_exceeded_in_value(const char* kind, std::size_t length, std::uint32_t bound) {
    bound_exceeded(Error::bad_param, kind, length, bound);
}

void bound_exceeded_on_wire(const char* kind, std::size_t length, std::uint32_t bound) {
    bound_exceeded(Error::marshal, kind, length, bound);
}

void encode_blocks(cdr::Writer& out, const void* structs, std::size_t count, const cdr::Layout& layout,
                   void (*encode)(cdr::Writer& out, const void* value)) {
    if (cdr::write_block(out, structs, count, layout)) return;
    const auto* const bytes = static_cast<const std::uint8_t*>(structs);
    for (std::size_t i = 0; i < count; ++i) {
        encode(out, bytes + i * layout.size);
        // Behind its largest field the position is that of the layout.
        if (i == 0 && cdr::write_block(out, bytes + layout.size, count - 1, layout)) return;
    }
}

void decode_blocks(cdr::Reader& in, void* structs, std::size_t count, const cdr::Layout& layout,
                   void (*decode)(cdr::Reader& in, void* value)) {
    if (cdr::read_block(in, structs, count, layout)) return;
    auto* const bytes = static_cast<std::uint8_t*>(structs);
    for (std::size_t i = 0; i < count; ++i) {
        decode(in, bytes + i * layout.size);
        if (i == 0 && cdr::read_block(in, bytes + layout.size, count - 1, layout)) return;
    }
}

void encode_sequence(cdr::Writer& out, const std::vector<bool>& value) {
    out.length(value.size());
    for (const bool each : value) out.boolean(each);
}

void decode_sequence(cdr::Reader& in, std::vector<bool>& value) { decode_sequence(in, value, in.length(1)); }

void decode_sequence(cdr::Reader& in, std::vector<bool>& value, std::uint32_t count) {
    value.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) value[i] = in.boolean();
}

#define CORBEL_ARGUMENT_IN_LIBRARY(T)                                      \
    template void encode_outgoing<T>(cdr::Writer& out, const void* value); \
    template void decode_incoming<T>(cdr::Reader& in, void* value);
#define CORBEL_SEQUENCE_IN_LIBRARY(T)                                                           \
    template void encode_sequence(cdr::Writer& out, const std::vector<T>& value);               \
    template void decode_sequence(cdr::Reader& in, std::vector<T>& value, std::uint32_t count); \
    template void decode_sequence(cdr::Reader& in, std::vector<T>& value);
#define CORBEL_NUMBER_IN_LIBRARY(T)                                  \
    CORBEL_ARGUMENT_IN_LIBRARY(T)   \
    CORBEL_SEQUENCE_IN_LIBRARY(T)
CORBEL_NUMBER_IN_LIBRARY(std::uint8_t)
CORBEL_NUMBER_IN_LIBRARY(std::int16_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint16_t)
CORBEL_NUMBER_IN_LIBRARY(std::int32_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint32_t)
CORBEL_NUMBER_IN_LIBRARY(std::int64_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint64_t)
CORBEL_NUMBER_IN_LIBRARY(float)
CORBEL_NUMBER_IN_LIBRARY(double)
CORBEL_SEQUENCE_IN_LIBRARY(std::string)
CORBEL_ARGUMENT_IN_LIBRARY(bool)
CORBEL_ARGUMENT_IN_LIBRARY(std::string)
#undef CORBEL_ARGUMENT_IN_LIBRARY
#undef CORBEL_NUMBER_IN_LIBRARY
#undef CORBEL_SEQUENCE_IN_LIBRARY
template void decode_object(cdr::Reader& in, object_reference<CORBA::Object>& value);

void Codec<RequestContext>::decode(cdr::Reader& in, RequestContext&) {
    for (auto count = in.length(5); count > 0; --count) in.string();
}

void local_object_on_wire() {
    throw SystemError{Error::marshal, minor::local_object,
                      "a reference to a local object cannot be sent: its interface is declared local"};
}

void encode_reference(cdr::Writer& out, const CORBA::Object* object) {
    if (!object) return giop::Ior{}.write(out);
    if (!object->_reference()) local_object_on_wire();
    object->_reference().ior().write(out);
}

Reference decode_reference(cdr::Reader& in) {
    auto ior = giop::Ior::read(in);
    if (ior.is_nil()) return {};
    auto* invoker = static_cast<Invoker*>(in.environment());
    if (!invoker)
        throw SystemError{Error::inv_objref, minor::nil_reference,
                          "an object reference was read from bytes that belong to no ORB"};
    return {std::move(ior), invoker->shared_from_this()};
}

}  // namespace corbel
