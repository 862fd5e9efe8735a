// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/constant.hpp"
#include "idlc/frontend/preprocessor.hpp"
#include "idlc/frontend/semantics/tree.hpp"

namespace corbel::idl {

/// What cannot be redefined where it is inherited.
bool is_feature(const Declaration& declaration);

/// What names mean (CORBA 3.0.3, 3.15): declaring them, finding them, and the rules of both.
class Names : public Tree {
protected:
    using ScopedName = syntax::ScopedName;

    Names(const Preprocessed& text, Diagnostics& diagnostics, const Options& options, Specification& result,
          bool incomplete);
    ~Names() = default;

    void add(const Declaration* declaration);
    Scope* new_scope(Scope* parent, const Declaration* declaration, bool forms_names);
    /// Enters a name into the current scope; false after an error. A name that was there stays.
    bool claim(const Name& name, Entry::Kind kind, const Declaration* declaration, Scope* inner = nullptr);
    void lose(const Name& name);
    /// What the name means in the scope or its bases, which are looked through only if one of them can have it: chains
    /// of thousands of bases must not make every name slow.
    std::vector<Entry*> find_in(Scope& scope, const std::string& name);
    bool is_builtin(const Location& place) const { return text_->builtin_file && place.file == *text_->builtin_file; }
    /// Whether names that differ in case have clashed; the first time it tells of the option.
    bool is_clash(Code code, const Location& place);
    /// What a scoped name means (CORBA 3.0.3, 3.15.2); null if nothing, which has been reported.
    Entry* resolve(const ScopedName& name, bool introduces = true);
    Scope* scope_of(const Entry& entry);
    bool resolve_quietly(const ScopedName& name);

    const Preprocessed* text_;  ///< that the definitions at hand were read from
    const bool incomplete_;    ///< some declarations were lost in syntax errors
    const bool case_matters_;  ///< names that differ only in case are different
    Evaluator evaluator_;

    Scope* global_ = nullptr;
    Scope* scope_ = nullptr;  ///< where names go now
    std::unordered_map<const Declaration*, Scope*> inner_scopes_;
    std::unordered_map<const Declaration*, TypeRef> meanings_;  ///< of declarations of predeclared names

private:
    /// What every IDL file finds in module CORBA without an #include (CORBA 3.0.3, 3.16). It stands in no contents.
    void predeclare();
    /// Files that describe module CORBA itself declare its TypeCode and so on as interfaces; the names go on to mean
    /// what they always do, and the description leaves no trace but its inner names.
    void keep_meaning(const Name& name, const Entry* existing, const Declaration* declaration);
    /// `existing`: what the name, in any spelling, is in the scope by now; may be null.
    bool claimable(const Name& name, const Entry* existing);
    /// What the compiler brings, predeclared or in its orb.idl, gives way to what the source declares, whichever comes
    /// first.
    bool gives_way(const Entry& entry) const;
    bool named_like_scope(const Name& name);
    bool not_inherited(const Name& name);
    Entry* resolve_first(const Name& name, bool introduces);
    Entry* resolve_in(Scope& scope, const Name& name, const Entry* owner);
    Entry* choose(const std::vector<Entry*>& found, const Name& name);
    void introduce(const Entry& entry, const Scope* found_in, const Name& name);
    void unknown(const Name& name, Scope* in, const Entry* owner = nullptr);
    const Declaration* value_named(const ScopedName& name);

    std::deque<Scope> scopes_;
    std::unordered_set<std::string> inheritable_;  ///< lower case: every name in an interface, valuetype or module
    bool told_of_case_clash_ = false;
};

}  // namespace corbel::idl
