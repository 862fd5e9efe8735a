// SPDX-License-Identifier: BSL-1.0
// The interfaces of everything.idl served by omniORB. usage: server REFERENCES [-ORB options]
#include <atomic>

#include "conformance/interop/checks.hpp"
#include "everything.hh"

using namespace Everything;

namespace {

// result = a, c = the b that came in, b = a; one form for each way in which the classic mapping passes a type.
#define ECHO_FIXED(Type, Argument, operation)                       \
    Type operation(Argument a, Type& b, Type& c) override {         \
        c = b;                                                      \
        b = a;                                                      \
        return a;                                                   \
    }
#define ECHO_VALUE(Type, operation) ECHO_FIXED(Type, Type, operation)
#define ECHO_STRUCT(Type, operation) ECHO_FIXED(Type, const Type&, operation)
#define ECHO_VARIABLE(Type, operation)                              \
    Type* operation(const Type& a, Type& b, Type##_out c) override { \
        c = new Type(b);                                            \
        b = a;                                                      \
        return new Type(a);                                         \
    }
#define ECHO_STRING(operation)                                      \
    char* operation(const char* a, char*& b, CORBA::String_out c) override { \
        c = b;                                                      \
        b = CORBA::string_dup(a);                                   \
        return CORBA::string_dup(a);                                \
    }
#define ECHO_WSTRING(operation)                                     \
    CORBA::WChar* operation(const CORBA::WChar* a, CORBA::WChar*& b, CORBA::WString_out c) override { \
        c = b;                                                      \
        b = CORBA::wstring_dup(a);                                  \
        return CORBA::wstring_dup(a);                               \
    }
#define ECHO_REFERENCE(Type, operation)                             \
    Type##_ptr operation(Type##_ptr a, Type##_ptr& b, Type##_out c) override { \
        c = b;                                                      \
        b = Type::_duplicate(a);                                    \
        return Type::_duplicate(a);                                 \
    }
#define ECHO_ARRAY(Type, operation)                                 \
    Type##_slice* operation(const Type a, Type b, Type c) override { \
        Type##_copy(c, b);                                          \
        Type##_copy(b, a);                                          \
        return Type##_dup(a);                                       \
    }

class TypesServant : public POA_Everything::Types {
    ECHO_VALUE(CORBA::Short, echo_short)
    ECHO_VALUE(CORBA::UShort, echo_ushort)
    ECHO_VALUE(CORBA::Long, echo_long)
    ECHO_VALUE(CORBA::ULong, echo_ulong)
    ECHO_VALUE(CORBA::LongLong, echo_longlong)
    ECHO_VALUE(CORBA::ULongLong, echo_ulonglong)
    ECHO_VALUE(CORBA::Float, echo_float)
    ECHO_VALUE(CORBA::Double, echo_double)
    ECHO_VALUE(CORBA::LongDouble, echo_longdouble)
    ECHO_VALUE(CORBA::Char, echo_char)
    ECHO_VALUE(CORBA::WChar, echo_wchar)
    ECHO_VALUE(CORBA::Boolean, echo_boolean)
    ECHO_VALUE(CORBA::Octet, echo_octet)
    ECHO_VALUE(Distance, echo_distance)
    ECHO_VALUE(Colour, echo_colour)
    ECHO_VARIABLE(CORBA::Any, echo_any)
    ECHO_REFERENCE(CORBA::Object, echo_object)
    ECHO_REFERENCE(CORBA::TypeCode, echo_typecode)
    ECHO_STRING(echo_string)
    ECHO_STRING(echo_name)
    ECHO_STRING(echo_short_name)
    ECHO_WSTRING(echo_wstring)
    ECHO_WSTRING(echo_wide_name)
    ECHO_WSTRING(echo_short_wide_name)
    ECHO_STRUCT(Point, echo_point)
    ECHO_STRUCT(Mixed, echo_wide_mixed)
    ECHO_STRUCT(ByShort, echo_by_short)
    ECHO_VARIABLE(Segment, echo_segment)
    ECHO_VARIABLE(Wide, echo_wide)
    ECHO_VARIABLE(Holder, echo_holder)
    ECHO_VARIABLE(Lists, echo_empty_lists)
    ECHO_VARIABLE(Tree, echo_tree)
    ECHO_VARIABLE(ByLong, echo_by_long)
    ECHO_VARIABLE(ByUShort, echo_by_ushort)
    ECHO_VARIABLE(ByULong, echo_by_ulong)
    ECHO_VARIABLE(ByLongLong, echo_by_longlong)
    ECHO_VARIABLE(ByULongLong, echo_by_ulonglong)
    ECHO_VARIABLE(ByChar, echo_by_char)
    ECHO_VARIABLE(ByBoolean, echo_by_boolean)
    ECHO_VARIABLE(ByColour, echo_by_colour)
    ECHO_VARIABLE(FullColour, echo_full_colour)
    ECHO_VARIABLE(WithoutDefault, echo_without_default)
    ECHO_VARIABLE(Node, echo_node)
    ECHO_VARIABLE(Octets, echo_octets)
    ECHO_VARIABLE(Booleans, echo_booleans)
    ECHO_VARIABLE(Chars, echo_chars)
    ECHO_VARIABLE(WChars, echo_wchars)
    ECHO_VARIABLE(Shorts, echo_shorts)
    ECHO_VARIABLE(UShorts, echo_ushorts)
    ECHO_VARIABLE(Longs, echo_longs)
    ECHO_VARIABLE(ULongs, echo_ulongs)
    ECHO_VARIABLE(LongLongs, echo_long_longs)
    ECHO_VARIABLE(ULongLongs, echo_ulong_longs)
    ECHO_VARIABLE(Floats, echo_floats)
    ECHO_VARIABLE(Doubles, echo_doubles)
    ECHO_VARIABLE(LongDoubles, echo_long_doubles)
    ECHO_VARIABLE(Strings, echo_strings)
    ECHO_VARIABLE(WideStrings, echo_wide_strings)
    ECHO_VARIABLE(Colours, echo_colours)
    ECHO_VARIABLE(Points, echo_points)
    ECHO_VARIABLE(Anys, echo_anys)
    ECHO_VARIABLE(Objects, echo_objects)
    ECHO_VARIABLE(Matrix, echo_matrix)
    ECHO_VARIABLE(FewLongs, echo_few_longs)
    ECHO_VARIABLE(FewNames, echo_few_names)
    ECHO_VARIABLE(FewPoints, echo_few_points)
    ECHO_VARIABLE(BoundedNames, echo_bounded_names)
    ECHO_VARIABLE(Segments, echo_segments)
    ECHO_VARIABLE(Unions, echo_unions)
    ECHO_VARIABLE(Diamonds, echo_diamonds)
    ECHO_ARRAY(Vector3, echo_vector3)
    ECHO_ARRAY(Grid, echo_grid)
    ECHO_ARRAY(Points2, echo_points2)
    ECHO_ARRAY(Pixels, echo_pixels)
    ECHO_ARRAY(Rows, echo_rows)
    ECHO_REFERENCE(Base, echo_base)
    ECHO_REFERENCE(Diamond, echo_diamond)

    Names3_slice* echo_names3(const Names3 a, Names3 b, Names3_out c) override {
        c = Names3_dup(b);
        Names3_copy(b, a);
        return Names3_dup(a);
    }

    CORBA::Long mixed_order(CORBA::Long count, CORBA::Long& first, char*& text, const char* suffix, Point& last,
                            const Point& where, CORBA::Double& total, CORBA::Boolean& flag) override {
        first = where.x;
        last = where;
        total += count;
        flag = !flag;
        const auto joined = std::string{text} + suffix;
        CORBA::string_free(text);
        text = CORBA::string_dup(joined.c_str());
        return count;
    }
};

Detailed detailed(const char* why) {
    Detailed error;
    error.code = 1;
    error.why = why;
    error.where.x = 2;
    error.where.y = 3;
    error.shades.length(2);
    error.shades[0] = blue;
    error.shades[1] = red;
    error.choice.text("text");
    error.choice._d(2);
    error.extra <<= CORBA::Long{42};
    for (int i = 0; i < 3; ++i) error.vector[i] = i + 1.0;
    error.brief = "brief";
    return error;
}

class DiamondServant : public POA_Everything::Diamond {
    char* kind() override { return CORBA::string_dup("diamond"); }
    CORBA::Long level() override { return level_; }
    void level(CORBA::Long value) override { level_ = value; }
    char* whoami() override { return CORBA::string_dup("gem of omniORB"); }
    CORBA::Long turn_left(CORBA::Long a) override { return -a; }
    CORBA::Long turn_right(CORBA::Long a) override { return a; }
    Points* path() override { return new Points(path_); }
    void path(const Points& value) override { path_ = value; }
    void fail_right(const char* why) override {
        if (*why) throw detailed(why);
        throw Plain{};
    }
    Base_ptr as_base() override { return _this(); }
    Diamond_ptr copy(Diamond_ptr original, CORBA::Object_out plain) override {
        plain = CORBA::Object::_duplicate(original);
        return Everything::Diamond::_duplicate(original);
    }

    CORBA::Long level_ = 0;
    Points path_;
};

using Report = Inner::Report;
using Report_out = Inner::Report_out;
using Choice = Inner::Choice;
using Choice_out = Inner::Choice_out;
using States = Inner::States;
using States_out = Inner::States_out;
using State = Inner::State;

class InnerServant : public virtual POA_Everything::Inner {
    ECHO_VARIABLE(Report, echo_report)
    ECHO_VARIABLE(Choice, echo_choice)
    ECHO_VARIABLE(States, echo_states)
    void fail(State now, const char* why) override { throw Everything::Inner::Broken{now, why}; }
};

class DeeperServant : public virtual POA_Everything::Deeper, public virtual InnerServant {
    Report* summary(State now) override {
        auto* report = new Report;
        report->now = now;
        report->text = Everything::Inner::title;
        report->history.length(Everything::Inner::limit);
        for (CORBA::ULong i = 0; i < report->history.length(); ++i)
            report->history[i] = i % 2 ? Everything::Inner::busy : Everything::Inner::idle;
        return report;
    }
};

class KeywordsServant : public POA_Everything::interface::Keywords {
    using Struct = Everything::interface::_cxx_struct;
    CORBA::Long _cxx_union() override { return union_; }
    void _cxx_union(CORBA::Long value) override { union_ = value; }
    Struct* _cxx_delete(const Struct& a, Struct& b, Everything::interface::_cxx_struct_out c) override {
        if (a._cxx_int < 0) throw Everything::interface::Keywords::what{a.string, a._cxx_int};
        c = new Struct(b);
        b = a;
        return new Struct(a);
    }
    CORBA::Boolean _cxx_and(CORBA::Boolean a, CORBA::Boolean b) override { return a && !b; }
    void raise(const char*) override {}

    CORBA::Long union_ = 0;
};

class BankServant : public POA_Everything::Outer::Bank {
    Outer::Deep::Coin take(const Outer::Deep::Coin& a) override { return a; }
    Money change(const Money& a, Outer::Deep::Coin& rest) override {
        rest = a;
        rest.value = a.value % 10;
        auto changed = a;
        changed.value = a.value / 10;
        return changed;
    }
};

class GlobalServant : public POA_Everything_Global {
    Everything_Point echo_global(const Everything_Point& a) override { return a; }
};

class ServerServant : public POA_Everything::Server {
public:
    explicit ServerServant(CORBA::ORB_ptr orb) : orb_{CORBA::ORB::_duplicate(orb)} {
        line_.from.x = line_.from.y = line_.to.x = line_.to.y = 0;
        line_.shade = red;
    }

private:
    Types_ptr echo() override { return types_._this(); }
    Inner_ptr inside() override { return inner_._this(); }
    Deeper_ptr further() override { return deeper_._this(); }
    Diamond_ptr gem() override { return diamond_._this(); }
    CORBA::Long noted() override { return noted_.load(); }
    Segment* line() override { return new Segment(line_); }
    void line(const Segment& value) override { line_ = value; }
    CORBA::Any* anything() override { return new CORBA::Any(anything_); }
    void anything(const CORBA::Any& value) override { anything_ = value; }
    Diamond_ptr favourite_gem() override { return Diamond::_duplicate(favourite_); }
    void favourite_gem(Diamond_ptr value) override { favourite_ = Diamond::_duplicate(value); }
    void note(CORBA::Long value) override { noted_ += value; }
    void note_text(const char* text, const Points& places) override {
        noted_ += static_cast<CORBA::Long>(std::strlen(text) + places.length());
    }
    void fail(CORBA::Long how, const char* why) override {
        switch (how) {
        case 0: throw Plain{};
        case 1: throw detailed(why);
        case 2: throw Inner::Broken{Inner::busy, why};
        case 3: throw CORBA::NO_PERMISSION{77, CORBA::COMPLETED_YES};
        }
    }
    CORBA::Long call_back(Diamond_ptr gem, CORBA::Long times, CORBA::String_out who) override {
        who = gem->whoami();
        CORBA::Long sum = 0;
        for (CORBA::Long i = 1; i <= times; ++i) sum += gem->turn_left(i);
        return sum;
    }
    void shutdown() override { orb_->shutdown(false); }

    CORBA::ORB_var orb_;
    TypesServant types_;
    InnerServant inner_;
    DeeperServant deeper_;
    DiamondServant diamond_;
    std::atomic<CORBA::Long> noted_{0};
    Segment line_;
    CORBA::Any anything_;
    Diamond_var favourite_;
};

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();

    ServerServant server{orb};
    KeywordsServant keywords;
    BankServant bank;
    GlobalServant global;
    interop::References references;
    const auto publish = [&](const char* name, CORBA::Object_ptr reference) {
        CORBA::Object_var owner = reference;
        CORBA::String_var text = orb->object_to_string(reference);
        references[name] = text;
    };
    publish("Server", server._this());
    publish("Keywords", keywords._this());
    publish("Bank", bank._this());
    publish("Global", global._this());
    interop::write_references(argv[1], references);
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server: " << error._name() << '\n';
    return EXIT_FAILURE;
}
