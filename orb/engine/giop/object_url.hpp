// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "orb/engine/giop/ior.hpp"

/// Object URLs (CORBA 2.6, 13.6.10), as string_to_object and the initial references take them.
namespace corbel::giop {

/// "corbaloc:iiop:1.2@host:port,:other/key", or "corbaloc:rir:/NameService" with `rir` set and no address. Our
/// addition: "corbaloc:unix:%2Frun%2Fsocket/key", a Unix-domain socket of this host, GIOP 1.2, and "corbaloc:shm:..."
/// the same for a server that shares memory.
struct Corbaloc {
    struct Endpoint {
        Version version{1, 0};  ///< 1.0 where the URL names none (13.6.10.3)
        Address address;        ///< port 2809 where the URL names none
        friend bool operator==(const Endpoint&, const Endpoint&) = default;
    };

    std::vector<Endpoint> endpoints;
    bool rir = false;
    Octets key;  ///< without escapes; of `rir` the name for resolve_initial_references, "NameService" if absent

    friend bool operator==(const Corbaloc&, const Corbaloc&) = default;

    /// One IIOP profile for each endpoint, in order. Not for rir.
    Ior to_ior() const;
    std::string to_string() const;
};

/// "corbaname::host#a/b": a name in the context that the part before '#' stands for.
struct Corbaname {
    Corbaloc context;  ///< its key is "NameService" where the URL has none
    std::string name;  ///< stringified (CosNaming's form), without URL escapes; may be empty

    friend bool operator==(const Corbaname&, const Corbaname&) = default;
};

/// "file:///path": the file holds an object URL.
struct FileUrl {
    std::string path;
    friend bool operator==(const FileUrl&, const FileUrl&) = default;
};

using ObjectUrl = std::variant<Ior, Corbaloc, Corbaname, FileUrl>;

/// Throws BAD_PARAM (OMG minor 7: unknown scheme, 8: bad address, 9: bad rest) with a text that names the position in
/// the URL and what was expected there.
ObjectUrl parse_object_url(std::string_view url);

/// The corbaloc form of the IIOP profiles of an IOR. BAD_PARAM if it has none. The type id and components are lost.
std::string to_corbaloc(const Ior& ior);

/// The key with what a URL does not allow as %XX (13.6.10.5).
std::string escape_key(ByteView key);

}  // namespace corbel::giop
