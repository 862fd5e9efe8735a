// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <corbel/stub.hpp>

#include "orb/engine/invocation/servant.hpp"
#include "orb/mapping/cpp11/server_call.hpp"

/// Written by hand as idlc writes it, for
///   module Sample {
///     enum Colour { red, green, blue };
///     struct Point { long id; double x; Colour c; string name; };
///     struct Tree { string label; sequence<Tree> branches; };
///     exception Refused { long code; string why; };
///     exception Other {};
///     local interface Here { long number(); };
///     interface Base { void ping(); };
///     interface Target : Base { ... };
///   };
namespace Sample {
class Base;
class Target;
class Here;
}  // namespace Sample

template <>
struct IDL::traits<Sample::Base> : corbel::interface_traits<Sample::Base> {};
template <>
struct IDL::traits<Sample::Target> : corbel::interface_traits<Sample::Target> {};
template <>
struct IDL::traits<Sample::Here> : corbel::local_interface_traits<Sample::Here> {};

namespace Sample {

enum class Colour : std::uint32_t { red, green, blue };
std::ostream& operator<<(std::ostream& out, Colour value);
extern const CORBA::TypeCodeConstant _tc_Colour;

class Point {
public:
    Point() = default;
    explicit Point(std::int32_t id, double x, Colour c, std::string name)
        : id_{id}, x_{x}, c_{c}, name_{std::move(name)} {}

    std::int32_t id() const { return id_; }
    std::int32_t& id() { return id_; }
    double x() const { return x_; }
    double& x() { return x_; }
    Colour c() const { return c_; }
    Colour& c() { return c_; }
    const std::string& name() const { return name_; }
    std::string& name() { return name_; }

    friend bool operator==(const Point&, const Point&) = default;

private:
    std::int32_t id_{};
    double x_{};
    Colour c_{Colour::red};
    std::string name_{};
};
std::ostream& operator<<(std::ostream& out, const Point& value);
extern const CORBA::TypeCodeConstant _tc_Point;
extern const CORBA::TypeCodeConstant _tc_Place;  // typedef Point Place

class Tree {
public:
    const std::string& label() const { return label_; }
    std::string& label() { return label_; }
    const std::vector<Tree>& branches() const { return branches_; }
    std::vector<Tree>& branches() { return branches_; }

    friend bool operator==(const Tree&, const Tree&) = default;

private:
    std::string label_{};
    std::vector<Tree> branches_{};
};
std::ostream& operator<<(std::ostream& out, const Tree& value);
extern const CORBA::TypeCodeConstant _tc_Tree;

class Refused final : public CORBA::UserException {
public:
    static constexpr const char* _repository_id = "IDL:Sample/Refused:1.0";
    Refused() = default;
    explicit Refused(std::int32_t code, std::string why) : code_{code}, why_{std::move(why)} {}

    std::int32_t code() const { return code_; }
    std::int32_t& code() { return code_; }
    const std::string& why() const { return why_; }
    std::string& why() { return why_; }

    const char* _name() const noexcept override { return "Refused"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override;

    friend bool operator==(const Refused& one, const Refused& other) {
        return one.code_ == other.code_ && one.why_ == other.why_;
    }

private:
    std::int32_t code_{};
    std::string why_{};
};
std::ostream& operator<<(std::ostream& out, const Refused& value);
extern const CORBA::TypeCodeConstant _tc_Refused;

class Other final : public CORBA::UserException {
public:
    static constexpr const char* _repository_id = "IDL:Sample/Other:1.0";
    const char* _name() const noexcept override { return "Other"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer&) const override {}
};

class Here : public virtual CORBA::LocalObject {
public:
    static constexpr const char* _repository_id_ = "IDL:Sample/Here:1.0";
    virtual std::int32_t number() = 0;

protected:
    Here() = default;
    ~Here() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Here;

class Base : public virtual CORBA::Object {
public:
    static constexpr const char* _repository_id_ = "IDL:Sample/Base:1.0";
    virtual void ping();

protected:
    Base() = default;
    ~Base() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Base;

class Target : public virtual Base {
public:
    using _ref_type = IDL::traits<Target>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Sample/Target:1.0";
    virtual void fire(std::int32_t n);
    virtual std::int32_t fired();
    virtual std::int32_t addmul(std::int32_t a, std::int32_t b, std::int32_t& product, std::string& log);
    virtual std::vector<Point> echo_points(const std::vector<Point>& points);
    virtual CORBA::Any echo_any(const CORBA::Any& any);
    virtual IDL::traits<Target>::ref_type echo_ref(IDL::traits<Target>::ref_type ref);
    virtual IDL::bounded_vector<std::int32_t, 3> echo_few(const IDL::bounded_vector<std::int32_t, 3>& few);
    virtual Colour echo_colour(Colour colour);
    virtual void refuse(std::int32_t code);
    virtual void missing();  // not known to the server

protected:
    Target() = default;
    ~Target() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Target;

/// The servant's side.
class TargetServant : public corbel::Servant {
public:
    std::int32_t last = 0;

    void _invoke(corbel::ServerRequest& request) override;
    std::string_view repository_id() const override { return Target::_repository_id_; }
    bool is_a(std::string_view id) const override;
};

}  // namespace Sample

template <>
struct corbel::Codec<Sample::Colour> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, Sample::Colour value) { out.put(static_cast<std::uint32_t>(value)); }
    static void decode(cdr::Reader& in, Sample::Colour& value) { value = decode_enum<Sample::Colour>(in, 3); }
};
template <>
struct corbel::Codec<Sample::Point> {
    static constexpr std::size_t min_size = min_size_of<std::int32_t, double, Sample::Colour, std::string>;
    static void encode(cdr::Writer& out, const Sample::Point& value);
    static void decode(cdr::Reader& in, Sample::Point& value);
};
template <>
struct corbel::Codec<Sample::Tree> {
    static constexpr std::size_t min_size = 9;
    static void encode(cdr::Writer& out, const Sample::Tree& value);
    static void decode(cdr::Reader& in, Sample::Tree& value);
};
template <>
struct corbel::Codec<Sample::Refused> {
    static constexpr std::size_t min_size = 9;
    static void encode(cdr::Writer& out, const Sample::Refused& value);
    static void decode(cdr::Reader& in, Sample::Refused& value);
};
template <>
struct corbel::Codec<Sample::Other> {
    static constexpr std::size_t min_size = 0;
    static void encode(cdr::Writer&, const Sample::Other&) {}
    static void decode(cdr::Reader&, Sample::Other&) {}
};

template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Sample::Colour> = &Sample::_tc_Colour;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Sample::Point> = &Sample::_tc_Point;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Sample::Tree> = &Sample::_tc_Tree;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Sample::Refused> = &Sample::_tc_Refused;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Sample::Base>::ref_type> =
    &Sample::_tc_Base;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Sample::Target>::ref_type> =
    &Sample::_tc_Target;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Sample::Here>::ref_type> =
    &Sample::_tc_Here;
