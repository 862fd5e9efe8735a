// SPDX-License-Identifier: BSL-1.0
#include <unordered_map>

#include "orb/engine/types/typecode.hpp"

namespace corbel::types {

// Two graphs are the same if no pair of parts reached on the same path differs. Parts once compared are merged into one
// class (as Hopcroft and Karp do for automata), so every comparison but the last reduces the number of classes: linear
// in the parts, and it ends on recursive types.
class TypeCode::Comparison {
public:
    explicit Comparison(bool equivalence) : equivalence_{equivalence} {}

    bool same(const TypeCode& first, const TypeCode& second) {
        pending_.push_back({&first, &second});
        while (!pending_.empty()) {
            auto [a, b] = pending_.back();
            pending_.pop_back();
            if (equivalence_) a = &a->resolved(), b = &b->resolved();
            if (a == b || !merge(a, b)) continue;
            if (!alike(*a, *b)) return false;
        }
        return true;
    }

private:
    const TypeCode* find(const TypeCode* node) {
        auto at = classes_.find(node);
        if (at == classes_.end()) return node;
        while (true) {
            const auto above = classes_.find(at->second);
            if (above == classes_.end()) return at->second;
            at->second = above->second;
            at = above;
        }
    }

    bool merge(const TypeCode* a, const TypeCode* b) {
        a = find(a);
        b = find(b);
        if (a == b) return false;
        classes_[a] = b;
        return true;
    }

    // Compares what the two hold themselves and leaves their parts to be compared.
    bool alike(const TypeCode& a, const TypeCode& b) {
        if (a.kind_ != b.kind_ || a.placeholder_ != b.placeholder_) return false;
        if (equivalence_) {
            if (!a.id_.empty() && !b.id_.empty()) return a.id_ == b.id_;
        } else if (a.id_ != b.id_ || a.name_ != b.name_) {
            return false;
        }
        if (a.length_ != b.length_ || a.digits_ != b.digits_ || a.scale_ != b.scale_ || a.modifier_ != b.modifier_ ||
            a.default_index_ != b.default_index_ || a.parts_.size() != b.parts_.size() ||
            (a.content_.node == nullptr) != (b.content_.node == nullptr))
            return false;
        for (std::size_t i = 0; i < a.parts_.size(); ++i) {
            const auto& first = a.parts_[i];
            const auto& second = b.parts_[i];
            if (!equivalence_ && first.name != second.name) return false;
            if (first.visibility != second.visibility) return false;
            if (static_cast<std::int64_t>(i) != a.default_index_ && first.label != second.label) return false;
            if (first.type.node) pending_.push_back({first.type.node, second.type.node});
        }
        if (a.content_.node) pending_.push_back({a.content_.node, b.content_.node});
        return true;
    }

    bool equivalence_;
    std::vector<std::pair<const TypeCode*, const TypeCode*>> pending_;
    std::unordered_map<const TypeCode*, const TypeCode*> classes_;
};

bool TypeCode::equal(const TypeCode& other) const { return this == &other || Comparison{false}.same(*this, other); }

bool TypeCode::equivalent(const TypeCode& other) const {
    return this == &other || Comparison{true}.same(*this, other);
}

}  // namespace corbel::types
