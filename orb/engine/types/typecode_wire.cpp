// SPDX-License-Identifier: BSL-1.0
// TypeCodes on the wire: CORBA 2.6, 15.3.5.1.
#include <algorithm>
#include <unordered_map>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/types/label.hpp"
#include "orb/engine/types/typecode.hpp"

namespace corbel::types {
namespace {

constexpr std::uint32_t indirection = 0xffffffff;

[[noreturn]] void malformed(std::string text) {
    throw SystemError{Error::marshal, minor::bad_typecode, "a TypeCode is malformed: " + std::move(text)};
}

// Kinds that may enclose a reference to themselves.
bool may_recur(TCKind kind) {
    return kind == TCKind::tk_struct || kind == TCKind::tk_union || kind == TCKind::tk_except ||
           kind == TCKind::tk_value || kind == TCKind::tk_value_box;
}

// Kinds whose parameters stand in an encapsulation.
bool is_complex(TCKind kind) {
    switch (kind) {
        case TCKind::tk_objref:
        case TCKind::tk_struct:
        case TCKind::tk_union:
        case TCKind::tk_enum:
        case TCKind::tk_sequence:
        case TCKind::tk_array:
        case TCKind::tk_alias:
        case TCKind::tk_except:
        case TCKind::tk_value:
        case TCKind::tk_value_box:
        case TCKind::tk_native:
        case TCKind::tk_abstract_interface:
        case TCKind::tk_local_interface: return true;
        default: return false;
    }
}

}  // namespace

// Writes into a writer of its own that starts where alignment is a multiple of four. Encapsulations are written in
// place, so that positions are those of the stream, from which indirections count.
class TypeCode::WireWriter {
public:
    explicit WireWriter(cdr::Writer& out) : out_{out} {}

    void write(const TypeCode& type) {
        out_.align(4);
        if (type.has_id()) {
            const auto [known, first] = positions_.try_emplace(&type, out_.size());
            if (!first) return refer(known->second);
        }
        out_.put(static_cast<std::uint32_t>(type.kind_));
        if (is_complex(type.kind_)) return encapsulate(type);
        simple_parameters(out_, type);
    }

    static void simple_parameters(cdr::Writer& out, const TypeCode& type) {
        if (type.kind_ == TCKind::tk_string || type.kind_ == TCKind::tk_wstring) out.put(type.length_);
        if (type.kind_ == TCKind::tk_fixed) {
            out.put(type.digits_);
            out.put(type.scale_);
        }
    }

private:
    void refer(std::size_t position) {
        out_.put(indirection);
        const auto here = static_cast<std::int64_t>(out_.size());
        out_.put(static_cast<std::int32_t>(static_cast<std::int64_t>(position) - here));
    }

    void encapsulate(const TypeCode& type) {
        out_.put(std::uint32_t{0});
        const auto start = out_.size();
        const auto outer = origin_;
        origin_ = -start & 7;
        out_.origin(origin_);
        out_.put(static_cast<std::uint8_t>(out_.encoding().order));
        parameters(type);
        origin_ = outer;
        out_.origin(origin_);
        out_.patch(start - 4, static_cast<std::uint32_t>(out_.size() - start));
    }

    void parameters(const TypeCode& type) {
        if (type.has_id()) {
            out_.identifier(type.id_);
            out_.identifier(type.name_);
        }
        if (type.kind_ == TCKind::tk_value) {
            out_.put(static_cast<std::int16_t>(type.modifier_));
            write(type.content_.node ? *type.content_.node : *primitive(TCKind::tk_null));
        } else if (type.content_.node) {
            write(*type.content_.node);
        }
        if (type.kind_ == TCKind::tk_union) out_.put(type.default_index_);
        if (type.kind_ == TCKind::tk_sequence || type.kind_ == TCKind::tk_array) out_.put(type.length_);
        if (!type.has_members()) return;
        out_.length(type.parts_.size());
        const auto labels = type.kind_ == TCKind::tk_union ? type.content_.node->resolved().kind_ : TCKind::tk_null;
        for (std::size_t i = 0; i < type.parts_.size(); ++i) {
            const auto& part = type.parts_[i];
            // The default member's label has no meaning. A zero of the discriminator's size also serves readers that
            // take it for the octet of older texts, as what follows is aligned.
            if (type.kind_ == TCKind::tk_union)
                write_label(out_, labels, static_cast<std::int64_t>(i) == type.default_index_ ? 0 : part.label);
            out_.identifier(part.name);
            if (part.type.node) write(*part.type.node);
            if (type.kind_ == TCKind::tk_value) out_.put(static_cast<std::int16_t>(part.visibility));
        }
    }

    cdr::Writer& out_;
    std::size_t origin_ = 0;
    std::unordered_map<const TypeCode*, std::size_t> positions_;
};

void TypeCode::write(cdr::Writer& out) const {
    if (is_open())
        throw SystemError{Error::bad_typecode, minor::incomplete_typecode,
                          "a TypeCode stands for an enclosing type that was never made: " + to_string()};
    if (!is_complex(kind_)) {
        out.put(static_cast<std::uint32_t>(kind_));
        return WireWriter::simple_parameters(out, *this);
    }
    cdr::Writer apart{out.encoding()};
    WireWriter{apart}.write(*this);
    out.align(4);
    out.copied(apart.contiguous());
}

// Reads an outermost TypeCode into one whole, of which the first node read is the root.
class TypeCode::WireReader {
public:
    TypeCodePtr read(cdr::Reader& in) {
        const auto edge = read(in, 0);
        if (whole_ && edge.node == whole_.get()) return whole_;
        return edge.node->self();
    }

private:
    struct Start {
        std::size_t position;
        const TypeCode* node;
    };

    // `base`: where the reader's first byte stands in the stream.
    Edge read(cdr::Reader& in, std::size_t base) {
        if (++nodes_ > max_nodes) malformed("it has more parts than " + max_nodes.text());
        in.align(4);
        const auto position = base + in.position();
        const auto wire_kind = in.get<std::uint32_t>();
        if (wire_kind == indirection) return follow(in, base);
        if (wire_kind >= kind_count) malformed("there is no kind " + std::to_string(wire_kind));
        const auto kind = static_cast<TCKind>(wire_kind);
        return is_complex(kind) ? complex(in, base, position, kind) : simple(in, position, kind);
    }

    Edge simple(cdr::Reader& in, std::size_t position, TCKind kind) {
        const auto text = kind == TCKind::tk_string || kind == TCKind::tk_wstring;
        const auto bound = text ? in.get<std::uint32_t>() : 0;
        if (bound == 0 && kind != TCKind::tk_fixed) {
            const auto* node = primitive(kind).get();
            starts_.push_back({position, node});
            return {nullptr, node};
        }
        auto& node = add(kind, position);
        node.length_ = bound;
        if (kind == TCKind::tk_fixed) {
            node.digits_ = in.get<std::uint16_t>();
            node.scale_ = in.get<std::int16_t>();
            if (node.digits_ == 0 || node.digits_ > 31)
                malformed("fixed of " + std::to_string(node.digits_) + " digits");
        }
        node.compute_min_size();
        return {nullptr, &node};
    }

    Edge complex(cdr::Reader& in, std::size_t base, std::size_t position, TCKind kind) {
        if (enclosing_.size() == max_depth) malformed("it is nested deeper than " + max_depth.text());
        auto& node = add(kind, position);
        enclosing_.push_back(&node);
        auto inner = in.encapsulation();
        // The inner reader's position 0 is the byte-order octet, which encapsulation() has read.
        parameters(node, inner, base + in.position() - (inner.remaining() + 1));
        enclosing_.pop_back();
        node.index_labels();
        node.compute_min_size();
        return {nullptr, &node};
    }

    void parameters(TypeCode& node, cdr::Reader& in, std::size_t base) {
        if (node.has_id()) {
            node.id_ = in.identifier();
            node.name_ = in.identifier();
        }
        switch (node.kind_) {
            case TCKind::tk_value:
                node.modifier_ = static_cast<ValueModifier>(in.get<std::int16_t>());
                node.content_ = read(in, base);
                concrete_base(node);
                break;
            case TCKind::tk_union:
                node.content_ = read(in, base);
                // omniORB writes -2 where the labels leave no value over.
                node.default_index_ = std::max(in.get<std::int32_t>(), std::int32_t{-1});
                break;
            case TCKind::tk_sequence:
            case TCKind::tk_array:
                node.content_ = read(in, base);
                node.length_ = in.get<std::uint32_t>();
                break;
            case TCKind::tk_alias:
            case TCKind::tk_value_box: node.content_ = read(in, base); break;
            default: break;
        }
        if (node.has_members()) members(node, in, base);
    }

    // A base that is still being read would make a cycle of bases.
    void concrete_base(TypeCode& node) {
        const auto& base = node.content_.node->resolved();
        if (base.kind_ == TCKind::tk_null) {
            node.content_ = {};
        } else if (base.kind_ != TCKind::tk_value || encloses(&base)) {
            malformed("valuetype " + node.name_ + " has no valuetype that is complete for its base");
        }
    }

    void members(TypeCode& node, cdr::Reader& in, std::size_t base) {
        const auto count = in.length(node.kind_ == TCKind::tk_enum ? 4 : 8);
        if (count > max_nodes)
            malformed("it has " + std::to_string(count) + " members, and may have " + max_nodes.text());
        if (node.default_index_ >= static_cast<std::int64_t>(count))
            malformed("union " + node.name_ + " names member " + std::to_string(node.default_index_) + " its default");
        const auto labels = node.kind_ == TCKind::tk_union ? node.content_.node->resolved().kind_ : TCKind::tk_null;
        for (std::uint32_t i = 0; i < count; ++i) {
            auto& part = node.parts_.emplace_back();
            if (node.kind_ == TCKind::tk_union) part.label = read_label(in, labels);
            part.name = in.identifier();
            if (node.kind_ != TCKind::tk_enum) part.type = read(in, base);
            if (node.kind_ == TCKind::tk_value) part.visibility = static_cast<Visibility>(in.get<std::int16_t>());
        }
    }

    // The offset counts from the place where it stands itself.
    Edge follow(cdr::Reader& in, std::size_t base) {
        in.align(4);
        const auto at = static_cast<std::int64_t>(base + in.position());
        const auto offset = in.get<std::int32_t>();
        const auto target = at + offset;
        const auto found = std::lower_bound(starts_.begin(), starts_.end(), target, [](const Start& s, std::int64_t t) {
            return static_cast<std::int64_t>(s.position) < t;
        });
        if (found == starts_.end() || static_cast<std::int64_t>(found->position) != target)
            malformed("an indirection of " + std::to_string(offset) + " bytes leads to no TypeCode before it");
        if (encloses(found->node) && !may_recur(found->node->kind_))
            malformed("an indirection leads to the " + std::string{name_of(found->node->kind_)} + " it is a part of");
        return {nullptr, found->node};
    }

    bool encloses(const TypeCode* node) const {
        return std::find(enclosing_.begin(), enclosing_.end(), node) != enclosing_.end();
    }

    TypeCode& add(TCKind kind, std::size_t position) {
        TypeCode* node;
        if (!whole_) {
            whole_ = make(kind);
            node = whole_.get();
        } else {
            node = whole_->owned_.emplace_back(std::make_unique<TypeCode>(Passkey{}, kind)).get();
            node->root_ = whole_.get();
        }
        starts_.push_back({position, node});  // in the order of the stream, so sorted
        return *node;
    }

    std::shared_ptr<TypeCode> whole_;
    std::uint32_t nodes_ = 0;
    std::vector<Start> starts_;
    std::vector<const TypeCode*> enclosing_;
};

TypeCodePtr TypeCode::read(cdr::Reader& in) { return WireReader{}.read(in); }

}  // namespace corbel::types
