"""The rules of engagement a cluster starts with, until its members decide on others.

Written for this program on 2026-11-24; plain English, no jurisdiction, no substitute for legal advice. The rules
follow the eight principles of lasting commons: clear boundaries, costs that match benefits, collective choice,
monitoring, graduated sanctions, cheap settlement of disputes, recognised autonomy, nested levels.
Source of the principles: Elinor Ostrom, Governing the Commons, Cambridge University Press 1990, table 3.1.
"""

TITLE = "Rules of engagement"

_WRAPPED = """
1. What we are
We are a cluster of independent firms. Together we win and deliver work that none of us could take on alone. Nobody
gives up their firm: what you own, whom you employ and how you work stay yours.

2. Who belongs
A firm belongs when the cluster has assessed it, voted on it and put it in the register of members. The register is
open to all members. A firm stays responsible for keeping its entry true: identity, offerings, prices, certificates.

3. How a firm comes in
A firm applies, answers the same questions as everybody before it, and proves what it says. It is assessed on finance,
capability, ethics and collaboration. The decision is made by vote, told with its reasons, and may set conditions or a
time of probation.

4. How a firm leaves
A firm may leave at any time in writing. It finishes the work it has accepted, or agrees with its team who takes over.
What it has paid into a reserve is returned when the warranties it stands behind have run out.

5. How teams are formed
For each piece of work the broker proposes a team by what it costs, what risk it carries and where the money goes. The
proposal says why each firm is in it, and any member may ask why it is not. A broker does not approve a team of their
own firm.

6. What an offer binds to
An offer made to the cluster is binding until its date. Whoever cannot keep it says so as soon as they know, not when it
is due; the team then looks for a replacement together.

7. Who gets what
Each partner is paid for what it delivers, at the price it offered. What is left is shared by a key that is published
before the work starts and weighs both work and risk. The cluster's fee is the same for all and published too.

8. Sharing the risk
Every partner answers first for its own part. What one partner cannot bear is borne by the reserve of the team, then by
the guarantee fund, in that order. No partner bears more than it agreed to in the charter of the team.

9. One face to the customer
The customer deals with one contact, one contract and one invoice. Partners do not go round the team for the same work,
and the team does not go round the partner who brought the customer, for two years.

10. What stays between us
A member sees its own prices and no one else's. What a partner learns in a team about another firm or a customer is used
for that work only. Every change is on record, with who made it and when.

11. Ideas and know-how
What a firm brings stays its own. What a team makes together belongs to the partners as the charter says; where it says
nothing, to each in the share of the work.

12. Fair competition and honest dealing
We do not fix prices, share out customers or bid against our own team in secret. We pay suppliers on time, treat people
fairly, and declare interests before we vote; who has an interest stands aside.

13. How we watch ourselves
Deliveries, quality and payments are measured the same way for all. Every member sees its own figures and the average.
Customers and partners rate the work afterwards, and a firm may reply to every rating.

14. When something goes wrong
First a notice and a talk; then a plan with a coach and a date; then no new teams until it is mended; last, by vote, the
end of the membership. Each step has its reason in writing, and the firm may appeal to members who were not part of it.

15. How we settle a dispute
Two peers chosen by the parties and a third chosen by those two hear both sides within ten working days. If that does
not settle it, a mediator does; the courts stay open to all. Work for the customer goes on meanwhile.

16. How these rules change
Members vote on changes, one firm one vote, after fourteen days' notice of the full text. A new version holds from a
named day. Members accept it by name; who does not want to may leave by then without loss.
""".strip()

# A paragraph is one line, so that it fits wherever it is shown; a clause's heading stays on a line of its own.
TEXT = "\n\n".join(
    head + "\n" + " ".join(body) for head, *body in (clause.splitlines() for clause in _WRAPPED.split("\n\n"))
)
