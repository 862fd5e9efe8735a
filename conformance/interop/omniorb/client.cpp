// SPDX-License-Identifier: BSL-1.0
// Calls everything of everything.idl with omniORB. usage: client REFERENCES [--without-wide] [-ORB options]
#include <limits>

#include "conformance/interop/omniorb_checks.hpp"
#include "everything.hh"

using namespace Everything;
using interop::Checks;
using interop::Options;

namespace {

// -- values to send: 0 is empty or zero, 1 and 2 are ordinary, 3 goes to the limits

Diamond_var gem;               // the reference that values contain
std::size_t large = 100'000;  // length of the longest text

template <class T>
T sample(int n) {
    constexpr T values[] = {T{}, T(17), T(42), std::numeric_limits<T>::max()};
    return values[n];
}

template <>
CORBA::Boolean sample(int n) {
    return n % 2;
}
template <>
CORBA::Char sample(int n) {
    return "\0aZ~"[n];
}
template <>
Colour sample(int n) {
    return Colour(n % 3);
}

const char* text(int n) {
    static const std::string longest(large, 'x');
    const char* values[] = {"", "stone", "a longer text, more than fits in place", longest.c_str()};
    return values[n];
}
const char* short_text(int n) {
    const char* values[] = {"", "short", "b", "eight888"};
    return values[n];
}
const CORBA::WChar* wide_text(int n) {
    static const std::wstring longest(large / 2, L'\u4e2d');
    const wchar_t* values[] = {L"", L"\ufeffstein", L"h\u20ac\u4e2d", longest.c_str()};
    return values[n];
}
const CORBA::WChar* short_wide_text(int n) {
    const wchar_t* values[] = {L"", L"kurz", L"\u20ac", L"achtacht"};
    return values[n];
}

CORBA::WChar wide_letter(int n) { return L"\0a\u20ac\ufffd"[n]; }

CORBA::ULong count(int n) {
    const CORBA::ULong counts[] = {0, 3, 10, large < 8'192 ? 30u : 1'000u};
    return counts[n];
}

/// A sequence whose elements are samples.
template <class Sequence, class Element>
Sequence sequence(int n, CORBA::ULong length, Element element) {
    Sequence values;
    values.length(length);
    for (CORBA::ULong i = 0; i < length; ++i) values[i] = element((i + n) % 4);
    return values;
}
template <class Sequence, class Element>
Sequence sequence(int n) {
    return sequence<Sequence>(n, count(n), [](int i) { return sample<Element>(i); });
}

template <>
Octets sample(int n) { return sequence<Octets, CORBA::Octet>(n); }
template <>
Booleans sample(int n) { return sequence<Booleans>(n, count(n), [](int i) { return i % 2 == 0; }); }
template <>
Chars sample(int n) { return sequence<Chars>(n, count(n), [](int i) { return "wxyz"[i]; }); }
template <>
WChars sample(int n) { return sequence<WChars>(n, count(n), [](int i) { return wide_letter(i); }); }
template <>
Shorts sample(int n) { return sequence<Shorts, CORBA::Short>(n); }
template <>
UShorts sample(int n) { return sequence<UShorts, CORBA::UShort>(n); }
template <>
Longs sample(int n) { return sequence<Longs, CORBA::Long>(n); }
template <>
ULongs sample(int n) { return sequence<ULongs, CORBA::ULong>(n); }
template <>
LongLongs sample(int n) { return sequence<LongLongs, CORBA::LongLong>(n); }
template <>
ULongLongs sample(int n) { return sequence<ULongLongs, CORBA::ULongLong>(n); }
template <>
Floats sample(int n) { return sequence<Floats, CORBA::Float>(n); }
template <>
Doubles sample(int n) { return sequence<Doubles, CORBA::Double>(n); }
template <>
LongDoubles sample(int n) { return sequence<LongDoubles>(n, n, [](int i) { return i * 0.25L; }); }
template <>
Strings sample(int n) { return sequence<Strings>(n, count(n), [](int i) { return text(i % 3); }); }
template <>
WideStrings sample(int n) { return sequence<WideStrings>(n, count(n), [](int i) { return wide_text(i % 3); }); }
template <>
Colours sample(int n) { return sequence<Colours, Colour>(n); }
template <>
Matrix sample(int n) { return sequence<Matrix>(n, n * 2, [](int i) { return sample<Longs>(i); }); }
template <>
FewLongs sample(int n) { return sequence<FewLongs>(n, n == 3 ? 4 : n, [](int i) { return sample<CORBA::Long>(i); }); }
template <>
FewNames sample(int n) { return sequence<FewNames>(n, n == 3 ? 2 : n, [](int i) { return text(i); }); }
template <>
BoundedNames sample(int n) { return sequence<BoundedNames>(n, count(n), [](int i) { return short_text(i); }); }

template <>
Point sample(int n) {
    return Point{sample<CORBA::Long>(n), -sample<CORBA::Long>(n)};
}
template <>
Points sample(int n) { return sequence<Points, Point>(n); }
template <>
FewPoints sample(int n) { return sequence<FewPoints>(n, n == 3 ? 2 : n, [](int i) { return sample<Point>(i); }); }
template <>
Segment sample(int n) {
    Segment value;
    value.from = sample<Point>(n);
    value.to = sample<Point>((n + 1) % 4);
    value.shade = sample<Colour>(n);
    value.label = text(n);
    return value;
}
template <>
Segments sample(int n) { return sequence<Segments>(n, n * 3, [](int i) { return sample<Segment>(i % 3); }); }
template <>
Mixed sample(int n) {
    Mixed value;
    value.first = sample<CORBA::Octet>(n);
    value.second = sample<CORBA::Double>(n);
    value.third = sample<CORBA::Char>(n);
    value.fourth = -sample<CORBA::LongLong>(n);
    value.fifth = n % 2;
    value.sixth = sample<CORBA::Short>(n);
    value.seventh = sample<CORBA::Float>(n);
    value.eighth = n;
    value.ninth = sample<CORBA::ULongLong>(n);
    value.tenth = wide_letter(n);
    value.eleventh = sample<CORBA::UShort>(n);
    value.twelfth = sample<CORBA::ULong>(n);
    value.thirteenth = 0;
    return value;
}
template <>
Wide sample(int n) {
    Wide value;
    value.text = wide_text(n);
    value.brief = short_wide_text(n);
    value.name = wide_text(3 - n);
    value.letter = wide_letter(n);
    return value;
}
template <>
Lists sample(int n) {
    Lists value;
    value.bytes = sample<Octets>(n);
    value.flags = sample<Booleans>(n);
    value.texts = sample<Strings>(n);
    value.places = sample<Points>(n);
    value.few = sample<FewLongs>(n);
    for (int i = 0; i < 3; ++i) value.direction[i] = n + i * 0.5;
    for (int i = 0; i < 6; ++i) value.cells[i / 3][i % 3] = n * 10 + i;
    value.brief = short_text(n);
    value.shades.length(n);
    for (int i = 0; i < n; ++i) value.shades[i] = sample<Colour>(i);
    value.pair[0] = n;
    value.pair[1] = -n;
    return value;
}
template <>
Tree sample(int n) {
    Tree value;
    value.value = n;
    value.children.length(n);
    for (int i = 0; i < n; ++i) value.children[i] = sample<Tree>(i);
    return value;
}
template <>
Node sample(int n) {
    Node value;
    if (n == 0) {
        value.leaf(-5);
    } else if (n == 1) {
        Node::_branches_seq branches;
        branches.length(1);
        branches[0] = sample<Node>(0);
        value.branches(branches);
    } else {
        Node::_pair_seq pair;
        pair.length(2);
        pair[0] = sample<Node>(n - 1);
        pair[1] = sample<Node>(0);
        value.pair(pair);
    }
    return value;
}
template <>
ByLong sample(int n) {
    ByLong value;
    switch (n) {
    case 0: value.number(-7); break;
    case 1: value.text("chosen"); value._d(3); break;
    case 2: value.place(sample<Point>(2)); break;
    default: value.other(2.5); value._d(99);
    }
    return value;
}
template <>
Unions sample(int n) { return sequence<Unions, ByLong>(n); }
template <>
ByShort sample(int n) {
    ByShort value;
    if (n == 0) value._default();
    else if (n == 1) value.low(1);
    else value.high(255);
    return value;
}
template <>
ByUShort sample(int n) {
    ByUShort value;
    if (n < 2) value.bytes(sample<Octets>(n));
    else { value.shade(blue); value._d(n); }
    return value;
}
template <>
ByULong sample(int n) {
    ByULong value;
    if (n == 0) value._default();
    else if (n == 1) value.zero(-1);
    else value.top(text(n));
    return value;
}
template <>
ByLongLong sample(int n) {
    ByLongLong value;
    if (n == 0) {
        value._default();
    } else if (n == 1) {
        value.low("low");
    } else {
        CORBA::Any content;
        content <<= sample<Segment>(n);
        value.value(content);
    }
    return value;
}
template <>
ByULongLong sample(int n) {
    ByULongLong value;
    const Vector3 vector = {1.0, -2.0, 3.5};
    if (n == 0) value._default();
    else if (n == 1) value.vector(vector);
    else value.top("top");
    return value;
}
template <>
ByChar sample(int n) {
    ByChar value;
    switch (n) {
    case 0: value.flag(true); value._d('q'); break;
    case 1: value.letter(11); value._d('b'); break;
    case 2: value.line("a line"); break;
    default: value.letter(12); value._d('a');
    }
    return value;
}
template <>
ByBoolean sample(int n) {
    ByBoolean value;
    if (n % 2) value.yes(text(n % 3));
    else value.no(n);
    return value;
}
template <>
ByColour sample(int n) {
    ByColour value;
    if (n == 0) value.warm(451);
    else if (n == 1) value.middle(sample<Point>(3));
    else { value.cold("cold"); value._d(blue); }
    return value;
}
template <>
FullColour sample(int n) {
    FullColour value;
    if (n == 0) value.r(1);
    else if (n == 1) value.g("green");
    else value.b(sample<Points>(n));
    return value;
}
template <>
WithoutDefault sample(int n) {
    WithoutDefault value;
    if (n == 0) value._default();
    else { value.inner(sample<ByLong>(n)); value._d(n % 2 ? green : blue); }
    return value;
}
template <>
Objects sample(int n) {
    return sequence<Objects>(n, n, [](int i) {
        return i % 2 ? CORBA::Object::_nil() : CORBA::Object::_duplicate(gem);
    });
}
template <>
Diamonds sample(int n) {
    return sequence<Diamonds>(n, n, [](int i) { return i % 2 ? Diamond::_nil() : Diamond::_duplicate(gem); });
}
template <>
CORBA::Any sample(int n) {
    CORBA::Any value;
    if (n == 1) value <<= CORBA::Long{77};
    if (n == 2) value <<= sample<Lists>(2);
    if (n == 3) {
        CORBA::Any inner;
        inner <<= sample<Tree>(3);
        value <<= inner;
    }
    return value;
}
template <>
Anys sample(int n) { return sequence<Anys, CORBA::Any>(n); }
template <>
Holder sample(int n) {
    Holder value;
    if (n > 0) {
        value.owner = Base::_duplicate(gem);
        value.gem = Diamond::_duplicate(gem);
        value.thing = CORBA::Object::_duplicate(gem);
    }
    value.content = sample<CORBA::Any>(n);
    value.type = CORBA::TypeCode::_duplicate(n % 2 ? _tc_Tree : CORBA::_tc_long);
    return value;
}
template <>
Inner::Report sample(int n) {
    Inner::Report value;
    value.now = n % 2 ? Inner::busy : Inner::idle;
    value.text = text(n);
    value.history.length(n);
    for (int i = 0; i < n; ++i) value.history[i] = i % 2 ? Inner::busy : Inner::idle;
    return value;
}
template <>
Inner::States sample(int n) { return sample<Inner::Report>(n).history; }
template <>
Inner::Choice sample(int n) {
    Inner::Choice value;
    if (n % 2) value.details(sample<Inner::Report>(n));
    else value.since(n);
    return value;
}

CORBA::TypeCode_ptr type_sample(int n) {
    const CORBA::TypeCode_ptr types[] = {CORBA::_tc_null, _tc_Tree, _tc_ByLong, _tc_Holder};
    return CORBA::TypeCode::_duplicate(types[n]);
}

// -- comparing: two values are equal if they are the same bytes on the wire

template <class T>
auto wire(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
        return value;
    } else {
        cdrEncapsulationStream stream{CORBA::ULong{0}, CORBA::Boolean{true}};
        value >>= stream;
        return std::string{static_cast<const char*>(stream.bufPtr()), stream.bufSize()};
    }
}

template <class T>
bool same(const T& x, const T& y) {
    return wire(x) == wire(y);
}

// An any that was received holds the padding of its sender, so the values in it are compared, not its bytes.
template <class T>
bool same_content(const CORBA::Any& x, const CORBA::Any& y) {
    const T *in_x, *in_y;
    return (x >>= in_x) && (y >>= in_y) && same(*in_x, *in_y);
}
template <>
bool same(const CORBA::Any& x, const CORBA::Any& y) {
    const CORBA::TypeCode_var type_x = x.type(), type_y = y.type();
    if (!type_x->equal(type_y)) return false;
    if (type_x->kind() <= CORBA::tk_any && type_x->kind() != CORBA::tk_any) return wire(x) == wire(y);
    return same_content<Segment>(x, y) || same_content<Lists>(x, y) || same_content<Tree>(x, y) ||
           same_content<CORBA::Any>(x, y);
}
template <>
bool same(const Anys& x, const Anys& y) {
    for (CORBA::ULong i = 0; i < x.length() && i < y.length(); ++i)
        if (!same(x[i], y[i])) return false;
    return x.length() == y.length();
}
template <>
bool same(const ByLongLong& x, const ByLongLong& y) {
    return x._d() == 5 && y._d() == 5 ? same(x.value(), y.value()) : wire(x) == wire(y);
}
template <>
bool same(const Holder& x, const Holder& y) {
    const auto same_object = [](CORBA::Object_ptr a, CORBA::Object_ptr b) {
        return CORBA::is_nil(a) ? CORBA::is_nil(b) : a->_is_equivalent(b);
    };
    return same_object(x.owner, y.owner) && same_object(x.gem, y.gem) && same_object(x.thing, y.thing) &&
           same(x.content, y.content) && x.type->equal(y.type);
}

// Of a long double only ten of sixteen bytes have a meaning here.
template <>
bool same(const LongDoubles& x, const LongDoubles& y) {
    if (x.length() != y.length()) return false;
    for (CORBA::ULong i = 0; i < x.length(); ++i)
        if (std::memcmp(&x[i], &y[i], 10)) return false;
    return true;
}

// The last member is a long double.
template <>
bool same(const Mixed& x, const Mixed& y) {
    const auto bytes_x = wire(x), bytes_y = wire(y);
    return bytes_x.substr(0, bytes_x.size() - 16) == bytes_y.substr(0, bytes_y.size() - 16);
}

template <class Error, class Call, class Test>
bool raises(Call call, Test test) {
    try {
        call();
    } catch (const Error& error) {
        return test(error);
    }
    return false;
}

struct Pair {
    int n, m;
};
constexpr Pair pairs[] = {{1, 2}, {0, 3}};

// -- one check of an operation `T f(in T a, inout T b, out T c)` for each way in which the mapping passes a type
class TypesClient {
public:
    TypesClient(Types_ptr target, const Options& options, Checks& checks)
        : types{Types::_duplicate(target)}, options_{options}, checks_{checks} {}

    template <class T, class Call, class Sample>
    void value(const std::string& name, Call call, Sample make) {
        each(name, [&](int n, int m) {
            T b = make(m), c{};
            const T result = call(make(n), b, c);
            return same(result, T(make(n))) && same(b, T(make(n))) && same(c, T(make(m)));
        });
    }
    template <class T, class Call>
    void value(const std::string& name, Call call) {
        value<T>(name, call, sample<T>);
    }
    template <class T, class Var, class Call>
    void variable(const std::string& name, Call call) {
        each(name, [&](int n, int m) {
            T b = sample<T>(m);
            Var c;
            const Var result = call(sample<T>(n), b, c);
            return same(result.in(), sample<T>(n)) && same(b, sample<T>(n)) &&
                   same(c.in(), sample<T>(m));
        });
    }
    template <class Call>
    void string(const std::string& name, Call call, const char* (*make)(int)) {
        each(name, [&](int n, int m) {
            CORBA::String_var b = make(m), c, result = call(make(n), b, c);
            return !std::strcmp(result, make(n)) && !std::strcmp(b, make(n)) && !std::strcmp(c, make(m));
        });
    }
    template <class Call>
    void wide_string(const std::string& name, Call call, const CORBA::WChar* (*make)(int)) {
        each(name, [&](int n, int m) {
            CORBA::WString_var b = CORBA::wstring_dup(make(m)), c, result = call(make(n), b, c);
            const auto same = [](const wchar_t* x, const wchar_t* y) { return std::wstring{x} == y; };
            return same(result.in(), make(n)) && same(b.in(), make(n)) && same(c.in(), make(m));
        });
    }
    template <class Var, class Call>
    void reference(const std::string& name, Call call, Var given) {
        each(name, [&](int, int) {
            Var b, c;  // nil goes in, nil comes out
            const Var result = call(given, b, c);
            return result->_is_equivalent(given) && b->_is_equivalent(given) && CORBA::is_nil(c);
        });
    }
    template <class Element, class Array, class Call>
    void array(const std::string& name, Call call) {
        each(name, [&](int n, int m) {
            constexpr int size = sizeof(Array) / sizeof(Element);
            Array a, b, c;
            for (int i = 0; i < size; ++i) {
                reinterpret_cast<Element*>(a)[i] = Element(n * 10 + i);
                reinterpret_cast<Element*>(b)[i] = Element(m * 10 - i);
            }
            Array before;
            std::memcpy(before, b, sizeof b);
            const auto result = call(a, b, c);
            return !std::memcmp(result, a, sizeof a) && !std::memcmp(b, a, sizeof a) &&
                   !std::memcmp(c, before, sizeof c);
        });
    }
    template <class Check>
    void each(const std::string& name, Check check) {
        if (!options_.covers(name)) return;
        for (const auto [n, m] : pairs)
            run(checks_, name + "/" + std::to_string(n) + std::to_string(m), [&] { return check(n, m); });
    }

    Types_var types;

private:
    const Options& options_;
    Checks& checks_;
};

void check_types(Types_ptr target, const Options& options, Checks& checks) {
    TypesClient client{target, options, checks};
    const auto& types = client.types;
#define VALUE(T, f) client.value<T>(#f, [&](T a, T& b, T& c) { return types->f(a, b, c); })
#define STRUCT(T, f) client.value<T>(#f, [&](const T& a, T& b, T& c) { return types->f(a, b, c); })
#define VARIABLE(T, f) \
    client.variable<T, T##_var>(#f, [&](const T& a, T& b, T##_var& c) { return types->f(a, b, c.out()); })
#define STRING(f, make) \
    client.string(#f, [&](const char* a, CORBA::String_var& b, CORBA::String_var& c) { \
        return types->f(a, b.inout(), c.out()); }, make)
#define WSTRING(f, make) \
    client.wide_string(#f, [&](const CORBA::WChar* a, CORBA::WString_var& b, CORBA::WString_var& c) { \
        return types->f(a, b.inout(), c.out()); }, make)
#define ARRAY(Element, T, f) \
    client.array<Element, T>(#f, [&](T& a, T& b, T& c) { return T##_var{types->f(a, b, c)}; })
#define REFERENCE(T, f, given) \
    client.reference<T##_var>(#f, [&](const T##_var& a, T##_var& b, T##_var& c) { \
        return types->f(a, b.inout(), c.out()); }, given)

    VALUE(CORBA::Short, echo_short);
    VALUE(CORBA::UShort, echo_ushort);
    VALUE(CORBA::Long, echo_long);
    VALUE(CORBA::ULong, echo_ulong);
    VALUE(CORBA::LongLong, echo_longlong);
    VALUE(CORBA::ULongLong, echo_ulonglong);
    VALUE(CORBA::Float, echo_float);
    VALUE(CORBA::Double, echo_double);
    client.value<CORBA::LongDouble>(
        "echo_longdouble",
        [&](CORBA::LongDouble a, CORBA::LongDouble& b, CORBA::LongDouble& c) {
            return types->echo_longdouble(a, b, c);
        },
        [](int n) { return n * -1.25L; });
    VALUE(CORBA::Char, echo_char);
    client.value<CORBA::WChar>(
        "echo_wchar", [&](CORBA::WChar a, CORBA::WChar& b, CORBA::WChar& c) { return types->echo_wchar(a, b, c); },
        wide_letter);
    VALUE(CORBA::Boolean, echo_boolean);
    VALUE(CORBA::Octet, echo_octet);
    VALUE(Distance, echo_distance);
    client.each("echo_colour", [&](int n, int m) {
        Colour b = sample<Colour>(m), c;
        const auto result = types->echo_colour(sample<Colour>(n), b, c);
        return result == sample<Colour>(n) && b == result && c == sample<Colour>(m);
    });
    STRING(echo_string, text);
    STRING(echo_name, text);
    STRING(echo_short_name, short_text);
    WSTRING(echo_wstring, wide_text);
    WSTRING(echo_wide_name, wide_text);
    WSTRING(echo_short_wide_name, short_wide_text);
    STRUCT(Point, echo_point);
    STRUCT(Mixed, echo_wide_mixed);
    STRUCT(ByShort, echo_by_short);
    VARIABLE(Segment, echo_segment);
    VARIABLE(Wide, echo_wide);
    VARIABLE(Holder, echo_holder);
    VARIABLE(Lists, echo_empty_lists);
    VARIABLE(Tree, echo_tree);
    VARIABLE(ByLong, echo_by_long);
    VARIABLE(ByUShort, echo_by_ushort);
    VARIABLE(ByULong, echo_by_ulong);
    VARIABLE(ByLongLong, echo_by_longlong);
    VARIABLE(ByULongLong, echo_by_ulonglong);
    VARIABLE(ByChar, echo_by_char);
    VARIABLE(ByBoolean, echo_by_boolean);
    VARIABLE(ByColour, echo_by_colour);
    VARIABLE(FullColour, echo_full_colour);
    VARIABLE(WithoutDefault, echo_without_default);
    VARIABLE(Node, echo_node);
    VARIABLE(Octets, echo_octets);
    VARIABLE(Booleans, echo_booleans);
    VARIABLE(Chars, echo_chars);
    VARIABLE(WChars, echo_wchars);
    VARIABLE(Shorts, echo_shorts);
    VARIABLE(UShorts, echo_ushorts);
    VARIABLE(Longs, echo_longs);
    VARIABLE(ULongs, echo_ulongs);
    VARIABLE(LongLongs, echo_long_longs);
    VARIABLE(ULongLongs, echo_ulong_longs);
    VARIABLE(Floats, echo_floats);
    VARIABLE(Doubles, echo_doubles);
    VARIABLE(LongDoubles, echo_long_doubles);
    VARIABLE(Strings, echo_strings);
    VARIABLE(WideStrings, echo_wide_strings);
    VARIABLE(Colours, echo_colours);
    VARIABLE(Points, echo_points);
    VARIABLE(Anys, echo_anys);
    VARIABLE(Objects, echo_objects);
    VARIABLE(Matrix, echo_matrix);
    VARIABLE(FewLongs, echo_few_longs);
    VARIABLE(FewNames, echo_few_names);
    VARIABLE(FewPoints, echo_few_points);
    VARIABLE(BoundedNames, echo_bounded_names);
    VARIABLE(Segments, echo_segments);
    VARIABLE(Unions, echo_unions);
    VARIABLE(Diamonds, echo_diamonds);
    ARRAY(CORBA::Double, Vector3, echo_vector3);
    ARRAY(CORBA::Long, Grid, echo_grid);
    ARRAY(CORBA::Octet, Pixels, echo_pixels);
    ARRAY(CORBA::Double, Rows, echo_rows);
    client.each("echo_points2", [&](int n, int m) {
        const Points2 a = {sample<Point>(n), sample<Point>(m)}, before = {sample<Point>(m), sample<Point>(3)};
        Points2 b = {before[0], before[1]}, c;
        const Points2_var result = types->echo_points2(a, b, c);
        const auto both = [](const Point* x, const Point* y) { return same(x[0], y[0]) && same(x[1], y[1]); };
        return both(result.in(), a) && both(b, a) && both(c, before);
    });
    client.each("echo_names3", [&](int n, int m) {
        Names3 a, b;
        for (int i = 0; i < 3; ++i) {
            a[i] = text((n + i) % 4);
            b[i] = text(m);
        }
        Names3_var c, result = types->echo_names3(a, b, c.out());
        bool same = true;
        for (int i = 0; i < 3; ++i)
            same = same && !std::strcmp(result[i], a[i]) && !std::strcmp(b[i], a[i]) && !std::strcmp(c[i], text(m));
        return same;
    });
    REFERENCE(CORBA::Object, echo_object, CORBA::Object_var{CORBA::Object::_duplicate(gem)});
    REFERENCE(Base, echo_base, Base_var{Base::_duplicate(gem)});
    REFERENCE(Diamond, echo_diamond, gem);
    client.each("echo_typecode", [&](int n, int m) {
        CORBA::TypeCode_var a = type_sample(n), before = type_sample(m), b = type_sample(m), c;
        CORBA::TypeCode_var result = types->echo_typecode(a, b.inout(), c.out());
        return result->equal(a) && b->equal(a) && c->equal(before);
    });
    client.each("mixed_order", [&](int, int) {
        CORBA::Long first = 0;
        CORBA::String_var words = "text";
        Point last, where{5, -6};
        CORBA::Double total = 0.5;
        CORBA::Boolean flag = true;
        const auto counted = types->mixed_order(9, first, words.inout(), "+suffix", last, where, total, flag);
        return counted == 9 && first == 5 && std::string{words} == "text+suffix" && last.x == 5 && last.y == -6 &&
               total == 9.5 && !flag;
    });
}

// -- every type in an any: inserted here, decoded and encoded again by the peer by its TypeCode alone
template <class T>
void check_any(const char* name, Types_ptr types, Checks& checks) {
    for (int n = 0; n < 4; ++n)
        run(checks, std::string{"any/"} + name + "/" + std::to_string(n), [&] {
            CORBA::Any a, b;
            a <<= sample<T>(n);
            CORBA::Any_var c, result = types->echo_any(a, b, c.out());
            CORBA::TypeCode_var sent = a.type(), got = result->type();
            const T* value;
            return got->equal(sent) && (result.in() >>= value) && same(*value, sample<T>(n));
        });
}

void check_anys(Types_ptr types, const Options& options, Checks& checks) {
#define ANY(T) check_any<T>(#T, types, checks)
    ANY(Point);
    ANY(Segment);
    ANY(Lists);
    ANY(Tree);
    ANY(Node);
    ANY(Holder);
    ANY(ByLong);
    ANY(ByShort);
    ANY(ByUShort);
    ANY(ByULong);
    ANY(ByLongLong);
    ANY(ByULongLong);
    ANY(ByChar);
    ANY(ByBoolean);
    ANY(ByColour);
    ANY(FullColour);
    ANY(WithoutDefault);
    ANY(Octets);
    ANY(Longs);
    ANY(Strings);
    ANY(Doubles);
    ANY(Matrix);
    ANY(Anys);
    ANY(Unions);
    ANY(Diamonds);
    ANY(BoundedNames);
    ANY(FewPoints);
    ANY(Inner::Report);
    ANY(Inner::Choice);
    if (options.wide) {
        ANY(Mixed);
        ANY(Wide);
        ANY(WideStrings);
    }
    run(checks, "any/reference", [&] {
        CORBA::Any a, b;
        a <<= gem.in();
        CORBA::Any_var c, result = types->echo_any(a, b, c.out());
        Diamond_ptr back;
        return (result.in() >>= back) && back->_is_equivalent(gem);
    });
    if (!options.omniorb) run(checks, "any/exception", [&] {
        CORBA::Any a, b;
        a <<= Plain{};
        CORBA::Any_var c, result = types->echo_any(a, b, c.out());
        const Plain* back;
        return result.in() >>= back;
    });
}

bool is_detailed(const Detailed& error) {
    CORBA::Long extra = 0;
    return error.code == 1 && std::string{error.why} == "because" && error.where.x == 2 && error.where.y == 3 &&
           error.shades.length() == 2 && error.shades[0] == blue && error.shades[1] == red && error.choice._d() == 2 &&
           std::string{error.choice.text()} == "text" && (error.extra >>= extra) && extra == 42 &&
           error.vector[0] == 1.0 && error.vector[2] == 3.0 && std::string{error.brief} == "brief";
}

void check_server(Server_ptr server, Checks& checks) {
    const auto always = [](const auto&) { return true; };
    run(checks, "fail/plain", [&] { return raises<Plain>([&] { server->fail(0, ""); }, always); });
    run(checks, "fail/detailed", [&] { return raises<Detailed>([&] { server->fail(1, "because"); }, is_detailed); });
    run(checks, "fail/unlisted", [&] { return raises<CORBA::UNKNOWN>([&] { server->fail(2, ""); }, always); });
    run(checks, "fail/system", [&] {
        return raises<CORBA::NO_PERMISSION>([&] { server->fail(3, ""); }, [](const auto& error) {
            return error.minor() == 77 && error.completed() == CORBA::COMPLETED_YES;
        });
    });
    run(checks, "fail/not", [&] { server->fail(4, ""); return true; });
    run(checks, "attribute/line", [&] {
        server->line(sample<Segment>(2));
        const Segment_var line = server->line();
        return same(line.in(), sample<Segment>(2));
    });
    run(checks, "attribute/anything", [&] {
        CORBA::Any value;
        value <<= sample<Lists>(2);
        server->anything(value);
        const CORBA::Any_var kept = server->anything();
        const Lists* lists;
        return (kept.in() >>= lists) && same(*lists, sample<Lists>(2));
    });
    run(checks, "attribute/favourite_gem", [&] {
        server->favourite_gem(gem);
        const Diamond_var kept = server->favourite_gem();
        server->favourite_gem(Diamond::_nil());
        const Diamond_var none = server->favourite_gem();
        return kept->_is_equivalent(gem) && CORBA::is_nil(none);
    });
    run(checks, "oneway", [&] {
        const auto before = server->noted();
        server->note(5);
        server->note_text("four", sample<Points>(1));
        for (int i = 0; i < 200 && server->noted() != before + 12; ++i) omni_thread::sleep(0, 5'000'000);
        return server->noted() == before + 12;
    });
}

void check_objects(Server_ptr server, Checks& checks) {
    run(checks, "is_a", [&] {
        return gem->_is_a("IDL:Everything/Base:1.0") && gem->_is_a("IDL:omg.org/CORBA/Object:1.0") &&
               !gem->_is_a("IDL:Everything/Server:1.0");
    });
    run(checks, "non_existent", [&] { return !gem->_non_existent(); });
    run(checks, "narrow", [&] {
        const CORBA::Object_var plain = CORBA::Object::_duplicate(gem);
        const Left_var left = Left::_narrow(plain);
        const Server_var not_a_server = Server::_narrow(plain);
        return !CORBA::is_nil(left) && left->turn_left(4) == -4 && CORBA::is_nil(not_a_server);
    });
    run(checks, "inherited", [&] {
        gem->level(7);
        gem->path(sample<Points>(2));
        const Points_var path = gem->path();
        const CORBA::String_var kind = gem->kind();
        return gem->level() == 7 && gem->turn_right(8) == 8 && same(path.in(), sample<Points>(2)) &&
               std::string{kind} == "diamond";
    });
    run(checks, "inherited/exception", [&] {
        return raises<Plain>([&] { gem->fail_right(""); }, [](const auto&) { return true; }) &&
               raises<Detailed>([&] { gem->fail_right("because"); }, is_detailed);
    });
    run(checks, "references", [&] {
        const Base_var base = gem->as_base();
        CORBA::Object_var plain;
        const Diamond_var copy = gem->copy(gem, plain.out());
        return base->_is_equivalent(gem) && copy->_is_equivalent(gem) && plain->_is_equivalent(gem);
    });
    const Inner_var inner = server->inside();
    const Deeper_var deeper = server->further();
    run(checks, "inner", [&] {
        auto report = sample<Inner::Report>(2);
        Inner::Report_var out, result = deeper->echo_report(sample<Inner::Report>(3), report, out.out());
        auto choice = sample<Inner::Choice>(1);
        Inner::Choice_var other, chosen = inner->echo_choice(sample<Inner::Choice>(2), choice, other.out());
        auto states = sample<Inner::States>(0);
        Inner::States_var before, after = inner->echo_states(sample<Inner::States>(3), states, before.out());
        return same(result.in(), sample<Inner::Report>(3)) && same(out.in(), sample<Inner::Report>(2)) &&
               same(chosen.in(), sample<Inner::Choice>(2)) && before->length() == 0 && after->length() == 3;
    });
    run(checks, "inner/summary", [&] {
        const Inner::Report_var report = deeper->summary(Inner::busy);
        return report->now == Inner::busy && std::string{report->text} == "inner" && report->history.length() == 7;
    });
    run(checks, "inner/exception", [&] {
        return raises<Inner::Broken>([&] { deeper->fail(Inner::busy, "why"); }, [](const Inner::Broken& error) {
            return error.now == Inner::busy && std::string{error.why} == "why";
        });
    });
}

// -- a servant in this process that the server calls back
class GemServant : public POA_Everything::Diamond {
    char* kind() override { return CORBA::string_dup("mine"); }
    CORBA::Long level() override { return 0; }
    void level(CORBA::Long) override {}
    char* whoami() override { return CORBA::string_dup("client"); }
    CORBA::Long turn_left(CORBA::Long a) override { return 10 * a; }
    CORBA::Long turn_right(CORBA::Long a) override { return a; }
    Points* path() override { return new Points; }
    void path(const Points&) override {}
    void fail_right(const char*) override { throw Plain{}; }
    Base_ptr as_base() override { return _this(); }
    Diamond_ptr copy(Diamond_ptr original, CORBA::Object_out) override {
        return Everything::Diamond::_duplicate(original);
    }
};

void check_callback(CORBA::ORB_ptr orb, Server_ptr server, Checks& checks) {
    const CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    const PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    const PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    PortableServer::Servant_var<GemServant> servant = new GemServant;
    const Diamond_var mine = servant->_this();
    run(checks, "call_back", [&] {
        CORBA::String_var who;
        return server->call_back(mine, 3, who.out()) == 60 && std::string{who} == "client";
    });
    run(checks, "call_back/own", [&] {
        CORBA::String_var who;
        return server->call_back(gem, 3, who.out()) == -6 && std::string{who}.starts_with("gem of ");
    });
}

/// Objects that no operation gives away: the reference is in the file.
void check_others(CORBA::ORB_ptr orb, const interop::References& references, Checks& checks) {
    const auto find = [&](const char* name) { return orb->string_to_object(references.at(name).c_str()); };
    run(checks, "keywords", [&] {
        using namespace Everything::interface;
        const CORBA::Object_var object = find("Keywords");
        const Keywords_var keywords = Keywords::_narrow(object);
        keywords->_cxx_union(3);
        _cxx_struct a, b;
        a._cxx_int = 1;
        a.string = "one";
        a._cxx_namespace = true;
        a._cxx_template = _cxx_operator;
        b = a;
        b._cxx_int = 2;
        _cxx_struct_var c, result = keywords->_cxx_delete(a, b, c.out());
        keywords->raise("");
        a._cxx_int = -1;
        return keywords->_cxx_union() == 3 && result->_cxx_int == 1 && b._cxx_int == 1 && c->_cxx_int == 2 &&
               c->_cxx_template == _cxx_operator && keywords->_cxx_and(true, false) &&
               raises<Keywords::what>([&] { keywords->_cxx_delete(a, b, c.out()); }, [](const Keywords::what& error) {
                   return error.what_ == -1 && std::string{error.why} == "one";
               });
    });
    run(checks, "bank", [&] {
        const CORBA::Object_var object = find("Bank");
        const Outer::Bank_var bank = Outer::Bank::_narrow(object);
        Outer::Deep::Coin rest;
        const Money changed = bank->change(Money{57, green}, rest);
        return changed.value == 5 && rest.value == 7 && rest.side == green && bank->take(rest).value == 7;
    });
    run(checks, "global", [&] {
        const CORBA::Object_var object = find("Global");
        const Everything_Global_var global = Everything_Global::_narrow(object);
        return global->echo_global(Everything_Point{-3}).z == -3;
    });
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    const Options options{argc, argv};
    if (!options.large) large = 1'000;
    const auto references = interop::read_references(options.references);
    const CORBA::Object_var object = orb->string_to_object(references.at("Server").c_str());
    const Server_var server = Server::_narrow(object);
    gem = server->gem();
    const Types_var types = server->echo();

    Checks checks;
    check_types(types, options, checks);
    check_anys(types, options, checks);
    check_server(server, checks);
    check_objects(server, checks);
    check_callback(orb, server, checks);
    check_others(orb, references, checks);
    server->shutdown();
    gem = Diamond::_nil();
    orb->destroy();
    return checks.finish();
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
