# 1 "marks.idl"
#pragma prefix "outer.org"
module Before { interface A {}; };
# 1 "one.idl" 1
module One { typedef long L; };
#pragma prefix "one.org"
module OneStated { struct S { long a; }; };
# 1 "deeper/two.idl" 1
interface Two {};
# 5 "one.idl" 2
interface OneAgain {};
# 4 "marks.idl" 2
interface After {};
module Inside {
    interface Above {};
# 1 "part.idl" 1
    interface Part {};
#pragma prefix "part.org"
    interface StatedPart {};
# 8 "marks.idl" 2
    interface Below {};
};
# 20 "marks.idl"
interface Last {};
# 1 "three.idl"
interface Same {};
