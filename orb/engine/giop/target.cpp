// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/target.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/limits.hpp"

namespace corbel::giop {
namespace {

ByteView checked_key(ByteView key) {
    if (key.size() > limits::object_key)
        throw SystemError{Error::marshal, minor::length_too_large,
                          "an object key of " + std::to_string(key.size()) + " bytes; it may have " +
                              limits::object_key.text()};
    return key;
}

// The key of an IIOP profile without reading the rest of it.
ByteView key_of_profile(std::uint32_t tag, ByteView profile) {
    if (tag != tag::internet_iop) return {};
    auto in = cdr::Reader::of_encapsulation(profile);
    in.skip(2);  // version
    in.identifier();
    in.get<std::uint16_t>();
    return in.octets();
}

// The key in the profile of an IOR that `in` stands at, as a view of its bytes.
ByteView key_of_reference(cdr::Reader in, std::uint32_t selected) {
    in.identifier();
    const auto profiles = in.get<std::uint32_t>();
    if (selected >= profiles)
        throw SystemError{Error::marshal, minor::bad_ior,
                          "a request selects profile " + std::to_string(selected) + " of a reference that has " +
                              std::to_string(profiles)};
    for (std::uint32_t i = 0; i < selected; ++i) {
        in.get<std::uint32_t>();
        in.octets();
    }
    const auto tag = in.get<std::uint32_t>();
    return key_of_profile(tag, in.octets());
}

}  // namespace

void Target::read(cdr::Reader& in, Version version) {
    disposition = AddressingDisposition::key;
    if (version.minor >= 2) disposition = static_cast<AddressingDisposition>(in.get<std::int16_t>());
    switch (disposition) {
    case AddressingDisposition::key:
        object_key = checked_key(in.octets());
        return;
    case AddressingDisposition::profile:
        profile_tag = in.get<std::uint32_t>();
        profile = in.octets();
        object_key = checked_key(key_of_profile(profile_tag, profile));
        return;
    case AddressingDisposition::reference: {
        selected_profile = in.get<std::uint32_t>();
        const auto start = in;
        reference = Ior::read(in);
        object_key = checked_key(key_of_reference(start, selected_profile));
        return;
    }
    }
    throw SystemError{Error::marshal, minor::enum_out_of_range,
                      "a request names its object by the unknown addressing disposition " +
                          std::to_string(static_cast<int>(disposition))};
}

void Target::write(cdr::Writer& out, Version version) const {
    if (version.minor < 2) return out.octets(object_key);
    out.put(static_cast<std::int16_t>(disposition));
    switch (disposition) {
    case AddressingDisposition::key: return out.octets(object_key);
    case AddressingDisposition::profile:
        out.put(profile_tag);
        return out.octets(profile);
    case AddressingDisposition::reference:
        out.put(selected_profile);
        return reference.write(out);
    }
}

}  // namespace corbel::giop
