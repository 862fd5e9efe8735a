// SPDX-License-Identifier: BSL-1.0
// The interfaces of everything.idl served by Corbel. usage: server REFERENCES [-ORB options]
#include <atomic>
#include <mutex>

#include "conformance/interop/checks.hpp"
#include "everything_skel.hpp"

using namespace Everything;

namespace {

template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;
template <class Interface>
using Skeleton = typename CORBA::servant_traits<Interface>::base_type;

// result = a, c = the b that came in, b = a.
template <class T>
T echo(const T& a, T& b, T& c) {
    c = std::move(b);
    b = a;
    return a;
}
#define ECHO(Type, operation) \
    Type operation(IDL::traits<Type>::in_type a, Type& b, Type& c) override { return echo<Type>(a, b, c); }
#define ECHO_REFERENCE(Interface, operation) \
    Ref<Interface> operation(Ref<Interface> a, Ref<Interface>& b, Ref<Interface>& c) override { \
        return echo<Ref<Interface>>(a, b, c); \
    }

class TypesServant final : public virtual Skeleton<Types> {
    ECHO(std::int16_t, echo_short)
    ECHO(std::uint16_t, echo_ushort)
    ECHO(std::int32_t, echo_long)
    ECHO(std::uint32_t, echo_ulong)
    ECHO(std::int64_t, echo_longlong)
    ECHO(std::uint64_t, echo_ulonglong)
    ECHO(float, echo_float)
    ECHO(double, echo_double)
    ECHO(long double, echo_longdouble)
    ECHO(char, echo_char)
    ECHO(wchar_t, echo_wchar)
    ECHO(bool, echo_boolean)
    ECHO(std::uint8_t, echo_octet)
    ECHO(CORBA::Any, echo_any)
    ECHO_REFERENCE(CORBA::Object, echo_object)
    ECHO_REFERENCE(CORBA::TypeCode, echo_typecode)
    ECHO(std::string, echo_string)
    ECHO(std::wstring, echo_wstring)
    ECHO(Name, echo_name)
    ECHO(WideName, echo_wide_name)
    ECHO(Distance, echo_distance)
    ECHO(Colour, echo_colour)
    ECHO(Point, echo_point)
    ECHO(Segment, echo_segment)
    ECHO(Mixed, echo_wide_mixed)
    ECHO(Wide, echo_wide)
    ECHO(Holder, echo_holder)
    ECHO(Lists, echo_empty_lists)
    ECHO(Tree, echo_tree)
    ECHO(ByLong, echo_by_long)
    ECHO(ByShort, echo_by_short)
    ECHO(ByUShort, echo_by_ushort)
    ECHO(ByULong, echo_by_ulong)
    ECHO(ByLongLong, echo_by_longlong)
    ECHO(ByULongLong, echo_by_ulonglong)
    ECHO(ByChar, echo_by_char)
    ECHO(ByBoolean, echo_by_boolean)
    ECHO(ByColour, echo_by_colour)
    ECHO(FullColour, echo_full_colour)
    ECHO(WithoutDefault, echo_without_default)
    ECHO(Node, echo_node)
    ECHO(Octets, echo_octets)
    ECHO(Booleans, echo_booleans)
    ECHO(Chars, echo_chars)
    ECHO(WChars, echo_wchars)
    ECHO(Shorts, echo_shorts)
    ECHO(UShorts, echo_ushorts)
    ECHO(Longs, echo_longs)
    ECHO(ULongs, echo_ulongs)
    ECHO(LongLongs, echo_long_longs)
    ECHO(ULongLongs, echo_ulong_longs)
    ECHO(Floats, echo_floats)
    ECHO(Doubles, echo_doubles)
    ECHO(LongDoubles, echo_long_doubles)
    ECHO(Strings, echo_strings)
    ECHO(WideStrings, echo_wide_strings)
    ECHO(Colours, echo_colours)
    ECHO(Points, echo_points)
    ECHO(Anys, echo_anys)
    ECHO(Objects, echo_objects)
    ECHO(Matrix, echo_matrix)
    ECHO(FewLongs, echo_few_longs)
    ECHO(FewNames, echo_few_names)
    ECHO(FewPoints, echo_few_points)
    ECHO(BoundedNames, echo_bounded_names)
    ECHO(Vector3, echo_vector3)
    ECHO(Grid, echo_grid)
    ECHO(Names3, echo_names3)
    ECHO(Points2, echo_points2)
    ECHO(Pixels, echo_pixels)
    ECHO(Rows, echo_rows)
    ECHO(Segments, echo_segments)
    ECHO(Unions, echo_unions)
    ECHO_REFERENCE(Base, echo_base)
    ECHO_REFERENCE(Diamond, echo_diamond)
    ECHO(Diamonds, echo_diamonds)
    ECHO(ShortName, echo_short_name)
    ECHO(ShortWideName, echo_short_wide_name)

    std::int32_t mixed_order(std::int32_t count, std::int32_t& first, std::string& text, const Name& suffix,
                             Point& last, const Point& where, double& total, bool& flag) override {
        first = where.x();
        text += suffix;
        last = where;
        total += count;
        flag = !flag;
        return count;
    }
};

Detailed detailed(const std::string& why) {
    ByLong choice;
    choice.text("text", 2);
    CORBA::Any extra;
    extra <<= std::int32_t{42};
    return Detailed{1, why, Point{2, 3}, Colours{Colour::blue, Colour::red}, choice, extra, Vector3{1, 2, 3}, "brief"};
}

// The name of a skeleton's base, within it, is the skeleton's: the interface's must be qualified.
class DiamondServant final : public virtual Skeleton<Diamond> {
    std::string kind() override { return "diamond"; }
    std::int32_t level() override { return level_; }
    void level(std::int32_t value) override { level_ = value; }
    std::string whoami() override { return "gem of Corbel"; }
    std::int32_t turn_left(std::int32_t a) override { return -a; }
    std::int32_t turn_right(std::int32_t a) override { return a; }
    Points path() override { return path_; }
    void path(const Points& value) override { path_ = value; }
    void fail_right(const std::string& why) override {
        if (!why.empty()) throw detailed(why);
        throw Plain{};
    }
    Ref<Everything::Base> as_base() override { return _this(); }
    Ref<Everything::Diamond> copy(Ref<Everything::Diamond> original, Ref<CORBA::Object>& plain) override {
        plain = original;
        return original;
    }

    std::int32_t level_ = 0;
    Points path_;
};

class InnerServant : public virtual Skeleton<Inner> {
    ECHO(Everything::Inner::Report, echo_report)
    ECHO(Everything::Inner::Choice, echo_choice)
    ECHO(Everything::Inner::States, echo_states)
    void fail(Everything::Inner::State now, const std::string& why) override {
        throw Everything::Inner::Broken{now, why};
    }
};

class DeeperServant final : public virtual Skeleton<Deeper>, public virtual InnerServant {
    Everything::Inner::Report summary(Everything::Inner::State now) override {
        Everything::Inner::States history;
        for (int i = 0; i < Everything::Inner::limit; ++i)
            history.push_back(i % 2 ? Everything::Inner::State::busy : Everything::Inner::State::idle);
        return Everything::Inner::Report{now, Everything::Inner::title, history};
    }
};

class KeywordsServant final : public virtual Skeleton<interface::Keywords> {
    using Struct = interface::_cxx_struct;
    std::int32_t _cxx_union() override { return union_; }
    void _cxx_union(std::int32_t value) override { union_ = value; }
    Struct _cxx_delete(const Struct& a, Struct& b, Struct& c) override {
        if (a._cxx_int() < 0) throw interface::Keywords::_cxx_what{a.string(), a._cxx_int()};
        return echo(a, b, c);
    }
    bool _cxx_and(bool a, bool b) override { return a && !b; }
    void raise(const std::string&) override {}

    std::int32_t union_ = 0;
};

class BankServant final : public virtual Skeleton<Outer::Bank> {
    Outer::Deep::Coin take(const Outer::Deep::Coin& a) override { return a; }
    Money change(const Money& a, Outer::Deep::Coin& rest) override {
        rest = Money{a.value() % 10, a.side()};
        return Money{a.value() / 10, a.side()};
    }
};

class GlobalServant final : public virtual Skeleton<Everything_Global> {
    Everything_Point echo_global(const Everything_Point& a) override { return a; }
};

class ServerServant final : public virtual Skeleton<Server> {
public:
    explicit ServerServant(Ref<CORBA::ORB> orb)
        : orb_{orb}, types_{CORBA::make_reference<TypesServant>()->_this()},
          inner_{CORBA::make_reference<InnerServant>()->_this()},
          deeper_{CORBA::make_reference<DeeperServant>()->_this()},
          diamond_{CORBA::make_reference<DiamondServant>()->_this()} {}

private:
    Ref<Types> echo() override { return types_; }
    Ref<Inner> inside() override { return inner_; }
    Ref<Deeper> further() override { return deeper_; }
    Ref<Diamond> gem() override { return diamond_; }
    std::int32_t noted() override { return noted_; }
    Segment line() override { return line_; }
    void line(const Segment& value) override { line_ = value; }
    CORBA::Any anything() override { return anything_; }
    void anything(const CORBA::Any& value) override { anything_ = value; }
    Ref<Diamond> favourite_gem() override { return favourite_; }
    void favourite_gem(Ref<Diamond> value) override { favourite_ = value; }
    void note(std::int32_t value) override { noted_ += value; }
    void note_text(const std::string& text, const Points& places) override {
        noted_ += static_cast<std::int32_t>(text.size() + places.size());
    }
    void fail(std::int32_t how, const std::string& why) override {
        switch (how) {
        case 0: throw Plain{};
        case 1: throw detailed(why);
        case 2: throw Inner::Broken{Inner::State::busy, why};
        case 3: throw CORBA::NO_PERMISSION{77, CORBA::COMPLETED_YES};
        }
    }
    std::int32_t call_back(Ref<Diamond> gem, std::int32_t times, std::string& who) override {
        who = gem->whoami();
        std::int32_t sum = 0;
        for (std::int32_t i = 1; i <= times; ++i) sum += gem->turn_left(i);
        return sum;
    }
    void shutdown() override { orb_->shutdown(); }

    Ref<CORBA::ORB> orb_;
    Ref<Types> types_;
    Ref<Inner> inner_;
    Ref<Deeper> deeper_;
    Ref<Diamond> diamond_;
    std::atomic<std::int32_t> noted_{0};
    Segment line_;
    CORBA::Any anything_;
    Ref<Diamond> favourite_;
};

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    interop::write_references(
        argv[1], {{"Server", orb->object_to_string(CORBA::make_reference<ServerServant>(orb)->_this())},
                  {"Keywords", orb->object_to_string(CORBA::make_reference<KeywordsServant>()->_this())},
                  {"Bank", orb->object_to_string(CORBA::make_reference<BankServant>()->_this())},
                  {"Global", orb->object_to_string(CORBA::make_reference<GlobalServant>()->_this())}});
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
