r"""Which answers equal which references: the rules, each with examples that the tests run.

A row is `reference | answer | verdict | note`. The verdict `yes` or `no` holds in both
directions, whichever of the two is the reference; with `>` it is said of this direction only.
Options stand in a fifth cell; where there is none, nothing but exact equality counts. Where a
choice could have been made otherwise, its reason stands above the rows.

Numbers
-------
Compared by value and exactly, however they are written. Three digits behind a comma are a
group of thousands, since data sets write them so; any other comma separates two answers. A
decimal comma is therefore never read: `3,5` would be a number to some and two to others.

    72                    | 72.0                     | yes  | trailing zeros say nothing
    72                    | +72                      | yes  |
    72                    | 7.2 \times 10^{1}        | yes  | scientific notation
    72                    | 7.2e1                    | yes  |
    12                    | １２                     | yes  | digits of other scripts
    -5                    | −5                       | yes  | any minus sign
    5                     | -5                       | no   |
    1,234                 | 1234                     | yes  | one number
    12345                 | 12\,345                  | yes  |
    12345                 | 12 345                   | yes  | groups of three
    1.234.567             | 1234567                  | yes  | two points can be no decimal
    1.234                 | 1234                     | no   | one point is a decimal point
    12,34                 | 1234                     | no   | a listing of two
    3,5                   | 3.5                      | no   | a listing of two
    20                    | 4 5                      | no>  | side by side is no product
    2^{10}                | 1024                     | yes  | a closed expression is its value
    2+2                   | 4                        | yes  |

Fractions and decimals
----------------------
A decimal is exactly what it shows: `0.333` is no third. Three equal repeats before dots, a
period that is all of the decimals, a bar, dots above or brackets make a repeating decimal, which
is exact. Dots behind other decimals say nothing, since nobody knows how they go on.

    \frac{3}{4}           | 3/4                      | yes  |
    \frac34               | 0.75                     | yes  |
    \dfrac{6}{8}          | ¾                        | yes  |
    \frac{3}{4}           | \frac{4}{3}              | no   |
    3\frac{1}{2}          | 7/2                      | yes  | a mixed number
    3 1/2                 | 3.5                      | yes  |
    3 1/2                 | 31/2                     | no   |
    -3 1/2                | -7/2                     | yes  | the sign is the whole number's
    1/3                   | 0.\overline{3}           | yes  |
    1/3                   | 0.333...                 | yes  |
    1/7                   | 0.\overline{142857}      | yes  |
    1                     | 0.\overline{9}           | yes  |
    1/3                   | 0.333                    | no   |
    4/11                  | 0.3636...                | yes  | all decimals are one period
    3.14159...            | 3.14159                  | yes  | dots without a period cut nothing off
    3.14159...            | \pi                      | no   | exactly it is not
    8/3                   | 2 and 2/3                | yes> | else two answers
    72                    | \approx 72               | yes  | "about" changes no exact value

Percent
-------
`p%` is `p/100`. Where only one side has the sign it may also have been left out, because
references to "what percent" are written both ways; this holds for every `p`, the small ones too.
Two signs are no answer.

    50\%                  | 0.5                      | yes  |
    50\%                  | \frac{1}{2}              | yes  |
    50\%                  | 50                       | yes  | left out
    50 percent            | 50%                      | yes  |
    0.5\%                 | 0.5                      | yes  | left out
    0.5\%                 | 0.005                    | yes  |
    0.5\%                 | 5                        | no   |
    0.5\%                 | 50\%                     | no   | both have it
    50\%                  | 50\%\%                   | no>  | no answer
    5                     | 0.05 = 5\%               | no>  | it says which of the two is meant

Degrees
-------
Inside an expression a degree is `\pi/180`. A whole answer may leave the sign out, because the
question often has it already, and equals the same angle in radians.

    \sin 30^\circ         | \frac{1}{2}              | yes  |
    30^\circ              | 30                       | yes  | left out
    30^\circ              | 30 degrees               | yes  |
    30^\circ              | \frac{\pi}{6}            | yes  |
    30^\circ 15'          | 30.25^\circ              | yes  | minutes
    30                    | \frac{\pi}{6}            | no   | no degree anywhere
    \sin 30               | \frac{1}{2}              | no   | 30 radians

Units and currencies
--------------------
A unit is taken from a complete value at the very end, never from within an expression. Where
one side has none it does not count, because references often leave it out. Two of one dimension
are converted, two of different dimensions differ. A word that is no unit counts for nothing if
it may name what was counted; one that changes, denies or doubts the value makes it no answer.
Which half of the day it is counts as a unit does: where both sides say it.

    5 cm                  | 5                        | yes  |
    50 mm                 | 5 cm                     | yes  | converted
    0.5 M                 | 0.5 mol/L                | yes  | molar, behind a number
    1.5 hours             | 90 minutes               | yes  |
    25\text{ cm}^2        | 25 cm²                   | yes  |
    5 cm                  | 5 kg                     | no   | another dimension
    5\text{ cm}           | 5\text{ cm}^2            | no   |
    72                    | 72 apples                | yes  |
    72                    | 72 doubled               | no>  | another value
    72                    | 72 minus one             | no>  |
    72                    | doubled 72               | no>  | before it too
    72                    | 72 probably              | no>  | a doubt
    12:30 pm              | 12:30                    | yes  | left out
    3 pm                  | 3                        | yes  | left out
    3 pm                  | 3 am                     | no   |
    $18                   | 18                       | yes  |
    18 dollars            | $18                      | yes  |
    $18                   | €18                      | no   | another currency
    5m                    | 5                        | no   | 5 times m
    n+3m                  | n+3                      | no   | never within an expression
    10\,\Omega            | R = 10\,\Omega           | yes  |
    5 V                   | 5 J/C                    | yes  | derived units are converted
    60 ms^{-1}            | 60 m/s                   | yes  | a negative power parts two units
    2h 30m                | 2.5 hours                | yes  | `m` beside hours is a minute
    12 noon               | 12 pm                    | yes  |
    12 apples/day         | 12                       | yes  | left out
    12 apples/day         | 12 apples                | no   | a rate is no amount
    5 Hz                  | 5 s^{-1}                 | yes  | what is counted is no dimension
    5 Hz                  | 5 rad/s                  | no   | but cycles are no radians
    5 billion             | 5                        | no   | it scales the number
    5                     | 5 billionths             | no>  | as this does
    5 dozen               | 60                       | yes  |
    5                     | 5 dozen                  | yes> | left out, as a unit is
    5 dozen               | 5                        | no>  | the reference says it
    5^\circ C             | 5^\circ                  | yes  | the scale is left out
    5^\circ C             | 5^\circ F                | no   |

Expressions
-----------
Equal where both are real and defined; without a common real point, where both are defined as
complex numbers with principal values. Odd roots of negative numbers are real, as schools have it.

    (x+1)^2               | x^2+2x+1                 | yes  |
    \frac{x^2-1}{x-1}     | x+1                      | yes  | where both are defined
    \sin^2 x+\cos^2 x     | 1                        | yes  |
    \sqrt{18}             | 3\sqrt{2}                | yes  |
    \sqrt{3+2\sqrt{2}}    | 1+\sqrt{2}               | yes  |
    \sqrt[3]{-8}          | -2                       | yes  | real odd roots
    (-8)^{1/3}            | -2                       | yes  |
    \sqrt{x^2}            | |x|                      | yes  |
    \sqrt{x^2}            | x                        | no   | not for negative x
    x^2+1                 | x^2-1                    | no   |
    xy                    | yx                       | yes  |
    \lfloor -1.5 \rfloor  | -2                       | yes  |

Letters
-------
Names are exact and their case counts. The style of a letter does not.

    a                     | A                        | no   |
    x_1                   | x_{1}                    | yes  |
    x_{12}                | x_{1}2                   | no   | a subscript is whole
    CO_2                  | \ce{CO2}                 | yes  | a chemical formula
    CO_2                  | CO_3                     | no   |
    CH_3OH                | CH_3HO                   | no   | no product of letters
    \alpha                | α                        | yes  |
    \mathbf{v}            | v                        | yes  |
    \vec a\times\vec b    | \vec a\cdot\vec b        | no   | a vector product
    \vec a\times\vec b    | -\vec b\times\vec a      | yes  |
    \vec a\cdot\vec b     | \vec b\cdot\vec a        | yes  | a product of vectors
    (\vec a\cdot\vec b)^2 | |\vec a|^2|\vec b|^2     | no   | and not of numbers
    \nabla f              | f\nabla                  | no   | operators are compared as written
    \hat H\psi            | \psi\hat H              | no   |
    P(A|B)                | P(B|A)                   | no   |
    E[X^2]                | E[X]^2                   | no   | E, sigma, phi and tau are too,
    \sigma(6)             | 6\sigma                  | no   | before brackets
    f(x)                  | fx                       | no   | f, g, h, F, G, H, P, Q are functions
    a(b+c)                | ab+ac                    | yes  | any other letter multiplies
    f(y)=x^2              | f(x)=x^2                 | no   | `x` is no argument of the first
    y'                    | \frac{dy}{dx}            | yes  | of `y` by `x`
    y'(x)                 | \frac{dy}{dt}            | no   |
    \mathbf{A}\mathbf{B}  | \mathbf{B}\mathbf{A}     | no   | bold capitals are matrices
    \det(AB)              | \det(A)\det(B)          | yes  | of matrices with as many rows as
    \det(2A)              | 8\det(A)                | no   | anybody likes
    A^{-1}(B-C)           | (B-C)A^{-1}              | no   | an inverse before matrices
    \frac{1}{A}(B-C)      | (B-C)A^{-1}              | yes  | but a fraction is of numbers
    x^TAy                 | xAy^T                    | no   | columns
    AX=B                  | XA=B                     | no   | an unknown matrix
    \max_x f(x)           | f(x)                     | no   | nor the least one
    \max_x f(x)           | \max f(x)                | yes  |
    A^{-1}                | (A^TA)^{-1}A^T           | yes> | `A` has an inverse
    (A^TA)^{-1}A^T        | A^{-1}                   | no>  | `A` need not be square
    (12)(34)              | (34)(12)                 | yes  | cycles that share nothing
    (12)(23)              | (23)(12)                 | no   | cycles, and no product of numbers

Logarithms
----------
`\ln` is natural, `\lg` is decimal. `\log` without a base is either, because books differ: the
same on both sides if both have it; beside a side that has none, natural or decimal.

    \ln x^2               | 2 \ln x                  | yes  | where both are defined
    \log_2 8              | 3                        | yes  |
    \lg 1000              | 3                        | yes  |
    \log 100              | 2                        | yes  | decimal
    \log e                | 1                        | yes  | natural
    \log 6                | \log 2+\log 3            | yes  | either way
    \ln 100               | 2                        | no   |

Complex numbers
---------------
`i` is imaginary where the reference contains it as a symbol of its own, else a letter like
others: so a reference without it has no answer that depends on it.

    1+2i                  | 2i+1                     | yes  |
    e^{i\pi}              | -1                       | yes> | the reference is complex
    1+\sqrt{3}i           | 2\angle 60^\circ         | yes  | a polar form
    2\angle 60^\circ      | 120                      | no   | and no product
    -1                    | i^2                      | no>  | it is not
    1+2i                  | 1-2i                     | no   |

Plus and minus
--------------
`a \pm b` is the two values, in no order; all signs of one answer are chosen at once.

    1 \pm \sqrt{2}        | 1+\sqrt{2}, 1-\sqrt{2}   | yes  |
    \pm 3                 | \{-3, 3\}                | yes  |
    \pm 3                 | 3                        | no   | one is missing
    1 \pm \sqrt{2}        | -1 \pm \sqrt{2}          | no   |

Listings, sets and tuples
-------------------------
A listing without brackets names solutions: order free, each as often as it stands there. A set
knows neither order nor repetition. Round and square brackets keep both, and so do vectors. A
listing equals the bracketed one in the same order, whose brackets were left out.

    1, 2                  | 2, 1                     | yes  |
    1, 2                  | 1 and 2                  | yes  |
    1, 2                  | \{2, 1\}                 | yes  |
    1, 2; 3, 4            | 3, 4; 1, 2               | yes  | two pairs
    1, 2; 3, 4            | 1, 3; 2, 4               | no   |
    1, 2 or 3, 4          | 1, 3 or 2, 4             | no   | likewise
    1, 1, 2               | 1, 2                     | no   | repetition counts
    1, 1, 2               | \{1, 2\}                 | no   |
    \{1, 1, 2\}           | \{2, 1\}                 | yes  | in a set it does not
    1, 2                  | 1                        | no   | one is missing
    42                    | 42 or 0                  | no   | two answers are not one
    (1, 2)                | (2, 1)                   | no   |
    (1, 2)                | 1, 2                     | yes  | brackets left out
    (1, 2)                | 2, 1                     | no   |
    (1, 2, 3)             | [1, 2, 3]                | yes  |
    (1, 2)                | \langle 1, 2 \rangle     | yes  | a vector's spellings
    (\frac{1}{2}, 1)      | (0.5, 1.0)               | yes  | items are compared by value
    (1, 2), (3, 4)        | (3, 4), (1, 2)           | yes  |
    \{1, 4, 9\}           | \{x^2 : x \in \{1,2,3\}\} | yes |
    \frac{1}{2}           | 1/2 or 0.5               | yes  | one value said twice
    AC                    | A, C                     | yes  | several choices, in their order

Labels
------
What stands before `=` names a value. Different labels match by label, one label with several
values is a listing of solutions; without labels the order is that in which they were written.
An answer that is an equation in several unknowns says the value of its last side too, if that has
no names, because it says more than was asked; a reference that is one asks for the equation. An
equation that is not solved for its one unknown says no value, and in a listing none does that has
no name for its first side. A restriction on one side only is not dropped, unless it is what
everybody takes for granted: all real numbers, or all integers for what counts.

    x = 5                 | 5                        | yes  |
    x = 5                 | y = 5                    | no   |
    w=16, d=3             | d=3, w=16                | yes  |
    w=16, d=3             | 16, 3                    | yes  |
    w=16, d=3             | 3, 16                    | no   |
    x=1, x=2              | 2, 1                     | yes  |
    x_1=1, x_2=2          | 2, 1                     | yes  | numbered solutions
    x = 1 or x = 2        | \{1, 2\}                 | yes  |
    f(x)=2x+1             | 2x+1                     | yes  |
    f(2)=5                | f(3)=5                   | no   | another place
    w=16, d=3             | w: 16, d: 3              | yes  | a colon for the sign
    a_n = 2n+1            | a_n = 2n+1, n \in \mathbb{N} | yes | where it is defined
    a_n = 2n+1            | a_n = 2n+1, n \ge 2      | no   | a start that is not the usual one
    2^n                   | 2^n, n \ge 1             | yes  | an index begins somewhere
    2n                    | 2n, n \ge 1              | no   | perhaps all even numbers were meant
    f(x)=x                | f(x) = x for all real x  | yes  |
    f(x)=x                | f(x) = x for all x > 0   | no   | restricted
    f(x)=x                | f(x) = x for all positive x | no | likewise
    f(x)=x                | f(x) = x, x \in \mathbb{N} | no | likewise
    x=k\pi, k\in\mathbb{Z} | x=k\pi, k \text{ is an integer} | yes |
    x=k\pi, k\in\mathbb{Z} | x=k\pi, k \text{ odd}   | no   |
    x=2k\pi, k\in\mathbb{Z} | x=k\pi, k \text{ even} | yes  |
    \frac{\pi}{4}+k\pi    | \frac{5\pi}{4}+k\pi      | yes  | angles, whose turns are counted
    \ln 2 + 2k\pi i       | \ln 2 + 2n\pi i          | yes  | so are those of logarithms
    (n-2)\pi              | n\pi                     | no   | a multiple of `n` or of turns
    x = 2+3 = 5           | 5                        | yes  | the end of a chain
    5                     | 5 = 4                    | no>  | a contradiction equals nothing
    6                     | x+y = 6                  | yes> | an equation that says the value
    6                     | 2x = 6                   | no   | not solved
    4                     | x^2 = 4                  | no   |
    x=1, y=2              | x=1, 2y=2                | no   | likewise
    a=1, b=2              | ab=1, cd=2               | no   | in a listing only names say values
    x = 5                 | x = 5, x \ne 5           | no>  | it excludes its own value
    x = 5                 | x = 5, x^2 \ne 25        | no>  | however that is said
    x = 5                 | x = 5, x \ne 3           | yes  | true of it, and says no more
    5                     | x = 2x = 5               | no>  | no number is that
    f(x)=x                | f(x)=x, x \ne 0          | no   | a hole
    f(x)=\frac{1}{x}      | f(x)=\frac{1}{x}, x \ne 0 | yes | where it does not exist
    2n+1                  | 2n+1 where n is the number of sides | yes> | explained
    2n+1                  | 2n+1 where n is a perfect square | no> | not understood, not dropped
    6                     | x+y = 5                  | no>  |
    3x+1                  | p(x)+q(x) = 3x+1         | yes> | a sum of functions
    3x                    | 2x+x = 3x                | yes  | an identity
    2x                    | x+y = 2x                 | no   | an equation for `y`
    2x                    | f(x)+x = 2x              | no>  | the function is `x`
    x+y = 6               | 6                        | no>  | the equation was asked for
    \frac{m}{n} = \frac{3}{4} | \frac{3}{4}           | yes  | a quotient of two letters is a name
    \frac{y}{x} = \frac{3}{4} | \frac{3}{4}           | no>  | the equation of a line
    x^2 = 1               | 1                        | no>  |

A capital before a pair names a point and may be left out. `N` and `U` are distributions, and so is
`B` before a number of trials and a probability: their names are what was asked for.

    A(1,2)                | (1,2)                    | yes  | the point's name left out
    A(1,2)                | B(1,2)                   | no   | another point
    N(0,1)                | (0,1)                    | no   | a distribution
    N(3,4)                | N = (3,4)                | yes  | a point that says so
    B(10,0.5)             | (10,0.5)                 | no   | a distribution
    B(3,4)                | (3,4)                    | yes  | no probability

Parts
-----
Marks put parts in their order, and so does `respectively`. Names say who has what. Lengths of
sides are no product; numbers among them have an order, as those of a matrix do, lengths with a
unit have none.

    (1) 3; (2) 4          | 3, 4                     | yes  | without the marks
    (1) 3; (2) 4          | (2) 4; (1) 3             | yes  | by the marks
    (1) 3; (2) 4          | 4, 3                     | no   |
    5 and 7 respectively  | 7, 5                     | no   |
    Alice 5, Bob 7        | Bob: 7, Alice: 5         | yes  | by the names
    Alice 5, Bob 7        | Alice 7, Bob 5           | no   |
    Alice has 5           | Bob has 5                | no   |
    3 by 4                | 3 \times 4               | yes  | a sign for the word
    3 by 4                | 12                       | no   |
    3 by 4                | 4 by 3                   | no   |
    3 cm × 4 cm           | 4 cm × 3 cm              | yes  | a rectangle's

Regions
-------
Intervals, unions, inequalities in one variable and set-builders are sets of real numbers and
equal as such. Between two inequalities the variable's name counts. Two items in round and in
square brackets are intervals that differ. A condition that cannot be solved is looked at all over
the line, and its ends have to agree exactly.

    x > 3                 | (3, \infty)              | yes  |
    x > 3                 | \{x \mid x > 3\}         | yes  |
    x > 3                 | y > 3                    | no   |
    x > 3                 | x \ge 3                  | no   |
    2x > 6                | x > 3                    | yes  |
    1 < x \le 2           | (1, 2]                   | yes  |
    (1, 2)                | [1, 2]                   | no   |
    [1, 2]                | x \in [1, 2]             | yes  |
    \langle 1, 2 \rangle  | x \in (1, 2)             | no   | no vector
    ]1, 2[                | (1, 2)                   | yes  |
    x^2 < 4               | -2 < x < 2               | yes  |
    x \neq 1              | (-\infty,1)\cup(1,\infty) | yes |
    (x-\sqrt{2})^2 > 0    | x \ne \sqrt{2}           | yes  |
    (x-\sqrt{2})^2 > 0    | \mathbb{R}               | no   | it is 0 at one place
    e^x > 2               | x > \ln 2                | yes  |
    e^x > 2               | x > 0.69314718           | no   | a rounded end
    [1, 2] \cup [2, 3]    | [1, 3]                   | yes  |
    [1, 4]                | 2                        | no   | a member is not the set
    (0, 1)                | integers in (0, 1)       | no>  | another set
    (0, 1)                | (0, 1) inclusive         | no>  | with its ends
    at least 5            | x \ge 5                  | yes  | of whatever was asked for
    at least 5            | more than 5              | no   |
    at least 5            | 5                        | no   |
    between 4 and 5       | 4 < x < 5                | yes  | without its ends

Relations
---------
Equations are equal if one side less the other is the same up to a nonzero factor; inequalities
in several variables, up to a positive one.

    2x+4y = 6             | x+2y = 3                 | yes  |
    x+2y = 3              | x = 3-2y                 | yes  |
    y = \frac{1}{x}       | xy = 1                   | yes  | the same where no denominator is 0
    x^2 = x               | x = 1                    | no   | one more solution
    x+2y = 3              | x+2y = 4                 | no   |
    x+y > 3               | 3 < x+y                  | yes  |
    x+y > 3               | -x-y > -3                | no   |
    \triangle ABC \sim \triangle DEF | \triangle ABC \cong \triangle DEF | no | similar, congruent
    \triangle ABC \sim \triangle DEF | \triangle DEF \sim \triangle ABC | yes |
    \triangle ABC \sim \triangle DEF | \triangle BCA \sim \triangle EFD | yes |
    \triangle ABC \sim \triangle DEF | \triangle ABC \sim \triangle EFD | no | other vertices
    X \sim N(0,1)         | X = N(0,1)               | no   | a distribution
    x \approx 5.2         | x \sim 5.2               | yes  | "about", beside a number
    42                    | \frac{84}{2} \approx 40  | no>  | no rounding of it to two figures
    2/3                   | 2/3 \approx 3/4          | no>  | two exact values are two guesses
    B                     | B \in A                  | no   | a letter is no set

Matrices and vectors
--------------------
Entry by entry. What can be computed from explicit entries is computed. A vector in one row
differs from one in a column where both are written as matrices.

    \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{bmatrix}1&2\\3&4\end{bmatrix} | yes |
    \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{pmatrix}1&3\\2&4\end{pmatrix} | no  |
    \begin{pmatrix}1\\2\end{pmatrix}     | (1, 2)                               | yes |
    \begin{pmatrix}1\\2\end{pmatrix}     | \begin{pmatrix}1&2\end{pmatrix}      | no  |
    (1, 2)                | \hat{i}+2\hat{j}         | yes  | a sum of unit vectors
    (2, 0)                | 2i                       | no   | `i` alone may be imaginary
    \begin{vmatrix}1&2\\3&4\end{vmatrix} | -2                                   | yes |
    (AB)^T                | B^T A^T                  | yes  | capitals are matrices where one
    (AB)^T                | A^T B^T                  | no   | is transposed

Calculus
--------
Bound variables may have any name. An arbitrary constant may too, may absorb factors and terms,
and must be there: an answer without it is one function and no family. As a factor it is one if it
is called `C` and stands beside one variable in the value of a function.

    \frac{d}{dx} x^3      | 3x^2                     | yes  |
    \int_0^1 t^2 \, dt    | \int_0^1 x^2 \, dx       | yes  |
    \sum_{k=1}^{n} k      | \frac{n(n+1)}{2}         | yes  |
    \lim_{x\to 0} \frac{\sin x}{x} | 1               | yes  |
    x^2 + C               | \int 2x\,dx = x^2 + C    | yes  | a calculation that says its value
    x^2 + C               | x^2 + K                  | yes  |
    x^2 + C               | x^2                      | no   |
    \sin^2 x + C          | -\cos^2 x + C            | yes  | they differ by a constant
    x^2 + C               | x^2+t^2+C                | no   | and not by a variable
    \int -x^{-2}\,dx      | \frac{1}{x}+\frac{|x|}{x}+C | no | nor by a step
    \lim_{x\to 0} f(x)    | f(0)                     | no   | f need not be continuous
    \gamma                | -\int_0^\infty e^{-x}\ln x\,dx | yes | Euler's, beside a number
    y = C e^x             | y = K e^x                | yes  | a constant that is a factor
    y = C e^x             | y = e^x                  | no   |
    E = CV                | E = KV                   | no   | names of a formula are exact
    x_1+x_2+x_3           | \sum_{i=1}^3 x_i         | yes  | indexed names
    \sum_{k=1}^{n} k      | 1+2+\cdots+n             | yes  | the shown terms say how it goes on
    \sum_{k=1}^{n} k      | 1+\cdots+n               | no   | two terms do not
    n!                    | 1\cdot2\cdots n          | yes  |
    C_1 e^x + C_2 e^{-x}  | A e^{-x} + B e^x         | yes> | numbered constants
    y = C_1\cos x + C_2\sin x | y = A\cos(x - \phi)  | yes  | amplitude and phase
    y = C e^x             | y = e^{x+C}              | no   | positive functions only

Cases
-----
The branches in any order, each by its value and the region of its condition.

    \begin{cases}x&x>0\\-x&x\le 0\end{cases} | \begin{cases}-x&x\le 0\\x&x>0\end{cases} | yes |
    \begin{cases}x&x>0\\-x&x\le 0\end{cases} | \begin{cases}x&x>1\\-x&x\le 1\end{cases} | no  |
    \begin{cases}x&x>0\\-x&x\le 0\end{cases} | x if x > 0, -x if x <= 0 | yes |

Bases and ratios
----------------
A base may be left out as a unit may; two bases compare by value. A ratio may be multiplied by
a number, and a ratio of two is their quotient.

    1011_2                | 1011_{\text{two}}        | yes  |
    1011_2                | 1011                     | yes  | left out
    1011_2                | 13_8                     | yes  | by value
    1011_2                | 1011_3                   | no   |
    1011_2                | 11                       | no   | 11 of which base?
    2:3                   | 4:6                      | yes  |
    2:3                   | \frac{2}{3}              | yes  |
    2:3                   | 3:2                      | no   |

Texts
-----
Words are compared without case, articles and punctuation. A few mean the same, in whatever
language; most do not.
Strings of capitals are sequences, exact to the letter.

    Tuesday               | tuesday.                 | yes  |
    \text{the circle}     | circle                   | yes  |
    Tuesday               | Thursday                 | no   |
    Yes                   | True                     | no   |
    True                  | T                        | yes> | and no `t`, and no `True` for `T`
    no solution           | \emptyset                | yes  |
    no solution           | 0                        | no   |
    DNE                   | does not exist           | yes  |
    DNE                   | \infty                   | no   | so graders of calculus have it
    \infty                | inf                      | no>  | a program's output, not an answer
    \infty                | oo                       | yes  | as people type it without LaTeX
    18                    | eighteen                 | yes  |
    18                    | achtzehn                 | yes  | up to 100 in other languages
    yes                   | ja                       | yes  | in any supported language
    even                  | It is even.              | yes  | what is said of a subject
    even                  | It is not even.          | no   |
    \frac{1}{2}           | one half                 | yes  |
    BDAC                  | BDCA                     | no   |

What stands behind `yes`, `no`, `true` or `false` may explain it, but not take it back.

    Yes                   | Yes, because 3 > 2       | yes> |
    Yes                   | Yes, it is possible      | yes> |
    Yes                   | Yes, or No               | no>  | its opposite
    Yes                   | Yes, it is not           | no>  | a denial
    Yes                   | Yes, perhaps not         | no>  | a doubt

Choices
-------
A letter from A to J is a choice. Its text may follow it; case counts where nothing says that
a choice is meant.

    C                     | (C)                      | yes  |
    C                     | option C                 | yes  |
    C                     | (c)                      | yes> |
    C                     | c                        | no   | a variable
    C                     | C. 42                    | yes> |
    C                     | C, blue whale            | yes> | words or a value behind a comma
    C                     | C, but D fits            | no>  | a turn
    C                     | A, C                     | no   | several are none
    (C) 42                | C                        | yes> |
    (C) 42                | 42                       | yes> |
    (C) 42                | (B) 42                   | no   | the letter was asked for
    Б                     | (Б)                      | yes  | in other scripts, exactly
    (2)                   | (2) 1.42                 | yes> | a number in brackets may be a choice's
    (2)                   | (3) 1.42                 | no>  |
    2                     | option 2: the red door   | yes> | the number of an option
    BD                    | options B and D          | yes> | all that are right
    BD                    | D and B                  | no>  | letters may be in an order
    BD                    | B or D                   | no>  | one of two

Undefined and contradictory
---------------------------
What has no value equals nothing, and as a reference is bad.

    1                     | \frac{1}{0}              | no>  |
    1                     | \log 0                   | no>  |
    1                     | nan                      | no>  |
    1                     | 1.5E999999999999         | no>  | beyond a limit

Sentences
---------
Words around one complete value are dropped. Two different values, a negation or a question give
no answer, and a piece of a formula that cannot be read is none.

    72                    | The total is 72.         | yes> |
    x+1                   | the answer is $x+1$      | yes> |
    72                    | $48+24 = 72$ clips       | yes> |
    4                     | not 4                    | no>  |
    4                     | 4?                       | no>  |
    4                     | at least 4               | no>  |
    x \ge 4               | x is at least 4          | yes  | a bound of a name
    5                     | He needs 5 hours to finish | yes> |
    5                     | The least number is 5    | yes> |
    5                     | 5, when x = 2            | yes> | where it is taken
    3/5                   | 3 out of 5               | yes  |
    12                    | 12^{th}                  | yes  | an ordinal
    \sqrt{5}              | \\sqrt{5}                | yes  | escaped once too often
    3                     | 3\sqrt{                  | no>  |
    1                     | \frac{1}{                | no>  |

Words beside a value
--------------------
What only one side says is dropped. Where both sides say a word of a pair of opposites and not the
same one, or give the same words to other items of a listing, the answers differ.

    increasing on (1,2)   | (1,2)                    | yes  | dropped
    increasing on (1,2)   | decreasing on (1,2)      | no   |
    20\% increase         | 20\%                     | yes  |
    20\% increase         | 20\% decrease            | no   |
    maximum value is 5    | largest value is 5       | yes  | two words of one sense
    maximum value is 5    | minimum value is 5       | no   |
    5 meters north        | 5 meters south           | no   |
    5 m/s to the left     | 5 m/s                    | yes  | dropped
    5 m/s to the left     | 5 m/s to the right       | no   |
    N30°E                 | 30° east of north        | yes  | a bearing
    N30°E                 | N30°W                    | no   |
    Quadrant II           | second quadrant          | yes  |
    30^\circ north of east | 30^\circ east of north  | no   |
    x-intercept: 5        | y-intercept: 5           | no   |
    5 apples              | 5 pears                  | yes  | merely different
    3 red, 4 blue         | 4 blue, 3 red            | yes  | by their words
    3 red, 4 blue         | 4 red, 3 blue            | no   |
    max 5, min 3          | 5, 3                     | yes  | dropped
    max 5, min 3          | max 3, min 5             | no   |

Rounding and tolerance
----------------------
Exact unless an option says otherwise. `rounding=reference`: the reference is a decimal rounded
to the figures it shows. `rounding=answer`: the answer may be the exact reference rounded to its
own figures, three at least, because two figures are too easily guessed. Figures are those of the
unit in which they were written. An absolute tolerance is one of the reference's unit; beside a
percent or degree sign, on whichever side, one of percentage points or degrees, because a bare
number may have left the sign out.

    0.33                  | \frac{1}{3}              | yes> |               | rounding=reference
    3.14                  | \pi                      | yes> |               | rounding=reference
    3.14                  | 3.1                      | no>  | 3.10 it is not | rounding=reference
    \pi                   | 3.14                     | yes> |               | rounding=answer
    \pi                   | 3.1                      | no>  | two figures   | rounding=answer
    \frac{2}{3}           | 0.667                    | yes> |               | rounding=answer
    \frac{2}{3}           | 0.666                    | no>  | cut, not rounded | rounding=answer
    3.14                  | \pi                      | yes  |               | rounding=either
    100                   | 100.9                    | yes> |              | relative_tolerance=0.01
    100                   | 101.1                    | no>  |              | relative_tolerance=0.01
    10                    | 10.5                     | yes  |               | absolute_tolerance=0.5
    10                    | 10.6                     | no   |               | absolute_tolerance=0.5
    10                    | 10+0.1i                  | no   |               | absolute_tolerance=0.5
    5 cm                  | 54 mm                    | yes> |               | absolute_tolerance=0.5
    50\%                  | 50.4                     | yes  |               | absolute_tolerance=0.5
    50\%                  | 0.502                    | yes  | 50.2\%        | absolute_tolerance=0.5
    50\%                  | 0                        | no   |               | absolute_tolerance=0.5
    30^\circ              | 1                        | no   |               | absolute_tolerance=0.6
    \sqrt{2} cm           | 1.41 cm                  | yes> |               | rounding=answer
    \sqrt{2} cm           | 14 mm                    | no>  | two figures   | rounding=answer

Not covered: whether an answer has the form that was asked for (`2+2` equals `4`, and `2/4` equals
`1/2`), whether the unit is the one that was asked for where the reference has none, and whether
the reference is right.
"""
