// SPDX-License-Identifier: BSL-1.0
#include <unordered_map>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/typecode.hpp"

namespace corbel::types {

// Copies all that a TypeCode leads to into one whole, each part once.
class TypeCode::Compaction {
public:
    TypeCodePtr run(const TypeCode& outermost) {
        whole_ = make(outermost.kind_);
        strip(*whole_, outermost);
        copies_[&outermost] = whole_.get();
        pending_.push_back(whole_.get());
        while (!pending_.empty()) {
            auto* next = pending_.back();
            pending_.pop_back();
            next->each_edge([this](Edge& edge) { edge = copy(edge); });
        }
        return whole_;
    }

private:
    static void strip(TypeCode& copy, const TypeCode& original) {
        copy.modifier_ = original.modifier_;
        copy.digits_ = original.digits_;
        copy.scale_ = original.scale_;
        copy.default_index_ = original.default_index_;
        copy.length_ = original.length_;
        copy.min_size_ = original.min_size_;
        copy.id_ = original.id_;
        copy.parts_ = original.parts_;
        copy.labels_ = original.labels_;
        copy.content_ = original.content_;
        for (auto& part : copy.parts_) part.name.clear();
    }

    Edge copy(const Edge& edge) {
        if (!edge.node) return {};
        const bool plain = !edge.node->has_id() && !edge.node->has_content();
        if (plain && !edge.node->root_) return {edge.node->self(), edge.node};
        auto& known = copies_[edge.node];
        if (known) return {nullptr, known};
        auto& made = *whole_->owned_.emplace_back(std::make_unique<TypeCode>(Passkey{}, edge.node->kind_));
        made.root_ = whole_.get();
        strip(made, *edge.node);
        known = &made;
        pending_.push_back(&made);
        return {nullptr, &made};
    }

    std::shared_ptr<TypeCode> whole_;
    std::unordered_map<const TypeCode*, const TypeCode*> copies_;
    std::vector<TypeCode*> pending_;
};

TypeCodePtr TypeCode::compact() const {
    if (is_open())
        throw SystemError{Error::bad_typecode, minor::incomplete_typecode,
                          "a TypeCode stands for an enclosing type that was never made: " + to_string()};
    if (!has_id() && !has_content()) return self();
    return Compaction{}.run(*this);
}

}  // namespace corbel::types
