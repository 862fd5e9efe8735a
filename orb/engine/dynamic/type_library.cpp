// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/type_library.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using Kind = DefinitionKind;

constexpr std::string_view magic = "\x89OTL\r\n\x1a\n";
constexpr std::uint32_t format_version = 1;
constexpr std::size_t header_size = 20;  // magic, version, length of the payload, checksum
constexpr unsigned most_nesting = 64;
constexpr std::uint8_t named_type = 64;
constexpr std::uint8_t map_type = 65;
constexpr std::uint8_t optional_type = 66;

[[noreturn]] void bad(const std::string& what) {
    throw SystemError{Error::marshal, minor::bad_message, "not a type library of idlc: " + what};
}

std::uint32_t crc32(ByteView bytes) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> all{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            all[i] = i;
            for (int bit = 0; bit < 8; ++bit) all[i] = (all[i] >> 1) ^ (all[i] & 1 ? 0xedb88320u : 0);
        }
        return all;
    }();
    std::uint32_t sum = ~0u;
    for (const auto byte : bytes) sum = (sum >> 8) ^ table[(sum ^ byte) & 0xff];
    return ~sum;
}

std::uint32_t little_endian(ByteView bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

ByteView payload_of(ByteView file) {
    if (file.size() < header_size || as_text(file.first(magic.size())) != magic) bad("it does not begin like one");
    const auto version = little_endian(file.subspan(8));
    if (version != format_version)
        bad("its version is " + std::to_string(version) + ", this program reads " + std::to_string(format_version) +
            "; write it anew with idlc --typelib");
    const auto payload = file.subspan(header_size);
    if (little_endian(file.subspan(12)) != payload.size()) bad("it has been cut or something follows it");
    if (little_endian(file.subspan(16)) != crc32(payload)) bad("the checksum does not fit: it is damaged");
    return payload;
}

/// Numbers, texts and lists.
class Bytes {
public:
    explicit Bytes(ByteView bytes) : left_{bytes} {
        texts_.reserve(count());
        for (auto texts = texts_.capacity(); texts > 0; --texts) texts_.push_back(as_text(take(count())));
    }

    bool at_end() const noexcept { return left_.empty(); }

    std::uint8_t octet() { return take(1)[0]; }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = octet();
            if (shift == 63 && byte > 1) break;
            value |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80) return value;
        }
        bad("a number has more than 64 bits");
    }

    std::uint32_t small() {
        const auto value = number();
        if (value > 0xffffffffu) bad("a number has more than 32 bits");
        return static_cast<std::uint32_t>(value);
    }

    /// Small magnitudes of either sign are short: 0, -1, 1, -2, ...
    std::int64_t signed_number() {
        const auto value = number();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }

    /// Of things that take a byte at least.
    std::size_t count() {
        const auto value = number();
        if (value > left_.size()) bad("a list is longer than the file");
        return static_cast<std::size_t>(value);
    }

    std::string text() {
        const auto index = number();
        if (index >= texts_.size()) bad("there is no text " + std::to_string(index));
        return std::string{texts_[static_cast<std::size_t>(index)]};
    }

    std::vector<std::string> text_list() {
        std::vector<std::string> all(count());
        for (auto& each : all) each = text();
        return all;
    }

    template <class Part>
    auto list(Part part) {
        std::vector<decltype(part())> all;
        for (auto left = count(); left > 0; --left) all.push_back(part());
        return all;
    }

private:
    ByteView take(std::size_t size) {
        if (size > left_.size()) bad("it ends too early");
        const auto taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    ByteView left_;
    std::vector<std::string_view> texts_;
};

class Definitions {
public:
    explicit Definitions(ByteView payload) : in_{payload} {}

    void read(Repository& repository) {
        contents(repository, repository.root(), 0);
        if (!in_.at_end()) bad("something follows the last declaration");
    }

private:
    void contents(Repository& repository, const Definition& container, unsigned depth) {
        if (depth > most_nesting) bad("scopes are nested too deep");
        for (auto left = in_.count(); left > 0; --left) {
            auto made = std::make_unique<Definition>();
            made->kind = static_cast<Kind>(in_.octet());
            made->name = in_.text();
            made->id = in_.text();
            if (made->id.empty()) made->id = id_inside(container, made->name);
            made->version = version_of(made->id);
            details(*made);
            const auto* known = made->kind == Kind::module ? module_in(container, made->name) : nullptr;
            const auto& added = known ? *known : repository.append(container, std::move(made));
            if (added.is_container()) contents(repository, added, depth + 1);
        }
    }

    /// One that is open already. Its id may be that of another, if a file is included into several modules.
    static const Definition* module_in(const Definition& container, std::string_view name) {
        for (const auto& each : container.contents)
            if (each->kind == Kind::module && each->name == name) return each.get();
        return nullptr;
    }

    void details(Definition& made) {
        switch (made.kind) {
            case Kind::module:
            case Kind::native: return;
            case Kind::interface:
            case Kind::abstract_interface:
            case Kind::local_interface:
                made.is_defined = flags() & 1;
                made.bases = in_.text_list();
                return;
            case Kind::constant:
                made.type = type();
                made.value = value();
                return;
            case Kind::alias:
            case Kind::value_box: made.type = type(); return;
            case Kind::structure:
            case Kind::exception: made.members = in_.list([this] { return member(); }); return;
            case Kind::union_:
                made.type = type();
                made.members = in_.list([this] { return union_member(); });
                return;
            case Kind::enumeration:
                for (auto& name : in_.text_list()) made.members.push_back({std::move(name), {}, 0, false});
                return;
            case Kind::operation:
                made.is_oneway = flags() & 1;
                made.type = type();
                made.parameters = in_.list([this] { return parameter(); });
                made.raises = in_.text_list();
                made.contexts = in_.text_list();
                return;
            case Kind::attribute:
                made.is_readonly = flags() & 1;
                made.type = type();
                made.raises = in_.text_list();
                made.set_raises = in_.text_list();
                return;
            case Kind::value: return value_type(made);
            case Kind::value_member:
                made.is_public = flags() & 1;
                made.type = type();
                return;
            case Kind::factory:
                made.parameters = in_.list([this] { return parameter(); });
                made.raises = in_.text_list();
                return;
            default: bad("there is no kind " + std::to_string(static_cast<std::uint32_t>(made.kind)));
        }
    }

    void value_type(Definition& made) {
        const auto bits = flags();
        made.is_defined = bits & 1;
        made.is_custom = bits & 2;
        made.is_abstract = bits & 4;
        made.is_truncatable = bits & 8;
        made.bases = in_.text_list();
        made.supports = in_.text_list();
    }

    unsigned flags() { return in_.octet(); }

    TypeSpec type(unsigned depth = 0) {
        if (depth > most_nesting) bad("types are nested too deep");
        TypeSpec made;
        const auto tag = in_.octet();
        if (tag == named_type) {
            made.id = in_.text();
            if (made.id.empty()) bad("a type has no name");
            return made;
        }
        if (tag == map_type) {
            made.kind = TCKind::tk_sequence;
            made.length = in_.small();
            TypeSpec entry{TCKind::tk_struct, {}, 0, 0, {type(depth + 1)}};
            entry.content.push_back(type(depth + 1));
            made.content.push_back(std::move(entry));
            return made;
        }
        if (tag == optional_type) {
            made.kind = TCKind::tk_union;
            made.content.push_back(type(depth + 1));
            return made;
        }
        made.kind = static_cast<TCKind>(tag);
        switch (made.kind) {
            case TCKind::tk_string:
            case TCKind::tk_wstring: made.length = in_.small(); return made;
            case TCKind::tk_fixed:
                made.length = in_.octet();
                made.scale = static_cast<std::int16_t>(in_.signed_number());
                return made;
            case TCKind::tk_sequence:
            case TCKind::tk_array:
                made.length = in_.small();
                made.content.push_back(type(depth + 1));
                return made;
            case TCKind::tk_struct:
            case TCKind::tk_union:
            case TCKind::tk_enum:
            case TCKind::tk_alias:
            case TCKind::tk_except:
            case TCKind::tk_value_box:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: bad("a type that has a name is given without it");
            default:
                if (tag >= types::kind_count) bad("there is no type " + std::to_string(tag));
                return made;
        }
    }

    MemberSpec member() {
        auto name = in_.text();
        return {std::move(name), type(), 0, false};
    }

    MemberSpec union_member() {
        MemberSpec made;
        made.is_default = flags() & 1;
        if (!made.is_default) made.label = in_.signed_number();
        made.name = in_.text();
        made.type = type();
        return made;
    }

    ParameterSpec parameter() {
        ParameterSpec made;
        const auto direction = in_.octet();
        if (direction > 2) bad("a parameter has no direction");
        made.direction = static_cast<Direction>(direction);
        made.name = in_.text();
        made.type = type();
        return made;
    }

    Value value() {
        switch (in_.octet()) {
            case 0: return in_.octet() != 0;
            case 1: return static_cast<char>(in_.octet());
            case 2: return static_cast<wchar_t>(in_.small());
            case 3: return in_.signed_number();
            case 4: return in_.number();
            case 5: return static_cast<float>(floating());
            case 6: return static_cast<double>(floating());
            case 7: return floating();
            case 8: return in_.text();
            case 9: return wide_text();
            case 10: return Fixed{in_.text()};
            default: bad("a constant has no value");
        }
    }

    std::wstring wide_text() {
        std::wstring text(in_.count(), L'\0');
        for (auto& each : text) each = static_cast<wchar_t>(in_.small());
        return text;
    }

    long double floating() {
        const auto text = in_.text();
        char* end = nullptr;
        const auto value = std::strtold(text.c_str(), &end);
        if (text.empty() || *end) bad("a constant is no number");
        return value;
    }

    Bytes in_;
};

}  // namespace

Repository read_type_library(ByteView bytes) { return read_type_payload(payload_of(bytes)); }

Repository read_type_payload(ByteView payload) {
    Repository repository;
    Definitions{payload}.read(repository);
    return repository;
}

Repository load_type_library(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw SystemError{Error::marshal, minor::bad_message, path + ": " + std::strerror(errno)};
    try {
        return read_type_library(as_bytes(text));
    } catch (const SystemError& error) {
        throw SystemError{error.error(), error.minor(), path + ": " + error.text()};
    }
}

}  // namespace corbel::dynamic
