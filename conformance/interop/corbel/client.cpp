// SPDX-License-Identifier: BSL-1.0
// Calls everything of everything.idl with Corbel. usage: client REFERENCES [--without-...] [-ORB options]
#include <any>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <tuple>

#include "conformance/interop/checks.hpp"
#include "everything_ami.hpp"
#include "everything_skel.hpp"

using namespace Everything;
using interop::Checks;
using interop::Options;

namespace {

template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;

// -- values to send: 0 is empty or zero, 1 and 2 are ordinary, 3 goes to the limits

Ref<Diamond> gem;             // the reference that values contain
std::size_t large = 100'000;  // length of the longest text

template <class T>
struct Sample {
    static T make(int n) {
        static_assert(std::is_arithmetic_v<T>);
        const T values[] = {T{}, T(17), T(42), std::numeric_limits<T>::max()};
        return values[n];
    }
};

template <class T>
T sample(int n) {
    return Sample<T>::make(n);
}

std::size_t count(int n) {
    const std::size_t counts[] = {0, 3, 10, large < 8'192 ? 30u : 1'000u};
    return counts[n];
}

#define SAMPLE(...) \
    template <> __VA_ARGS__ Sample<__VA_ARGS__>::make(int n)

SAMPLE(bool) { return n % 2 == 1; }
SAMPLE(char) { return "\0aZ~"[n]; }
SAMPLE(wchar_t) { return L"\0a\u20ac\ufffd"[n]; }
SAMPLE(long double) { return n * -1.25L; }
SAMPLE(Colour) { return static_cast<Colour>(n % 3); }
SAMPLE(std::string) {
    const std::string values[] = {"", "stone", "a longer text, more than fits in place", std::string(large, 'x')};
    return values[n];
}
SAMPLE(std::wstring) {
    const std::wstring values[] = {L"", L"\ufeffstein", L"h\u20ac\u4e2d", std::wstring(large / 2, L'\u4e2d')};
    return values[n];
}
SAMPLE(ShortName) {
    const char* values[] = {"", "short", "b", "eight888"};
    return values[n];
}
SAMPLE(ShortWideName) {
    const wchar_t* values[] = {L"", L"kurz", L"\u20ac", L"achtacht"};
    return values[n];
}

/// A sequence whose elements are samples.
template <class T>
std::vector<T> samples(int n, std::size_t length) {
    std::vector<T> values;
    for (std::size_t i = 0; i < length; ++i) values.push_back(sample<T>(static_cast<int>((i + n) % 4)));
    return values;
}
template <class T>
struct Sample<std::vector<T>> {
    static std::vector<T> make(int n) { return samples<T>(n, count(n)); }
};
template <class T, std::uint32_t Bound>
struct Sample<IDL::bounded_vector<T, Bound>> {
    static IDL::bounded_vector<T, Bound> make(int n) { return samples<T>(n, std::min<std::size_t>(n, Bound)); }
};
template <class T, std::size_t Length>
struct Sample<std::array<T, Length>> {
    static std::array<T, Length> make(int n) {
        std::array<T, Length> values;
        for (std::size_t i = 0; i < Length; ++i) values[i] = sample<T>(static_cast<int>((i + n) % 4));
        return values;
    }
};
template <>
struct Sample<Strings> {
    static Strings make(int n) {
        Strings values;
        for (std::size_t i = 0; i < count(n); ++i) values.push_back(sample<std::string>(static_cast<int>(i % 3)));
        return values;
    }
};
template <>
struct Sample<WideStrings> {
    static WideStrings make(int n) {
        WideStrings values;
        for (std::size_t i = 0; i < count(n); ++i) values.push_back(sample<std::wstring>(static_cast<int>(i % 3)));
        return values;
    }
};
template <>
struct Sample<Matrix> {
    static Matrix make(int n) { return samples<Longs>(n, n * 2); }
};

SAMPLE(Point) { return Point{sample<std::int32_t>(n), -sample<std::int32_t>(n)}; }
SAMPLE(Segment) {
    return Segment{sample<Point>(n), sample<Point>((n + 1) % 4), sample<Colour>(n), sample<std::string>(n)};
}
template <>
struct Sample<Segments> {
    static Segments make(int n) { return samples<Segment>(0, std::min(n * 3, 3)); }
};
SAMPLE(Mixed) {
    Mixed value;
    value.first(sample<std::uint8_t>(n));
    value.second(sample<double>(n));
    value.third(sample<char>(n));
    value.fourth(-sample<std::int64_t>(n));
    value.fifth(n % 2);
    value.sixth(sample<std::int16_t>(n));
    value.seventh(sample<float>(n));
    value.eighth(n);
    value.ninth(sample<std::uint64_t>(n));
    value.tenth(sample<wchar_t>(n));
    value.eleventh(sample<std::uint16_t>(n));
    value.twelfth(sample<std::uint32_t>(n));
    return value;
}
SAMPLE(Wide) {
    return Wide{sample<std::wstring>(n), sample<ShortWideName>(n), sample<std::wstring>(3 - n), sample<wchar_t>(n)};
}
SAMPLE(Lists) {
    Lists value;
    value.bytes(sample<Octets>(n));
    value.flags(sample<Booleans>(n));
    value.texts(sample<Strings>(n));
    value.places(sample<Points>(n));
    value.few(sample<FewLongs>(n));
    value.direction(sample<Vector3>(n));
    value.cells(sample<Grid>(n));
    value.brief(sample<ShortName>(n));
    for (int i = 0; i < n; ++i) value.shades().push_back(sample<Colour>(i));
    value.pair({static_cast<std::int16_t>(n), static_cast<std::int16_t>(-n)});
    return value;
}
SAMPLE(Tree) {
    Tree value;
    value.value(n);
    for (int i = 0; i < n; ++i) value.children().push_back(sample<Tree>(i));
    return value;
}
SAMPLE(Node) {
    Node value;
    if (n == 0) {
        value.leaf(-5);
    } else if (n == 1) {
        value.branches({sample<Node>(0)});
    } else {
        value.pair(std::vector<Node>{sample<Node>(n - 1), sample<Node>(0)});
    }
    return value;
}
SAMPLE(ByLong) {
    ByLong value;
    switch (n) {
    case 0: value.number(-7); break;
    case 1: value.text("chosen", 3); break;
    case 2: value.place(sample<Point>(2)); break;
    default: value.other(2.5, 99);
    }
    return value;
}
SAMPLE(ByShort) {
    ByShort value;
    if (n == 0) value._default();
    else if (n == 1) value.low(1);
    else value.high(255);
    return value;
}
SAMPLE(ByUShort) {
    ByUShort value;
    if (n < 2) value.bytes(sample<Octets>(n));
    else value.shade(Colour::blue, n);
    return value;
}
SAMPLE(ByULong) {
    ByULong value;
    if (n == 0) value._default();
    else if (n == 1) value.zero(-1);
    else value.top(sample<std::string>(n));
    return value;
}
SAMPLE(ByLongLong) {
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
SAMPLE(ByULongLong) {
    ByULongLong value;
    if (n == 0) value._default();
    else if (n == 1) value.vector({1.0, -2.0, 3.5});
    else value.top("top");
    return value;
}
SAMPLE(ByChar) {
    ByChar value;
    switch (n) {
    case 0: value.flag(true, 'q'); break;
    case 1: value.letter(11, 'b'); break;
    case 2: value.line("a line"); break;
    default: value.letter(12, 'a');
    }
    return value;
}
SAMPLE(ByBoolean) {
    ByBoolean value;
    if (n % 2) value.yes(sample<std::string>(n % 3));
    else value.no(n);
    return value;
}
SAMPLE(ByColour) {
    ByColour value;
    if (n == 0) value.warm(451);
    else if (n == 1) value.middle(sample<Point>(3));
    else value.cold("cold", Colour::blue);
    return value;
}
SAMPLE(FullColour) {
    FullColour value;
    if (n == 0) value.r(1);
    else if (n == 1) value.g("green");
    else value.b(sample<Points>(n));
    return value;
}
SAMPLE(WithoutDefault) {
    WithoutDefault value;
    if (n == 0) value._default();
    else value.inner(sample<ByLong>(n), n % 2 ? Colour::green : Colour::blue);
    return value;
}
template <>
struct Sample<Ref<CORBA::Object>> {
    static Ref<CORBA::Object> make(int n) { return n % 2 ? Ref<CORBA::Object>{gem} : nullptr; }
};
template <>
struct Sample<Ref<Base>> {
    static Ref<Base> make(int n) { return n % 2 ? Ref<Base>{gem} : nullptr; }
};
template <>
struct Sample<Ref<Diamond>> {
    static Ref<Diamond> make(int n) { return n % 2 ? gem : nullptr; }
};
template <>
struct Sample<Objects> {
    static Objects make(int n) { return samples<Ref<CORBA::Object>>(n, n); }
};
template <>
struct Sample<Diamonds> {
    static Diamonds make(int n) { return samples<Ref<Diamond>>(n, n); }
};
template <>
struct Sample<Ref<CORBA::TypeCode>> {
    static Ref<CORBA::TypeCode> make(int n) {
        const Ref<CORBA::TypeCode> types[] = {CORBA::_tc_null, _tc_Tree, _tc_ByLong, _tc_Holder};
        return types[n];
    }
};
SAMPLE(CORBA::Any) {
    CORBA::Any value;
    if (n == 1) value <<= std::int32_t{77};
    if (n == 2) value <<= sample<Lists>(2);
    if (n == 3) {
        CORBA::Any inner;
        inner <<= sample<Tree>(3);
        value <<= inner;
    }
    return value;
}
SAMPLE(Holder) {
    const auto owner = n > 0 ? gem : nullptr;
    return Holder{owner, owner, owner, sample<CORBA::Any>(n), n % 2 ? *_tc_Tree : *CORBA::_tc_long};
}
SAMPLE(Inner::State) { return n % 2 ? Inner::State::busy : Inner::State::idle; }
SAMPLE(Inner::Report) {
    return Inner::Report{sample<Inner::State>(n), sample<std::string>(n), samples<Inner::State>(0, n)};
}
SAMPLE(Inner::Choice) {
    Inner::Choice value;
    if (n % 2) value.details(sample<Inner::Report>(n));
    else value.since(n);
    return value;
}

// -- checks

/// Runs one check; an exception is a failure that carries its text.
template <class Check>
void run(Checks& checks, const std::string& name, Check check) {
    try {
        checks(name, check(), "wrong value");
    } catch (const std::exception& error) {
        checks(name, false, error.what());
    }
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

template <class T>
bool same(const T& one, const T& other, const Options&) {
    return one == other;
}
bool same(Mixed one, Mixed other, const Options& options) {
    if (options.omniorb) {  // its long double is ten bytes and six that mean nothing
        one.thirteenth(0);
        other.thirteenth(0);
    }
    return one == other;
}

/// Calls `operation` with two pairs of values: result = a, c = the b that went in, b = a.
template <class T, class Operation>
void check_echo(Checks& checks, const Options& options, const std::string& name, Operation operation) {
    if (!options.covers(name)) return;
    struct Pair {
        int n, m;
    };
    for (const auto [n, m] : {Pair{1, 2}, Pair{0, 3}})
        run(checks, name + "/" + std::to_string(n) + std::to_string(m), [&, n = n, m = m] {
            T b = sample<T>(m), c{};
            const T result = operation(sample<T>(n), b, c);
            return same(result, sample<T>(n), options) && same(b, sample<T>(n), options) &&
                   same(c, sample<T>(m), options);
        });
}

// -- the operations that echo a type
#define EVERY_ECHO(ECHO) \
    ECHO(std::int16_t, echo_short) \
    ECHO(std::uint16_t, echo_ushort) \
    ECHO(std::int32_t, echo_long) \
    ECHO(std::uint32_t, echo_ulong) \
    ECHO(std::int64_t, echo_longlong) \
    ECHO(std::uint64_t, echo_ulonglong) \
    ECHO(float, echo_float) \
    ECHO(double, echo_double) \
    ECHO(long double, echo_longdouble) \
    ECHO(char, echo_char) \
    ECHO(wchar_t, echo_wchar) \
    ECHO(bool, echo_boolean) \
    ECHO(std::uint8_t, echo_octet) \
    ECHO(CORBA::Any, echo_any) \
    ECHO(Ref<CORBA::Object>, echo_object) \
    ECHO(Ref<CORBA::TypeCode>, echo_typecode) \
    ECHO(std::string, echo_string) \
    ECHO(std::wstring, echo_wstring) \
    ECHO(Name, echo_name) \
    ECHO(WideName, echo_wide_name) \
    ECHO(Distance, echo_distance) \
    ECHO(Colour, echo_colour) \
    ECHO(Point, echo_point) \
    ECHO(Segment, echo_segment) \
    ECHO(Mixed, echo_wide_mixed) \
    ECHO(Wide, echo_wide) \
    ECHO(Holder, echo_holder) \
    ECHO(Lists, echo_empty_lists) \
    ECHO(Tree, echo_tree) \
    ECHO(ByLong, echo_by_long) \
    ECHO(ByShort, echo_by_short) \
    ECHO(ByUShort, echo_by_ushort) \
    ECHO(ByULong, echo_by_ulong) \
    ECHO(ByLongLong, echo_by_longlong) \
    ECHO(ByULongLong, echo_by_ulonglong) \
    ECHO(ByChar, echo_by_char) \
    ECHO(ByBoolean, echo_by_boolean) \
    ECHO(ByColour, echo_by_colour) \
    ECHO(FullColour, echo_full_colour) \
    ECHO(WithoutDefault, echo_without_default) \
    ECHO(Node, echo_node) \
    ECHO(Octets, echo_octets) \
    ECHO(Booleans, echo_booleans) \
    ECHO(Chars, echo_chars) \
    ECHO(WChars, echo_wchars) \
    ECHO(Shorts, echo_shorts) \
    ECHO(UShorts, echo_ushorts) \
    ECHO(Longs, echo_longs) \
    ECHO(ULongs, echo_ulongs) \
    ECHO(LongLongs, echo_long_longs) \
    ECHO(ULongLongs, echo_ulong_longs) \
    ECHO(Floats, echo_floats) \
    ECHO(Doubles, echo_doubles) \
    ECHO(LongDoubles, echo_long_doubles) \
    ECHO(Strings, echo_strings) \
    ECHO(WideStrings, echo_wide_strings) \
    ECHO(Colours, echo_colours) \
    ECHO(Points, echo_points) \
    ECHO(Anys, echo_anys) \
    ECHO(Objects, echo_objects) \
    ECHO(Matrix, echo_matrix) \
    ECHO(FewLongs, echo_few_longs) \
    ECHO(FewNames, echo_few_names) \
    ECHO(FewPoints, echo_few_points) \
    ECHO(BoundedNames, echo_bounded_names) \
    ECHO(Vector3, echo_vector3) \
    ECHO(Grid, echo_grid) \
    ECHO(Names3, echo_names3) \
    ECHO(Points2, echo_points2) \
    ECHO(Pixels, echo_pixels) \
    ECHO(Rows, echo_rows) \
    ECHO(Segments, echo_segments) \
    ECHO(Unions, echo_unions) \
    ECHO(Ref<Base>, echo_base) \
    ECHO(Ref<Diamond>, echo_diamond) \
    ECHO(Diamonds, echo_diamonds) \
    ECHO(ShortName, echo_short_name) \
    ECHO(ShortWideName, echo_short_wide_name)

void check_types(Ref<Types> types, const Options& options, Checks& checks) {
#define ECHO(T, f) \
    check_echo<T>(checks, options, #f, [&](const T& a, T& b, T& c) { return types->f(a, b, c); });
    EVERY_ECHO(ECHO)
#undef ECHO
    run(checks, "mixed_order", [&] {
        std::int32_t first = 0;
        std::string words = "text";
        Point last;
        double total = 0.5;
        bool flag = true;
        const auto counted = types->mixed_order(9, first, words, "+suffix", last, Point{5, -6}, total, flag);
        return counted == 9 && first == 5 && words == "text+suffix" && last == Point{5, -6} && total == 9.5 && !flag;
    });
    run(checks, "bounds", [&] {
        FewLongs five{std::vector<std::int32_t>(5)}, b, c;
        return raises<CORBA::BAD_PARAM>([&] { types->echo_few_longs(five, b, c); }, [](const auto&) { return true; });
    });
}

// -- every type in an any: inserted here, decoded and encoded again by the peer by its TypeCode alone
template <class T>
void check_any(const std::string& name, Ref<Types> types, Checks& checks) {
    for (int n = 0; n < 4; ++n)
        run(checks, "any/" + name + "/" + std::to_string(n), [&] {
            CORBA::Any a, b, c;
            a <<= sample<T>(n);
            const auto result = types->echo_any(a, b, c);
            T value{};
            return result.type()->equal(a.type()) && (result >>= value) && value == sample<T>(n) && result == a;
        });
}

void check_anys(Ref<Types> types, const Options& options, Checks& checks) {
#define ANY(T) check_any<T>(#T, types, checks)
    ANY(bool);
    ANY(char);
    ANY(std::uint8_t);
    ANY(std::int16_t);
    ANY(std::int64_t);
    ANY(double);
    ANY(std::string);
    ANY(Colour);
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
    ANY(Vector3);
    ANY(Grid);
    ANY(ShortName);
    ANY(Ref<Diamond>);
    ANY(Ref<CORBA::TypeCode>);
    ANY(Inner::Report);
    ANY(Inner::Choice);
    if (options.wide) {
        ANY(wchar_t);
        ANY(std::wstring);
        ANY(Mixed);
        ANY(Wide);
        ANY(WideStrings);
    }
    if (!options.omniorb) run(checks, "any/exception", [&] {
        CORBA::Any a, b, c;
        a <<= Inner::Broken{Inner::State::busy, "why"};
        Inner::Broken back;
        return (types->echo_any(a, b, c) >>= back) && back.why() == "why" && back.now() == Inner::State::busy;
    });
}

bool is_detailed(const Detailed& error) {
    std::int32_t extra = 0;
    return error.code() == 1 && error.why() == "because" && error.where() == Point{2, 3} &&
           error.shades() == Colours{Colour::blue, Colour::red} && error.choice()._d() == 2 &&
           error.choice().text() == "text" && (error.extra() >>= extra) && extra == 42 &&
           error.vector() == Vector3{1, 2, 3} && error.brief() == "brief";
}

void check_server(Ref<Server> server, Checks& checks) {
    const auto always = [](const auto&) { return true; };
    run(checks, "fail/plain", [&] { return raises<Plain>([&] { server->fail(0, ""); }, always); });
    run(checks, "fail/detailed", [&] { return raises<Detailed>([&] { server->fail(1, "because"); }, is_detailed); });
    run(checks, "fail/unlisted", [&] { return raises<CORBA::UNKNOWN>([&] { server->fail(2, ""); }, always); });
    run(checks, "fail/system", [&] {
        return raises<CORBA::NO_PERMISSION>([&] { server->fail(3, ""); }, [](const auto& error) {
            return error.minor() == 77 && error.completed() == CORBA::COMPLETED_YES;
        });
    });
    run(checks, "fail/not", [&] {
        server->fail(4, "");
        return true;
    });
    run(checks, "attribute/line", [&] {
        server->line(sample<Segment>(2));
        return server->line() == sample<Segment>(2);
    });
    run(checks, "attribute/anything", [&] {
        CORBA::Any value;
        value <<= sample<Lists>(2);
        server->anything(value);
        Lists lists;
        return (server->anything() >>= lists) && lists == sample<Lists>(2);
    });
    run(checks, "attribute/favourite_gem", [&] {
        server->favourite_gem(gem);
        const auto kept = server->favourite_gem();
        server->favourite_gem(nullptr);
        return kept->_is_equivalent(gem) && server->favourite_gem() == nullptr;
    });
    run(checks, "oneway", [&] {
        const auto before = server->noted();
        server->note(5);
        server->note_text("four", sample<Points>(1));
        for (int i = 0; i < 200 && server->noted() != before + 12; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        return server->noted() == before + 12;
    });
}

void check_objects(Ref<Server> server, Checks& checks) {
    run(checks, "is_a", [&] {
        return gem->_is_a("IDL:Everything/Base:1.0") && gem->_is_a("IDL:omg.org/CORBA/Object:1.0") &&
               !gem->_is_a("IDL:Everything/Server:1.0");
    });
    run(checks, "non_existent", [&] { return !gem->_non_existent(); });
    run(checks, "narrow", [&] {
        const Ref<CORBA::Object> plain = gem;
        return IDL::traits<Left>::narrow(plain)->turn_left(4) == -4 && IDL::traits<Server>::narrow(plain) == nullptr;
    });
    run(checks, "inherited", [&] {
        gem->level(7);
        gem->path(sample<Points>(2));
        return gem->level() == 7 && gem->turn_right(8) == 8 && gem->path() == sample<Points>(2) &&
               gem->kind() == "diamond";
    });
    run(checks, "inherited/exception", [&] {
        return raises<Plain>([&] { gem->fail_right(""); }, [](const auto&) { return true; }) &&
               raises<Detailed>([&] { gem->fail_right("because"); }, is_detailed);
    });
    run(checks, "references", [&] {
        Ref<CORBA::Object> plain;
        const auto copy = gem->copy(gem, plain);
        return gem->as_base()->_is_equivalent(gem) && copy->_is_equivalent(gem) && plain->_is_equivalent(gem);
    });
    const auto inner = server->inside();
    const auto deeper = server->further();
    run(checks, "inner", [&] {
        auto report = sample<Inner::Report>(2);
        Inner::Report out;
        const auto result = deeper->echo_report(sample<Inner::Report>(3), report, out);
        auto choice = sample<Inner::Choice>(1);
        Inner::Choice other;
        const auto chosen = inner->echo_choice(sample<Inner::Choice>(2), choice, other);
        Inner::States states, before;
        const auto after = inner->echo_states(samples<Inner::State>(0, 3), states, before);
        return result == sample<Inner::Report>(3) && out == sample<Inner::Report>(2) &&
               chosen == sample<Inner::Choice>(2) && other == sample<Inner::Choice>(1) && before.empty() &&
               after.size() == 3;
    });
    run(checks, "inner/summary", [&] {
        const auto report = deeper->summary(Inner::State::busy);
        return report.now() == Inner::State::busy && report.text() == "inner" && report.history().size() == 7;
    });
    run(checks, "inner/exception", [&] {
        return raises<Inner::Broken>([&] { deeper->fail(Inner::State::busy, "why"); }, [](const Inner::Broken& error) {
            return error.now() == Inner::State::busy && error.why() == "why";
        });
    });
}

// -- a servant in this process that the server calls back
class GemServant final : public virtual CORBA::servant_traits<Diamond>::base_type {
    std::string kind() override { return "mine"; }
    std::int32_t level() override { return 0; }
    void level(std::int32_t) override {}
    std::string whoami() override { return "client"; }
    std::int32_t turn_left(std::int32_t a) override { return 10 * a; }
    std::int32_t turn_right(std::int32_t a) override { return a; }
    Points path() override { return {}; }
    void path(const Points&) override {}
    void fail_right(const std::string&) override { throw Plain{}; }
    Ref<Everything::Base> as_base() override { return _this(); }
    Ref<Everything::Diamond> copy(Ref<Everything::Diamond> original, Ref<CORBA::Object>&) override { return original; }
};

void check_callback(Ref<CORBA::ORB> orb, Ref<Server> server, Checks& checks) {
    IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"))->the_POAManager()->activate();
    const auto mine = CORBA::make_reference<GemServant>()->_this();
    run(checks, "call_back", [&] {
        std::string who;
        return server->call_back(mine, 3, who) == 60 && who == "client";
    });
    run(checks, "call_back/own", [&] {
        std::string who;
        return server->call_back(gem, 3, who) == -6 && who.starts_with("gem of ");
    });
    run(checks, "colocated", [&] { return mine->turn_left(5) == 50; });
}

// -- the same, asynchronously
using ExceptionHolder = Ref<Messaging::ExceptionHolder>;

/// The last answer that a handler was told of.
class Told {
public:
    void answer(std::any results) {
        const std::lock_guard lock{mutex_};
        results_ = std::move(results);
        ++times_;
        changed_.notify_all();
    }
    void exception(ExceptionHolder holder) { answer(std::move(holder)); }

    /// Throws what came instead; nothing if nothing comes.
    std::any take() {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return times_ != 0; });
        if (std::exchange(times_, 0) != 1) return {};
        if (const auto* holder = std::any_cast<ExceptionHolder>(&results_)) (*holder)->raise_exception();
        return std::move(results_);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::any results_;
    int times_ = 0;
};

template <class T>
inline constexpr bool is_reference = false;
template <class T, class Kind>
inline constexpr bool is_reference<corbel::basic_reference<T, Kind>> = true;
template <>
inline constexpr bool is_reference<Ref<CORBA::TypeCode>> = true;
template <class T>
using In = std::conditional_t<std::is_arithmetic_v<T> || std::is_enum_v<T> || is_reference<T>, T, const T&>;

class TypesAnswers final : public virtual CORBA::amic_traits<Types>::replyhandler_base_type {
public:
    Told told;

private:
#define ANSWER(T, f) \
    void f(In<T> result, In<T> b, In<T> c) override { told.answer(std::tuple<T, T, T>{result, b, c}); } \
    void f##_excep(ExceptionHolder holder) override { told.exception(holder); }
    EVERY_ECHO(ANSWER)
#undef ANSWER
    void mixed_order(std::int32_t counted, std::int32_t first, const std::string& words, const Point& last,
                     double total, bool flag) override {
        told.answer(std::tuple{counted, first, words, last, total, flag});
    }
    void mixed_order_excep(ExceptionHolder holder) override { told.exception(holder); }
};

class ServerAnswers final : public virtual CORBA::amic_traits<Server>::replyhandler_base_type {
public:
    Told told;

private:
#define ANSWER(T, f) \
    void get_##f(In<T> result) override { told.answer(T{result}); } \
    void get_##f##_excep(ExceptionHolder holder) override { told.exception(holder); }
    ANSWER(Ref<Types>, echo)
    ANSWER(Ref<Inner>, inside)
    ANSWER(Ref<Deeper>, further)
    ANSWER(Ref<Diamond>, gem)
    ANSWER(std::int32_t, noted)
    ANSWER(Segment, line)
    ANSWER(CORBA::Any, anything)
    ANSWER(Ref<Diamond>, favourite_gem)
#undef ANSWER
#define ANSWER(f) \
    void f() override { told.answer(true); } \
    void f##_excep(ExceptionHolder holder) override { told.exception(holder); }
    ANSWER(set_line)
    ANSWER(set_anything)
    ANSWER(set_favourite_gem)
    ANSWER(fail)
#undef ANSWER
    void call_back(std::int32_t result, const std::string& who) override { told.answer(std::pair{result, who}); }
    void call_back_excep(ExceptionHolder holder) override { told.exception(holder); }
};

/// As check_echo; `send` sends a and b.
template <class T, class Send>
void check_sent(Checks& checks, const Options& options, const std::string& name, Told& told, Send send) {
    if (!options.covers(name)) return;
    for (const int n : {0, 1})
        run(checks, "sendc_" + name + "/" + std::to_string(n), [&] {
            const int m = 3 - n;
            send(sample<T>(n), sample<T>(m));
            const auto answer = told.take();
            const auto& [result, b, c] = std::any_cast<const std::tuple<T, T, T>&>(answer);
            return same(result, sample<T>(n), options) && same(b, sample<T>(n), options) &&
                   same(c, sample<T>(m), options);
        });
}

void check_asynchronous_types(Ref<Types> synchronous, const Options& options, Checks& checks) {
    const auto types = CORBA::amic_traits<Types>::narrow(synchronous);
    const auto servant = CORBA::make_reference<TypesAnswers>();
    const CORBA::amic_traits<Types>::replyhandler_ref_type answers =
        IDL::traits<AMI_TypesHandler>::narrow(servant->_this());
    auto& told = shared_pointer(servant)->told;
#define SEND(T, f) \
    check_sent<T>(checks, options, #f, told, [&](const T& a, const T& b) { types->sendc_##f(answers, a, b); });
    EVERY_ECHO(SEND)
#undef SEND
    run(checks, "sendc_mixed_order", [&] {
        types->sendc_mixed_order(answers, 9, "text", "+suffix", Point{5, -6}, 0.5, true);
        using Results = std::tuple<std::int32_t, std::int32_t, std::string, Point, double, bool>;
        return std::any_cast<Results>(told.take()) == Results{9, 5, "text+suffix", Point{5, -6}, 9.5, false};
    });
}

void check_asynchronous_server(Ref<Server> synchronous, Checks& checks) {
    const auto server = CORBA::amic_traits<Server>::narrow(synchronous);
    const auto servant = CORBA::make_reference<ServerAnswers>();
    const auto answers = servant->_this();
    auto& told = shared_pointer(servant)->told;
    const auto always = [](const auto&) { return true; };
    const auto fail = [&](int how, const std::string& why) {
        return [&, how, why] {
            server->sendc_fail(answers, how, why);
            told.take();
        };
    };
    run(checks, "sendc_fail/plain", [&] { return raises<Plain>(fail(0, ""), always); });
    run(checks, "sendc_fail/detailed", [&] { return raises<Detailed>(fail(1, "because"), is_detailed); });
    run(checks, "sendc_fail/unlisted", [&] { return raises<CORBA::UNKNOWN>(fail(2, ""), always); });
    run(checks, "sendc_fail/system", [&] {
        return raises<CORBA::NO_PERMISSION>(fail(3, ""), [](const auto& error) {
            return error.minor() == 77 && error.completed() == CORBA::COMPLETED_YES;
        });
    });
    run(checks, "sendc_fail/not", [&] {
        server->sendc_fail(answers, 4, "");
        return std::any_cast<bool>(told.take());
    });
    run(checks, "sendc_set_line, sendc_get_line", [&] {
        server->sendc_set_line(answers, sample<Segment>(1));
        told.take();
        server->sendc_get_line(answers);
        return std::any_cast<Segment>(told.take()) == sample<Segment>(1);
    });
    run(checks, "sendc_call_back", [&] {
        server->sendc_call_back(answers, CORBA::make_reference<GemServant>()->_this(), 3);
        return std::any_cast<std::pair<std::int32_t, std::string>>(told.take()) == std::pair{60, std::string{"client"}};
    });
}

/// Objects that no operation gives away: the reference is in the file.
void check_others(Ref<CORBA::ORB> orb, const interop::References& references, Checks& checks) {
    run(checks, "keywords", [&] {
        using interface::Keywords, interface::_cxx_struct, interface::_cxx_switch;
        const auto keywords = IDL::traits<Keywords>::narrow(orb->string_to_object(references.at("Keywords")));
        keywords->_cxx_union(3);
        _cxx_struct a{1, "one", true, _cxx_switch::_cxx_operator}, b{2, "two", false, _cxx_switch::_cxx_case}, c;
        const auto result = keywords->_cxx_delete(a, b, c);
        keywords->raise("");
        a._cxx_int(-1);
        return keywords->_cxx_union() == 3 && result._cxx_int() == 1 && b == result && c._cxx_int() == 2 &&
               c._cxx_template() == _cxx_switch::_cxx_case && keywords->_cxx_and(true, false) &&
               raises<Keywords::_cxx_what>([&] { keywords->_cxx_delete(a, b, c); }, [](const auto& error) {
                   return error.what_() == -1 && error.why() == "one";
               });
    });
    run(checks, "bank", [&] {
        const auto bank = IDL::traits<Outer::Bank>::narrow(orb->string_to_object(references.at("Bank")));
        Outer::Deep::Coin rest;
        const auto changed = bank->change(Money{57, Colour::green}, rest);
        return changed.value() == 5 && rest == Money{7, Colour::green} && bank->take(rest) == rest;
    });
    run(checks, "global", [&] {
        const auto global = IDL::traits<Everything_Global>::narrow(orb->string_to_object(references.at("Global")));
        return global->echo_global(Everything_Point{-3}).z() == -3;
    });
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const Options options{argc, argv};
    if (!options.large) large = 1'000;
    const auto references = interop::read_references(options.references);
    const auto server = IDL::traits<Server>::narrow(orb->string_to_object(references.at("Server")));
    gem = server->gem();

    Checks checks;
    check_types(server->echo(), options, checks);
    check_anys(server->echo(), options, checks);
    check_server(server, checks);
    check_objects(server, checks);
    check_callback(orb, server, checks);
    check_asynchronous_types(server->echo(), options, checks);
    check_asynchronous_server(server, checks);
    check_others(orb, references, checks);
    server->shutdown();
    gem = nullptr;
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
