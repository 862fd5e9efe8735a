// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <corbel/fixed.hpp>
#include <corbel/value.hpp>

/// Written by hand as idlc writes it, for
///   module Values {
///     valuetype Node { public string name; public Node next; };
///     valuetype Account {
///       public string owner; private long long cents;
///       factory open(in string owner);
///       long long balance();
///     };
///     valuetype Savings : truncatable Account { public double rate; };
///     valuetype Text string;
///     struct Point { long x; long y; };
///     valuetype Spot Point;
///     abstract interface Described { string describe(in boolean fully); };
///     interface Agent : Described { void work(); };
///     valuetype Label supports Described { public string text; };
///     abstract valuetype Shape { double area(); };
///     valuetype Circle : Shape { public double radius; };
///     custom valuetype Blob { public long size; };
///     local interface Clock { attribute long long now; };
///     typedef fixed<9, 2> Amount;
///     struct Price { Amount cost; };
///     const Amount Least = 0.05d;
///     native Handle;
///     interface Bank { Node pass(in Node node, inout ValueBase value, out Described described); };
///   };
namespace Values { class Node; }
namespace Values::obv { class Node; }
namespace Values { class Node_init; }
namespace Values { class Account; }
namespace Values::obv { class Account; }
namespace Values { class Account_init; }
namespace Values { class Savings; }
namespace Values::obv { class Savings; }
namespace Values { class Text; }
namespace Values { class Spot; }
namespace Values { class Described; }
namespace Values { class Agent; }
namespace Values { class Label; }
namespace Values::obv { class Label; }
namespace Values { class Shape; }
namespace Values { class Circle; }
namespace Values::obv { class Circle; }
namespace Values { class Blob; }
namespace Values::obv { class Blob; }
namespace Values { class Clock; }
namespace Values { class Bank; }
namespace Values { class Point; }

template <>
struct IDL::traits<Values::Node> : corbel::value_traits<Values::Node, Values::obv::Node, Values::Node_init> {};
template <>
struct IDL::traits<Values::Account>
    : corbel::value_traits<Values::Account, Values::obv::Account, Values::Account_init> {};
template <>
struct IDL::traits<Values::Savings>
    : corbel::truncatable_value_traits<Values::Savings, Values::obv::Savings, CORBA::ValueFactoryBase> {};
template <>
struct IDL::traits<Values::Text> : corbel::value_box_traits<Values::Text, std::string> {};
template <>
struct IDL::traits<Values::Spot> : corbel::value_box_traits<Values::Spot, Values::Point> {};
template <>
struct IDL::traits<Values::Described> : corbel::abstract_interface_traits<Values::Described> {};
template <>
struct IDL::traits<Values::Agent> : corbel::interface_traits<Values::Agent> {};
template <>
struct IDL::traits<Values::Label>
    : corbel::value_traits<Values::Label, Values::obv::Label, CORBA::ValueFactoryBase> {};
template <>
struct IDL::traits<Values::Shape> : corbel::abstract_value_traits<Values::Shape> {};
template <>
struct IDL::traits<Values::Circle>
    : corbel::value_traits<Values::Circle, Values::obv::Circle, CORBA::ValueFactoryBase> {};
template <>
struct IDL::traits<Values::Blob> : corbel::value_traits<Values::Blob, Values::obv::Blob, CORBA::ValueFactoryBase> {};
template <>
struct IDL::traits<Values::Clock> : corbel::local_interface_traits<Values::Clock> {};
template <>
struct IDL::traits<Values::Bank> : corbel::interface_traits<Values::Bank> {};

namespace Values {

// A valuetype without operations: the class of its state can be created.
class Node : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Node>;
    using _ref_type = IDL::traits<Node>::ref_type;
    using _obv_type = IDL::traits<Node>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Node:1.0";
    static const corbel::ValueForm _form_;

    virtual const std::string& name() const = 0;
    virtual std::string& name() = 0;
    virtual void name(const std::string& value) = 0;
    virtual void name(std::string&& value) = 0;
    virtual IDL::traits<Node>::ref_type next() const = 0;
    virtual IDL::traits<Node>::ref_type& next() = 0;
    virtual void next(IDL::traits<Node>::ref_type value) = 0;

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    Node() = default;
    Node(const Node&) = default;
    ~Node() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Node;

namespace obv {

class Node : public virtual ::Values::Node {
public:
    Node() = default;
    explicit Node(std::string name, IDL::traits<::Values::Node>::ref_type next);

    const std::string& name() const override { return name_; }
    std::string& name() override { return name_; }
    void name(const std::string& value) override { name_ = value; }
    void name(std::string&& value) override { name_ = std::move(value); }
    IDL::traits<::Values::Node>::ref_type next() const override { return next_; }
    IDL::traits<::Values::Node>::ref_type& next() override { return next_; }
    void next(IDL::traits<::Values::Node>::ref_type value) override { next_ = std::move(value); }

private:
    std::string name_{};
    IDL::traits<::Values::Node>::ref_type next_{};
};

}  // namespace obv

// Without factories in IDL, and nothing left to implement.
class Node_init : public virtual CORBA::ValueFactoryBase {
public:
    IDL::traits<CORBA::ValueBase>::ref_type create_for_unmarshal() override;
};

// A valuetype with operations: users derive from obv::Account and register an Account_init.
class Account : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Account>;
    using _ref_type = IDL::traits<Account>::ref_type;
    using _obv_type = IDL::traits<Account>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Account:1.0";
    static const corbel::ValueForm _form_;

    virtual const std::string& owner() const = 0;
    virtual std::string& owner() = 0;
    virtual void owner(const std::string& value) = 0;
    virtual void owner(std::string&& value) = 0;

    // IDL: long long balance()
    virtual std::int64_t balance() = 0;

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    Account() = default;
    Account(const Account&) = default;
    ~Account() override = default;

    virtual std::int64_t cents() const = 0;
    virtual std::int64_t& cents() = 0;
    virtual void cents(std::int64_t value) = 0;
};
extern const CORBA::TypeCodeConstant _tc_Account;

namespace obv {

class Account : public virtual ::Values::Account {
public:
    const std::string& owner() const override { return owner_; }
    std::string& owner() override { return owner_; }
    void owner(const std::string& value) override { owner_ = value; }
    void owner(std::string&& value) override { owner_ = std::move(value); }

protected:
    Account() = default;
    explicit Account(std::string owner, std::int64_t cents);

    std::int64_t cents() const override { return cents_; }
    std::int64_t& cents() override { return cents_; }
    void cents(std::int64_t value) override { cents_ = value; }

private:
    std::string owner_{};
    std::int64_t cents_{};
};

}  // namespace obv

// With a factory in IDL, and an operation: create_for_unmarshal is left to the user too.
class Account_init : public virtual CORBA::ValueFactoryBase {
public:
    // IDL: factory open(in string owner)
    virtual IDL::traits<Account>::ref_type open(const std::string& owner) = 0;
};

class Savings : public virtual Account {
public:
    using _traits_type = IDL::traits<Savings>;
    using _ref_type = IDL::traits<Savings>::ref_type;
    using _obv_type = IDL::traits<Savings>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Savings:1.0";
    static const corbel::ValueForm _form_;

    virtual double rate() const = 0;
    virtual double& rate() = 0;
    virtual void rate(double value) = 0;

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    Savings() = default;
    Savings(const Savings&) = default;
    ~Savings() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Savings;

namespace obv {

// The base's state is not inherited virtually: constructors pass it on.
class Savings : public virtual ::Values::Savings, public Account {
public:
    double rate() const override { return rate_; }
    double& rate() override { return rate_; }
    void rate(double value) override { rate_ = value; }

protected:
    Savings() = default;
    explicit Savings(std::string owner, std::int64_t cents, double rate);

private:
    double rate_{};
};

}  // namespace obv

class Text final : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Text>;
    using _ref_type = IDL::traits<Text>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Text:1.0";
    static const corbel::ValueForm _form_;

    Text() = default;
    explicit Text(std::string value) : value_(std::move(value)) {}

    const std::string& _value() const { return value_; }
    std::string& _value() { return value_; }
    void _value(const std::string& value) { value_ = value; }
    void _value(std::string&& value) { value_ = std::move(value); }

    void swap(Text& other) noexcept { std::swap(value_, other.value_); }
    friend void swap(Text& one, Text& other) noexcept { one.swap(other); }

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

private:
    std::string value_{};
};
extern const CORBA::TypeCodeConstant _tc_Text;

class Point {
public:
    static constexpr const char* _repository_id = "IDL:Values/Point:1.0";

    Point() = default;
    Point(std::int32_t x, std::int32_t y) : x_(x), y_(y) {}

    std::int32_t x() const { return x_; }
    std::int32_t& x() { return x_; }
    void x(std::int32_t value) { x_ = value; }
    std::int32_t y() const { return y_; }
    std::int32_t& y() { return y_; }
    void y(std::int32_t value) { y_ = value; }

    friend bool operator==(const Point&, const Point&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Point& value);

private:
    std::int32_t x_{};
    std::int32_t y_{};
};
extern const CORBA::TypeCodeConstant _tc_Point;

class Spot final : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Spot>;
    using _ref_type = IDL::traits<Spot>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Spot:1.0";
    static const corbel::ValueForm _form_;

    Spot() = default;
    explicit Spot(Point value) : value_(std::move(value)) {}

    const Point& _value() const { return value_; }
    Point& _value() { return value_; }
    void _value(const Point& value) { value_ = value; }
    void _value(Point&& value) { value_ = std::move(value); }

    void swap(Spot& other) noexcept { std::swap(value_, other.value_); }
    friend void swap(Spot& one, Spot& other) noexcept { one.swap(other); }

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

private:
    Point value_{};
};
extern const CORBA::TypeCodeConstant _tc_Spot;

class Described : public virtual CORBA::AbstractBase {
public:
    using _traits_type = IDL::traits<Described>;
    using _ref_type = IDL::traits<Described>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Described:1.0";

    // IDL: string describe(in boolean fully)
    virtual std::string describe(bool fully);

protected:
    Described() = default;
    Described(const Described&) = default;
    ~Described() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Described;

// An interface has CORBA::Object beside its abstract bases.
class Agent : public virtual Described, public virtual CORBA::Object {
public:
    using _traits_type = IDL::traits<Agent>;
    using _ref_type = IDL::traits<Agent>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Agent:1.0";

    // IDL: void work()
    virtual void work();

protected:
    Agent() = default;
    ~Agent() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Agent;

// The operations of what a valuetype supports are its own, and the user's to write.
class Label : public virtual CORBA::ValueBase, public virtual Described {
public:
    using _traits_type = IDL::traits<Label>;
    using _ref_type = IDL::traits<Label>::ref_type;
    using _obv_type = IDL::traits<Label>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Label:1.0";
    static const corbel::ValueForm _form_;

    virtual const std::string& text() const = 0;
    virtual std::string& text() = 0;
    virtual void text(const std::string& value) = 0;
    virtual void text(std::string&& value) = 0;

    // IDL: string describe(in boolean fully)
    std::string describe(bool fully) override = 0;

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    Label() = default;
    Label(const Label&) = default;
    ~Label() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Label;

namespace obv {

class Label : public virtual ::Values::Label {
public:
    const std::string& text() const override { return text_; }
    std::string& text() override { return text_; }
    void text(const std::string& value) override { text_ = value; }
    void text(std::string&& value) override { text_ = std::move(value); }

protected:
    Label() = default;
    explicit Label(std::string text);

private:
    std::string text_{};
};

}  // namespace obv

// An abstract valuetype has no state, no form and no class in obv.
class Shape : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Shape>;
    using _ref_type = IDL::traits<Shape>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Shape:1.0";

    // IDL: double area()
    virtual double area() = 0;

protected:
    Shape() = default;
    Shape(const Shape&) = default;
    ~Shape() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Shape;

class Circle : public virtual Shape {
public:
    using _traits_type = IDL::traits<Circle>;
    using _ref_type = IDL::traits<Circle>::ref_type;
    using _obv_type = IDL::traits<Circle>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Circle:1.0";
    static const corbel::ValueForm _form_;

    virtual double radius() const = 0;
    virtual double& radius() = 0;
    virtual void radius(double value) = 0;

    const corbel::ValueForm& _form() const override { return _form_; }
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    Circle() = default;
    Circle(const Circle&) = default;
    ~Circle() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Circle;

namespace obv {

class Circle : public virtual ::Values::Circle {
public:
    double radius() const override { return radius_; }
    double& radius() override { return radius_; }
    void radius(double value) override { radius_ = value; }

protected:
    Circle() = default;
    explicit Circle(double radius);

private:
    double radius_{};
};

}  // namespace obv

// A custom valuetype: marshal and unmarshal are the user's. Its base is CustomMarshal in place of ValueBase.
class Blob : public virtual CORBA::CustomMarshal {
public:
    using _traits_type = IDL::traits<Blob>;
    using _ref_type = IDL::traits<Blob>::ref_type;
    using _obv_type = IDL::traits<Blob>::obv_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Blob:1.0";
    static const corbel::ValueForm _form_;

    virtual std::int32_t size() const = 0;
    virtual std::int32_t& size() = 0;
    virtual void size(std::int32_t value) = 0;

    const corbel::ValueForm& _form() const override { return _form_; }

protected:
    Blob() = default;
    Blob(const Blob&) = default;
    ~Blob() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Blob;

namespace obv {

class Blob : public virtual ::Values::Blob {
public:
    std::int32_t size() const override { return size_; }
    std::int32_t& size() override { return size_; }
    void size(std::int32_t value) override { size_ = value; }

protected:
    Blob() = default;
    explicit Blob(std::int32_t size);

private:
    std::int32_t size_{};
};

}  // namespace obv

class Clock : public virtual CORBA::LocalObject {
public:
    using _traits_type = IDL::traits<Clock>;
    using _ref_type = IDL::traits<Clock>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Clock:1.0";

    // IDL: attribute long long now
    virtual std::int64_t now() = 0;
    virtual void now(std::int64_t value) = 0;

protected:
    Clock() = default;
    ~Clock() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Clock;

using Amount = IDL::Fixed<9, 2>;
extern const CORBA::TypeCodeConstant _tc_Amount;

class Price {
public:
    static constexpr const char* _repository_id = "IDL:Values/Price:1.0";

    Price() = default;
    Price(Amount cost) : cost_(std::move(cost)) {}

    const Amount& cost() const { return cost_; }
    Amount& cost() { return cost_; }
    void cost(const Amount& value) { cost_ = value; }
    void cost(Amount&& value) { cost_ = std::move(value); }

    friend bool operator==(const Price&, const Price&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Price& value);

private:
    Amount cost_{};
};
extern const CORBA::TypeCodeConstant _tc_Price;

inline const Amount Least{"0.05"};

class Handle final : public corbel::Native {
public:
    using Native::Native;
};
extern const CORBA::TypeCodeConstant _tc_Handle;

class Bank : public virtual CORBA::Object {
public:
    using _traits_type = IDL::traits<Bank>;
    using _ref_type = IDL::traits<Bank>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:Values/Bank:1.0";

    // IDL: Node pass(in Node node, inout ValueBase value, out Described described)
    virtual IDL::traits<Node>::ref_type pass(IDL::traits<Node>::ref_type node,
                                             IDL::traits<CORBA::ValueBase>::ref_type& value,
                                             IDL::traits<Described>::ref_type& described);

protected:
    Bank() = default;
    ~Bank() override = default;
};
extern const CORBA::TypeCodeConstant _tc_Bank;

}  // namespace Values

template <>
struct corbel::Codec<Values::Point> {
    static constexpr std::size_t min_size = 8;
    static void encode(cdr::Writer& out, const Values::Point& value);
    static void decode(cdr::Reader& in, Values::Point& value);
};
template <>
struct corbel::Codec<Values::Price> {
    static constexpr std::size_t min_size = 5;
    static void encode(cdr::Writer& out, const Values::Price& value);
    static void decode(cdr::Reader& in, Values::Price& value);
};

template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Node>::ref_type> =
    &Values::_tc_Node;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Account>::ref_type> =
    &Values::_tc_Account;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Savings>::ref_type> =
    &Values::_tc_Savings;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Text>::ref_type> =
    &Values::_tc_Text;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Values::Point> = &Values::_tc_Point;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Spot>::ref_type> =
    &Values::_tc_Spot;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Described>::ref_type> =
    &Values::_tc_Described;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Agent>::ref_type> =
    &Values::_tc_Agent;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Label>::ref_type> =
    &Values::_tc_Label;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Shape>::ref_type> =
    &Values::_tc_Shape;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Circle>::ref_type> =
    &Values::_tc_Circle;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Blob>::ref_type> =
    &Values::_tc_Blob;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Clock>::ref_type> =
    &Values::_tc_Clock;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<Values::Price> = &Values::_tc_Price;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<IDL::traits<Values::Bank>::ref_type> =
    &Values::_tc_Bank;
